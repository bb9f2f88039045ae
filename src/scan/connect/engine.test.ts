// The connect engine in a simulated network: every case of it, without waiting.
import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import fc from 'fast-check';
import type { HostEndFinding } from '../../finding/finding.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { hostTableOf } from '../order/host-table.ts';
import { createWalkCursor } from '../order/order.ts';
import { seedWords } from '../order/permutation.ts';
import { random as seeded } from '../simulation/random.test-data.ts';
import { CONNECTED, REFUSED, type Syn, simulate, specOf } from '../simulation/sockets.test-data.ts';
import { endOf, HOST, keyOf, of, portsOf, startsByProbe } from './engine.test-data.ts';
import { ATTEMPTS_MOST } from './repeats.ts';

/** How often each probe was asked, the kernel's own repeats counted. */
function asksByProbe(syns: readonly Syn[]): Map<number, number> {
  const asks = new Map<number, number>();
  for (const syn of syns) asks.set(keyOf(syn), (asks.get(keyOf(syn)) ?? 0) + 1);
  return asks;
}

test('asks every host and port exactly once, in the order of the permutation', async () => {
  const spec = specOf({
    targets: [
      [HOST, HOST + 9],
      [HOST + 20, HOST + 24],
    ],
    ports: [
      [10, 50],
      [80, 80],
    ],
  });
  const outcome = await simulate(spec, { reply: () => REFUSED });
  const portNumbers = Uint16Array.from([...Array.from({ length: 41 }, (_, k) => 10 + k), 80]);
  const table = hostTableOf([{ ranges: flatten(spec.targets), hop: 0 }]);
  const cursor = createWalkCursor({ table, portNumbers, orderSeeds: seedWords(spec.seed), shard: spec.shard });
  const wanted: number[] = [];
  while (cursor.advance()) {
    const address = cursor.host < 10 ? HOST + cursor.host : HOST + 10 + cursor.host;
    wanted.push(address * 65_536 + portNumbers[cursor.portIndex]);
  }
  assert.equal(wanted.length, 15 * 42);
  assert.deepEqual(outcome.syns.map(keyOf), wanted);
  const end = endOf(outcome);
  assert.deepEqual(
    [end.hostsAsked, end.hostsUp, end.probes, end.answered, end.closedPorts, end.silent, end.unasked],
    [15, 15, 630, 630, 630, 0, 0],
  );
  assert.deepEqual([end.completeness, end.retransmitted, end.interrupted, end.engine], [1, 0, false, 'connect']);
});

test('shards ask every probe once between them', async () => {
  const asked: number[] = [];
  for (let index = 1; index <= 3; index++) {
    const spec = specOf({ targets: [[HOST, HOST + 6]], ports: [[1, 100]], shard: { index, count: 3 } });
    const outcome = await simulate(spec, { reply: () => REFUSED });
    assert.equal(endOf(outcome).probes, outcome.syns.length);
    assert.equal(endOf(outcome).unasked, 0);
    asked.push(...outcome.syns.map(keyOf));
  }
  assert.equal(asked.length, 700);
  assert.equal(new Set(asked).size, 700);
});

test('finds everything however much is lost at random, and asks only the silent again', async () => {
  for (const loss of [0.02, 0.1, 0.3]) {
    const random = seeded(Math.round(loss * 1000));
    const isOpen = (port: number) => port % 500 === 80;
    const outcome = await simulate(specOf({ targets: [[HOST, HOST + 3]], ports: [[1, 5000]] }), {
      reply: ({ port }) => (random() < loss ? null : isOpen(port) ? CONNECTED : REFUSED),
    });
    assert.equal(portsOf(outcome, 'open').length, 40, `loss ${loss}`);
    const end = endOf(outcome);
    assert.equal(end.answered, 20_000, `loss ${loss}`);
    assert.equal(end.completeness, 1);
    const again = [...asksByProbe(outcome.syns).values()].reduce((sum, asks) => sum + asks - 1, 0);
    assert.equal(end.retransmitted, again);
    assert.ok(again > 0 && again < 20_000 * loss * 2, `loss ${loss}: ${again} asked again`);
  }
});

test('an answered probe is never asked again, a silent one twice where nothing is lost', async () => {
  const silentPort = (port: number) => port % 10 === 3;
  const outcome = await simulate(specOf({ targets: [[HOST, HOST + 1]] }), {
    reply: ({ address, port }) => (address === HOST + 1 || silentPort(port) ? null : REFUSED),
  });
  let canaries = 0;
  for (const [key, asks] of asksByProbe(outcome.syns)) {
    const stranger = Math.floor(key / 65_536) === HOST + 1;
    // A stranger is waited for so long that the kernel asks a third time.
    if (stranger) assert.ok(asks === 2 || asks === 3, `probe ${key}: ${asks}`);
    else if (silentPort(key % 65_536)) assert.equal(asks, 2, `probe ${key}`);
    else canaries += asks - 1;
  }
  const most = outcome.elapsed / 500 + 3 + 2000 / 8; // those woven in are one for every eight probes at the most
  assert.ok(canaries <= most, `${canaries} canaries in ${outcome.elapsed} ms`);
  const end = endOf(outcome);
  assert.deepEqual([end.hostsUp, end.answered, end.silent, end.filteredPorts], [1, 900, 1100, 100]);
  assert.equal(end.completeness, 0.9);
  assert.deepEqual(of(outcome, 'host-end'), [
    { type: 'host-end', ip: '127.0.0.1', open: 0, closed: 900, filtered: 100 },
  ] satisfies HostEndFinding[]);
});

test('maxRetries is the limit: 0 asks once', async () => {
  const outcome = await simulate(specOf({ ports: [[1, 40]], maxRetries: 0 }), {
    reply: ({ port }) => (port === 7 ? null : REFUSED),
  });
  assert.equal(asksByProbe(outcome.syns).get(HOST * 65_536 + 7), 1);
  assert.deepEqual(portsOf(outcome, 'filtered'), [7]);
});

/** Most SYNs within any 100 ms, the kernel's own repeats counted. */
function busiest(syns: readonly Syn[]): number {
  const times = syns.map(({ at }) => at).sort((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last++) {
    while (times[last] - times[first] >= 100) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

test('the rate cap holds over any 100 ms, also where nothing answers and where the engine is held up', async () => {
  for (const rateCap of [5, 50, 400, 999, 1000, 2500, 20_000]) {
    for (const heldUp of [false, true]) {
      const random = seeded(rateCap);
      const outcome = await simulate(specOf({ ports: [[1, Math.min(3000, rateCap * 3)]], rateCap }), {
        reply: ({ port }) => (port % 3 === 0 ? null : { ...REFUSED, after: random() * 40 }),
        hold: () => (heldUp && random() < 0.02 ? random() * 150 : 0),
      });
      const most = busiest(outcome.syns);
      assert.ok(most <= Math.max(1, rateCap / 10), `cap ${rateCap}: ${most} within 100 ms`);
      if (rateCap >= 100 && !heldUp) assert.ok(most >= rateCap / 20, `cap ${rateCap}: only ${most} within 100 ms`);
    }
  }
});

test('a connect that was held up while it began is not repeated by the kernel at a time that nobody expects', async () => {
  for (const [seed, rateCap] of [
    [13, 1000],
    [20, 400],
    [27, 999],
    [36, 50],
    [40, 50],
  ]) {
    const random = seeded(seed * 31 + rateCap);
    const outcome = await simulate(specOf({ ports: [[1, Math.min(1200, rateCap * 3)]], rateCap, seed: `${seed}` }), {
      reply: ({ port }) => (port % 3 === 0 ? null : { ...REFUSED, after: random() * 40 }),
      hold: () => (random() < 0.02 ? random() * 150 : 0),
    });
    const most = busiest(outcome.syns);
    assert.ok(most <= rateCap / 10, `seed ${seed}, cap ${rateCap}: ${most} within 100 ms`);
  }
});

test('an open port costs the rate cap three frames', async () => {
  const open = await simulate(specOf({ ports: [[1, 90]], rateCap: 1000 }), { reply: () => CONNECTED });
  const closed = await simulate(specOf({ ports: [[1, 90]], rateCap: 1000 }), { reply: () => REFUSED });
  assert.ok(open.elapsed > closed.elapsed * 2, `${open.elapsed} against ${closed.elapsed} ms`);
});

test('finds out what a narrow link bears', async () => {
  // 5,000 frames a second, a queue of 50, 10 ms each way: what does not fit into the queue is lost.
  let busyUntil = 0;
  let lost = 0;
  let late = 0;
  const outcome = await simulate(specOf({ targets: [[HOST, HOST + 1]], ports: [[1, 20_000]] }), {
    reply({ at, port }) {
      if (at > 1000) late++;
      if (busyUntil - at > 50 / 5) {
        if (at > 1000) lost++;
        return null;
      }
      busyUntil = Math.max(busyUntil, at) + 1 / 5;
      return { after: busyUntil - at + 20, error: port % 1000 === 80 ? 0 : constants.errno.ECONNREFUSED };
    },
  });
  assert.equal(endOf(outcome).answered, 40_000);
  assert.equal(portsOf(outcome, 'open').length, 40);
  assert.ok(lost < late * 0.1, `${lost} of ${late} lost after the first second`);
  assert.ok(outcome.elapsed < 40_000 / 5 / 0.6, `${outcome.elapsed} ms for what the link can do in 8,000`);
});

test('a slow host does not hold up the others, and loses nothing', async () => {
  let lastOther = 0;
  const outcome = await simulate(specOf({ targets: [[HOST, HOST + 7]], ports: [[1, 4000]] }), {
    reply({ at, address }) {
      if (address === HOST) return { ...REFUSED, after: 400 };
      lastOther = at;
      return REFUSED;
    },
  });
  assert.equal(endOf(outcome).answered, 32_000);
  assert.ok(lastOther < outcome.elapsed / 2, `others until ${lastOther}, slow one until ${outcome.elapsed}`);
});

test('excluded addresses are checked again before every connect', async () => {
  const excluded = [[HOST + 2, HOST + 3]] as const;
  const outcome = await simulate(specOf({ targets: [[HOST, HOST + 5]], excluded }), { reply: () => REFUSED });
  assert.ok(outcome.syns.every(({ address }) => address < HOST + 2 || address > HOST + 3));
  const end = endOf(outcome);
  assert.deepEqual([end.probes, end.answered, end.unasked], [4000, 4000, 0]);
});

test('late answers correct the estimate: a host that grows slow is waited for', async () => {
  // Its first answer comes at once, from then on it takes 900 ms.
  const outcome = await simulate(specOf({ ports: [[1, 400]] }), {
    reply: ({ at }) => ({ after: at < 5 ? 1 : 900, error: constants.errno.ECONNREFUSED }),
  });
  const end = endOf(outcome);
  assert.deepEqual([end.answered, end.silent], [400, 0]);
});

test('a lone host that is quick at first and slow from then on is no outage, however few sockets there are', async () => {
  for (const capacity of [1, 2, 4096]) {
    for (const slow of [400, 900, 1900]) {
      const outcome = await simulate(specOf({ ports: [[1, 4]] }), {
        capacity,
        reply: ({ attempt, port }) =>
          port === 4 ? null : { after: attempt === 1 && port < 3 ? 13 : slow, error: constants.errno.ECONNREFUSED },
      });
      const end = endOf(outcome);
      // Beyond the kernel's repeat an answer may be to that: how slow the host is cannot be learnt.
      if (slow > 1000) continue;
      assert.deepEqual([end.answered, end.silent], [3, 1], `${capacity} sockets, ${slow} ms`);
      assert.ok(outcome.elapsed < 30_000, `${capacity} sockets, ${slow} ms: ${outcome.elapsed} ms`);
    }
  }
});

test('any mixture of answers: each probe has one verdict, the counts add up, the scan ends', async () => {
  const { ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT, EMFILE, ECONNRESET } = constants.errno;
  const errors = [0, ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT, ECONNRESET, EMFILE];
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        hosts: fc.integer({ min: 1, max: 6 }),
        ports: fc.integer({ min: 1, max: 120 }),
        capacity: fc.integer({ min: 1, max: 100 }),
        seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        quiet: fc.double({ min: 0, max: 1, noNaN: true }),
        retries: fc.option(fc.integer({ min: 0, max: 3 })),
      }),
      async ({ hosts, ports, capacity, seed, quiet, retries }) => {
        const random = seeded(seed);
        const spec = specOf({ targets: [[HOST, HOST + hosts - 1]], ports: [[1, ports]], maxRetries: retries });
        // An error of our own side is no attempt, neither for the probe nor for those that were on their way with it.
        let ours = 0;
        const outcome = await simulate(spec, {
          capacity,
          reply(syn) {
            const drawn = errors[Math.floor(random() * errors.length)];
            if (random() < quiet) return null;
            // A machine that is always out of files ends with an error instead; see above.
            const error = drawn === EMFILE && syn.attempt > 2 ? ECONNREFUSED : drawn;
            if (error === EMFILE || error === EHOSTUNREACH) ours++;
            // Our own system says at once what it lacks.
            return { after: random() * (error === EMFILE ? 10 : 2000), error };
          },
        });
        const end = endOf(outcome);
        // With a socket or two it may be chance that our own side lacks something for as long as ends a scan, which then says so.
        const isCut = of(outcome, 'notice').some(({ code }) => code === 'N_NO_SOCKETS' || code === 'N_REFUSED_HERE');
        assert.equal(end.unasked > 0, isCut);
        assert.equal(end.answered + end.silent + end.unasked, end.probes);
        const told = outcome.findings.filter((each) => each.type === 'port').map((each) => `${each.ip}:${each.port}`);
        assert.equal(new Set(told).size, told.length);
        for (const host of of(outcome, 'host-end')) {
          const settled = host.open + host.closed + host.filtered;
          assert.ok(settled === ports || (isCut && settled < ports), `${settled} of ${ports}`);
        }
        // Nor is one that met an outage; to call it one a lone canary was lost, and then as many more as there were sockets for.
        const canaries = outcome.syns.filter(({ canary, repeated }) => canary && !repeated).length;
        const outages = canaries / (capacity >= hosts * ports + 4 ? 4 : 2);
        const attempts = Math.min(ATTEMPTS_MOST, (retries ?? ATTEMPTS_MOST) + 1);
        for (const [key, starts] of startsByProbe(outcome.syns)) {
          assert.ok(starts <= attempts + ours + outages, `${starts} starts of ${key}`);
        }
      },
    ),
    { numRuns: 60 },
  );
});
