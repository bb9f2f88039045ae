// The asking, over a made-up link. With real frames: lab/arp.lab.test.ts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Neighbour } from '../../native/netlink/values.ts';
import type { InterfaceState } from '../interfaces/interface-state.ts';
import { createPacer } from '../pacer.ts';
import { bootMillis } from '../time.ts';
import { FIRST, frameOf, macOf, OURS, SOURCE } from './arp.test-data.ts';
import { type ArpOptions, askThrough, resolveArp } from './arp.ts';
import type { ArpDoor } from './arp-door.ts';
import { createArpMemory } from './arp-memory.ts';

/** There is no such interface. */
const NOWHERE = 2 ** 30;

/** A link whose hosts are a function: what each request brings, at once. `take` is how many of a batch the kernel takes. */
function link(
  answer: (address: number, attempt: number, source: number) => Uint8Array[],
  take = (count: number): number => count,
  state: () => InterfaceState = () => 'up',
) {
  const slots = new Uint32Array(8);
  const sources = new Uint32Array(8);
  const waiting: Uint8Array[] = [];
  const asked = new Map<number, number>();
  const order: number[] = [];
  const frame = new Uint8Array(128);
  const door: ArpDoor = {
    slots: slots.length,
    ask: (slot, address, source) => {
      slots[slot] = address;
      sources[slot] = source;
    },
    state,
    send(count) {
      const took = take(count);
      for (let k = 0; k < took; k++) {
        const attempt = (asked.get(slots[k]) ?? 0) + 1;
        asked.set(slots[k], attempt);
        order.push(slots[k]);
        waiting.push(...answer(slots[k], attempt, sources[k]));
      }
      return took;
    },
    frame,
    receive() {
      const next = waiting.shift();
      if (next === undefined) return 0;
      frame.set(next);
      return next.length;
    },
    receivedMicros: () => 0,
    drops: () => 3,
    close() {},
  };
  return { door, asked, order };
}

function options(count: number, over: Partial<ArpOptions> = {}): ArpOptions {
  return {
    interfaceIndex: 2,
    interfaceName: 'eth0',
    sourceMac: OURS,
    source: SOURCE,
    ranges: [[FIRST, FIRST + count - 1]],
    neighbours: [],
    signal: new AbortController().signal,
    ...over,
  };
}

// They wait more than they work, so they wait together.
describe('asking', { concurrency: true }, () => {
  test('all answer: one round, one request each, in an order that is not theirs', async () => {
    const { door, asked, order } = link((address) => [frameOf(address)]);
    const result = await askThrough(
      door,
      options(200, {
        ranges: [
          [FIRST, FIRST + 99],
          [FIRST + 1000, FIRST + 1099],
        ],
      }),
    );
    assert.deepEqual([result.requests, result.rounds, result.macs.size], [200, 1, 200]);
    assert.deepEqual([result.twins.size, result.drops, result.interrupted], [0, 3, false]);
    assert.ok([...asked.values()].every((times) => times === 1));
    assert.notDeepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
    for (const [address, { mac, from, rttMs }] of result.macs) {
      assert.deepEqual([mac, from], [macOf(address), 'arp-reply']);
      assert.ok(rttMs !== null && rttMs >= 0);
    }
  });

  test('the silent are asked 6 times, the others not again', async () => {
    const { door, asked } = link((address) => (address % 2 === 0 ? [frameOf(address)] : []));
    const result = await askThrough(door, options(10));
    assert.deepEqual([result.requests, result.rounds, result.macs.size], [5 + 5 * 6, 6, 5]);
    for (const [address, times] of asked) assert.equal(times, address % 2 === 0 ? 1 : 6);
  });

  test('persistent: 14 times, and what answers late still counts', async () => {
    const { door } = link((address, attempt) => (attempt === 12 ? [frameOf(address)] : []));
    const result = await askThrough(door, options(1, { persistent: true }));
    assert.deepEqual([result.requests, result.rounds, result.macs.size], [12, 12, 1]);
    assert.equal(result.macs.get(FIRST)?.rttMs, null);
  });

  test('loss is met with more rounds', async () => {
    // Every second address needs another attempt, a quarter two more, and so on up to 10.
    const needs = (address: number): number => Math.min(10, 1 + Math.clz32((address * 0x9e3779b1) >>> 0));
    const { door } = link((address, attempt) => (attempt === needs(address) ? [frameOf(address)] : []));
    // One that never answers keeps the asking from ending with the last answer.
    const result = await askThrough(
      door,
      options(64, {
        ranges: [
          [FIRST, FIRST + 63],
          [FIRST + 500, FIRST + 500],
        ],
      }),
    );
    assert.ok(result.macs.size >= 64);
    assert.ok(result.rounds > 6, `${result.rounds} rounds`);
  });

  test('who is late has lost nothing: not more rounds for him', async () => {
    // An answer that comes 30 ms after any request, where others take none, is to an earlier one.
    const slow = FIRST + 100;
    let [asked, askedAt] = [0, 0];
    const { door } = link((address, attempt) => {
      if (address === slow) [asked, askedAt] = [attempt, bootMillis()];
      return address < slow ? [frameOf(address)] : [];
    });
    const { receive } = door;
    let isOut = false;
    const late = (): number => {
      if (isOut || asked < 2 || bootMillis() - askedAt < 30) return receive();
      isOut = true;
      door.frame.set(frameOf(slow));
      return frameOf(slow).length;
    };
    const result = await askThrough(
      { ...door, receive: late },
      options(100, {
        ranges: [
          [FIRST, FIRST + 100],
          [FIRST + 500, FIRST + 500],
        ],
      }),
    );
    assert.deepEqual([result.macs.size, result.rounds], [101, 6]);
  });

  test('what the kernel does not take is asked again, nobody twice in a round', async () => {
    let calls = 0;
    const { door, asked } = link(
      () => [],
      (count) => (++calls % 3 === 0 ? 0 : Math.max(1, count - 2)),
    );
    const result = await askThrough(door, options(60));
    assert.equal(result.rounds, 6);
    assert.equal(asked.size, 60);
    assert.deepEqual(new Set(asked.values()), new Set([6]));
    assert.equal(result.requests, 360);
  });

  test('who answered the kernel of late is not asked; every other entry is a MAC to use, no sign of life', async () => {
    const neighbour = (offset: number, state: Neighbour['state'], over: Partial<Neighbour> = {}): Neighbour => ({
      interfaceIndex: 2,
      address: FIRST + offset,
      mac: Uint8Array.of(2, 9, 9, 9, 9, offset),
      state,
      ...over,
    });
    const { door, asked } = link((address) =>
      address === FIRST + 3 || address === FIRST + 6 ? [frameOf(address)] : [],
    );
    const result = await askThrough(
      door,
      options(10, {
        neighbours: [
          neighbour(0, 'reachable'),
          neighbour(1, 'permanent'),
          neighbour(2, 'delay'),
          neighbour(3, 'stale'),
          neighbour(4, 'failed', { mac: null }),
          neighbour(5, 'reachable', { interfaceIndex: 3 }),
          neighbour(6, 'reachable', { mac: new Uint8Array(6) }),
          neighbour(7, 'permanent', { mac: Uint8Array.of(1, 0, 94, 0, 0, 1) }),
          neighbour(8, 'probe'),
          neighbour(9, 'noarp'),
          neighbour(50, 'reachable'),
        ],
      }),
    );
    assert.deepEqual([...asked.keys()].map((address) => address - FIRST).sort(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(
      [...result.macs].map(([address]) => address - FIRST),
      [0, 3, 6],
    );
    assert.deepEqual(
      [...result.table].map(([address, { fixed }]) => [address - FIRST, fixed]),
      [
        [0, false],
        [1, true],
        [2, false],
        [3, false],
        [8, false],
        [9, true],
      ],
    );
    assert.deepEqual(result.macs.get(FIRST), {
      mac: Uint8Array.of(2, 9, 9, 9, 9, 0),
      rttMs: null,
      from: 'neighbour-table',
    });
    assert.deepEqual(result.macs.get(FIRST + 3)?.mac, macOf(FIRST + 3));
  });

  test('two link addresses for one: the first stands', async () => {
    const second = Uint8Array.of(2, 7, 7, 7, 7, 7);
    const { door } = link((address) =>
      address === FIRST
        ? [
            frameOf(address),
            frameOf(address),
            frameOf(address, { senderMac: second }),
            frameOf(address, { senderMac: second }),
          ]
        : [],
    );
    const result = await askThrough(door, options(2));
    assert.deepEqual([...result.twins], [[FIRST, second]]);
    assert.deepEqual(result.macs.get(FIRST)?.mac, macOf(FIRST));
  });

  test('replies nobody asked for are not taken', async () => {
    const { door } = link((address) => (address === FIRST ? [frameOf(FIRST + 77), frameOf(FIRST - 1)] : []));
    const result = await askThrough(door, options(3));
    assert.equal(result.macs.size, 0);
  });

  test('a reply that comes before its request is not taken: everybody is asked', async () => {
    const early = Array.from({ length: 40 }, (_, k) => FIRST + k);
    const { door, asked } = link((address) => [frameOf(address), ...early.map((each) => frameOf(each))]);
    const result = await askThrough(door, options(40));
    assert.deepEqual([asked.size, result.requests, result.macs.size], [40, 40, 40]);
  });

  test('who answers late, in the next round, is not asked again in it', async () => {
    const all = Array.from({ length: 200 }, (_, k) => FIRST + k);
    const { door } = link((_, attempt) => (attempt === 2 ? all.map((each) => frameOf(each)) : []));
    const result = await askThrough(door, options(200));
    assert.deepEqual([result.macs.size, result.rounds], [200, 2]);
    assert.ok(result.requests < 300, `${result.requests} requests`);
  });

  test('told to end, it ends with what is known', async () => {
    const control = new AbortController();
    let requests = 0;
    const { door } = link((address) => {
      if (++requests === 20) control.abort();
      return requests < 5 ? [frameOf(address)] : [];
    });
    const result = await askThrough(door, options(5000, { signal: control.signal }));
    assert.equal(result.interrupted, true);
    assert.ok(result.requests >= 20 && result.requests < 100, `${result.requests}`);
    assert.ok(result.macs.size > 0 && result.macs.size <= 4);
  });

  test('told to end before it began, it asks nobody', async () => {
    const { door, asked } = link(() => []);
    const result = await askThrough(door, options(5, { signal: AbortSignal.abort() }));
    assert.deepEqual([asked.size, result.rounds, result.interrupted], [0, 0, true]);
  });

  for (const [errno, state, code] of [
    [-100, 'down', 'E_INTERFACE_DOWN'],
    [0, 'no-carrier', 'E_NO_CARRIER'],
    [-6, 'gone', 'E_INTERFACE_GONE'],
    [0, 'up', 'E_NOT_SENT'],
  ] as const) {
    test(`an interface that takes nothing any more (${state}) ends it, and says why`, async () => {
      const { door } = link(
        () => [],
        () => errno,
        () => state,
      );
      await assert.rejects(askThrough(door, options(5, { outageMs: 300 })), { code, message: /eth0/ });
    });
  }

  test('a short loss of carrier is waited through', async () => {
    const since = bootMillis();
    const away = () => bootMillis() < since + 500;
    const { door } = link(
      (address) => [frameOf(address)],
      (count) => (away() ? 0 : count),
      () => (away() ? 'no-carrier' : 'up'),
    );
    const result = await askThrough({ ...door, receive: () => (away() ? -100 : door.receive()) }, options(5));
    assert.deepEqual([result.macs.size, result.requests], [5, 5]);
  });

  test("a router that answers only who asks from its subnet is asked from there, where the route's source is another", async () => {
    const own = { address: SOURCE + 1, first: FIRST - 9, last: FIRST + 99 };
    const strict = link((address, _, source) =>
      source === own.address ? [frameOf(address, { targetAddress: source })] : [],
    );
    const result = await askThrough(strict.door, options(1, { own: [own], persistent: true }));
    assert.deepEqual([result.macs.size, result.requests], [1, 2]);
    const usual = link((address, _, source) => (source === SOURCE ? [frameOf(address)] : []));
    assert.equal((await askThrough(usual.door, options(1, { own: [own] }))).requests, 1);
  });

  test('a cap that others share holds over any 100 ms', async () => {
    const cap = createPacer(500);
    const times: number[] = [];
    for (let round = 0; round < 2; round++) {
      const { door } = link((address) => {
        times.push(bootMillis());
        return [frameOf(address)];
      });
      await askThrough(door, options(60, { cap }));
    }
    for (let k = 50; k < times.length; k++) assert.ok(times[k] - times[k - 50] > 99, `${times[k] - times[k - 50]}`);
    const clear = cap.clearMs(bootMillis());
    assert.ok(clear > 0 && clear <= 102, `${clear}`);
  });

  test('where all are known already, the kernel is asked for no socket', async () => {
    const memory = createArpMemory(() => 0);
    memory.put(NOWHERE, FIRST, macOf(FIRST));
    const known = options(1, { interfaceIndex: NOWHERE, interfaceName: 'nowhere', memory });
    const result = await resolveArp(known);
    assert.deepEqual([result.macs.size, result.rounds, result.requests, result.drops], [1, 0, 0, 0]);
    assert.deepEqual(result.macs.get(FIRST)?.mac, macOf(FIRST));
    // One more, and it is: there is no such interface.
    await assert.rejects(resolveArp({ ...known, ranges: [[FIRST, FIRST + 1]] }));
  });

  test('nobody to ask, and too many', async () => {
    const { door } = link(() => []);
    const result = await askThrough(door, options(0, { ranges: [] }));
    assert.deepEqual([result.rounds, result.requests, result.macs.size], [0, 0, 0]);
    await assert.rejects(askThrough(door, options(0, { ranges: [[0, 2 ** 24]] })), { code: 'E_TOO_MANY_NEIGHBOURS' });
  });

  test('progress never falls and ends with the last word', async () => {
    const { door } = link((address) => (address % 3 === 0 ? [frameOf(address)] : []));
    const seen: number[][] = [];
    await askThrough(
      door,
      options(30, {
        onProgress: ({ round, requests, answered, asked }) => void seen.push([round, requests, answered, asked]),
      }),
    );
    assert.ok(seen.length >= 2);
    for (let k = 1; k < seen.length; k++) for (let of = 0; of < 4; of++) assert.ok(seen[k][of] >= seen[k - 1][of]);
    assert.deepEqual(seen.at(-1), [6, 10 + 20 * 6, 10, 30]);
  });
});
