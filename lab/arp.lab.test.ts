// ARP between namespaces: who is found, how often the silent are asked, and how fast. Needs root.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { prefixRange } from './network/addresses.ts';
import { ip, type Namespaces, nft, openNamespaces, runInside } from './network/namespaces.ts';
import { labProgram } from './program.ts';
import { busiest, startCapture } from './truth/capture.ts';

interface Answer {
  readonly mac: string;
  readonly rttMs: number | null;
  readonly from: string;
}

interface Outcome {
  readonly macs: Readonly<Record<string, Answer>>;
  readonly requests: number;
  readonly rounds: number;
  readonly twins: readonly (readonly [ip: string, mac: string])[];
  readonly drops: number;
  readonly interrupted: boolean;
  readonly elapsedMs: number;
  readonly afterAbortMs: number | null;
}

const RUN = labProgram('runs/arp-run');
const skip = process.getuid?.() === 0 ? false : 'makes network namespaces, which needs root';
const MANY = 300;

let spaces: Namespaces;
let scanner: string;
let bridge: string;
let crowd: string;

interface Options {
  readonly rateCap?: number;
  readonly persistent?: boolean;
  readonly abortAfterMs?: number;
}

async function resolve(prefixes: readonly string[], options: Options = {}): Promise<Outcome> {
  const question = {
    interfaceName: 'lan0',
    ranges: prefixes.map(prefixRange),
    rateCap: null,
    persistent: false,
    abortAfterMs: null,
    ...options,
  };
  return JSON.parse(await runInside(scanner, process.execPath, [RUN, JSON.stringify(question)])) as Outcome;
}

/** The bridge drops this share of what comes in on every port, so requests and replies alike. */
async function lose(percent: number): Promise<void> {
  const drop = percent === 0 ? '' : `numgen random mod 100 < ${percent} drop;`;
  await nft(
    bridge,
    `table bridge loss
delete table bridge loss
table bridge loss {
  chain arriving {
    type filter hook prerouting priority 0;
    ${drop}
  }
}
`,
  );
}

describe('ARP', { skip }, () => {
  before(async () => {
    spaces = await openNamespaces();
    scanner = await spaces.add('arp-scanner');
    bridge = await spaces.add('arp-bridge');
    crowd = await spaces.add('arp-crowd');
    await ip(bridge, ['link add br0 type bridge', 'link set br0 up']);
    const join = async (namespace: string, end: string, commands: readonly string[]): Promise<void> => {
      await ip(bridge, [
        `link add ${end} type veth peer name lan0 netns ${namespace}`,
        `link set ${end} master br0 up`,
      ]);
      await ip(namespace, [...commands, 'link set lan0 up']);
    };
    await join(scanner, 'p0', ['addr add 198.18.0.1/15 dev lan0']);
    for (const number of [1, 2, 3]) {
      const host = await spaces.add(`arp-host-${number}`);
      await join(host, `p${number}`, [
        `link set lan0 address 02:00:00:00:00:1${number}`,
        `addr add 198.18.0.1${number}/15 dev lan0`,
      ]);
      // The same address twice, as in a misconfigured network.
      if (number < 3) await ip(host, ['addr add 198.18.0.99/15 dev lan0']);
    }
    await join(crowd, 'p4', [
      'link set lan0 address 02:00:00:00:00:14',
      ...Array.from({ length: MANY }, (_, k) => `addr add 198.18.${4 + (k >> 8)}.${k & 255}/15 dev lan0`),
    ]);
    await ip(scanner, ['neigh add 198.18.0.55 lladdr 02:00:00:00:00:55 dev lan0 nud permanent']);
    await ip(scanner, ['neigh add 198.18.0.11 lladdr 02:00:00:00:00:77 dev lan0 nud stale']);
  });

  after(() => spaces?.[Symbol.asyncDispose]());

  test('finds who is there, and only them', async () => {
    const outcome = await resolve(['198.18.0.8/29', '198.18.0.40/29', '198.18.0.55']);
    assert.deepEqual(
      Object.fromEntries(Object.entries(outcome.macs).map(([address, { mac, from }]) => [address, `${mac} ${from}`])),
      {
        '198.18.0.11': '02:00:00:00:00:11 arp-reply',
        '198.18.0.12': '02:00:00:00:00:12 arp-reply',
        '198.18.0.13': '02:00:00:00:00:13 arp-reply',
      },
    );
    assert.equal(outcome.rounds, 6);
    // 17 asked once, the 14 absent ones five times more: a permanent entry of the kernel's table is no sign of life.
    assert.equal(outcome.requests, 17 + 5 * 14);
    assert.deepEqual(outcome.twins, []);
    const { rttMs } = outcome.macs['198.18.0.11'];
    assert.ok(rttMs !== null && rttMs >= 0 && rttMs < 1000, `${rttMs}`);
  });

  test('ends with the last answer, in one round where nothing is lost', async () => {
    const outcome = await resolve(['198.18.4.0/24']);
    assert.equal(Object.keys(outcome.macs).length, 256);
    assert.equal(outcome.rounds, 1);
    assert.equal(outcome.requests, 256);
    assert.equal(outcome.drops, 0);
  });

  test('two hosts with one address', async () => {
    const outcome = await resolve(['198.18.0.98', '198.18.0.99']);
    const [[address, second]] = outcome.twins;
    assert.deepEqual(
      [address, ...[outcome.macs['198.18.0.99'].mac, second].sort()],
      ['198.18.0.99', '02:00:00:00:00:11', '02:00:00:00:00:12'],
    );
  });

  test('loss of 20 % each way: all are found, because more rounds are asked', async () => {
    await lose(20);
    try {
      // Half of the addresses are absent, so that asking does not end by itself.
      const outcome = await resolve(['198.18.4.0/24', '198.18.5.0/27', '198.18.6.0/24']);
      const { macs, rounds } = outcome;
      assert.equal(Object.keys(macs).length, 256 + 32);
      assert.ok(rounds > 6 && rounds <= 14, `${rounds} rounds`);
    } finally {
      await lose(0);
    }
  });

  test('a gateway is asked persistently, everybody else 6 times', async () => {
    const persistent = await resolve(['198.18.0.200'], { persistent: true });
    assert.deepEqual([persistent.rounds, persistent.requests, persistent.macs], [14, 14, {}]);
    const usual = await resolve(['198.18.0.200']);
    assert.deepEqual([usual.rounds, usual.requests, usual.macs], [6, 6, {}]);
  });

  test('a large subnet is asked 3 times; each address each time, in shuffled order', async () => {
    const arrival = { namespace: crowd, interface: 'lan0' };
    const capture = await startCapture(arrival, 'arp[6:2] == 1 and arp[14:4] == 0xc6120001');
    const outcome = await resolve(['198.19.0.0/18']);
    const captured = await capture.stop();
    assert.equal(captured.kernelDrops, 0);
    assert.equal(outcome.rounds, 3);
    assert.equal(outcome.requests, 3 * 2 ** 14);
    assert.equal(captured.times.length, outcome.requests);
    for (let round = 0; round < 3; round++) {
      const asked = captured.destinations.subarray(round * 2 ** 14, (round + 1) * 2 ** 14);
      assert.equal(new Set(asked).size, 2 ** 14);
      let neighbours = 0;
      for (let k = 1; k < asked.length; k++) if (asked[k] === asked[k - 1] + 1) neighbours++;
      assert.ok(neighbours < 50, `${neighbours} addresses followed their neighbour`);
    }
    // 25,000 a second at the most, whatever the machine does meanwhile.
    assert.ok(busiest(captured.times, 100) <= 2500, `${busiest(captured.times, 100)} in 100 ms`);
  });

  for (const rateCap of [15, 300, 5000]) {
    test(`a cap of ${rateCap} a second holds over any 100 ms`, async () => {
      const arrival = { namespace: crowd, interface: 'lan0' };
      const capture = await startCapture(arrival, 'arp[6:2] == 1 and arp[14:4] == 0xc6120001');
      const outcome = await resolve(['198.19.0.0/22'], { rateCap, abortAfterMs: 1200 });
      const captured = await capture.stop();
      assert.equal(captured.kernelDrops, 0);
      assert.equal(captured.times.length, outcome.requests);
      assert.ok(outcome.requests >= Math.min(3, rateCap / 10), `${outcome.requests} requests`);
      const most = busiest(captured.times, 100);
      assert.ok(most <= Math.max(1, Math.floor(rateCap / 10)), `${most} in 100 ms`);
    });
  }

  test('ends soon after it is told to, with what is known', async () => {
    const outcome = await resolve(['198.18.4.0/24', '198.19.0.0/16'], { abortAfterMs: 1500 });
    assert.equal(outcome.interrupted, true);
    assert.ok(Object.keys(outcome.macs).length > 0);
    assert.ok(outcome.requests < 3 * 2 ** 16);
    assert.ok(outcome.afterAbortMs !== null);
  });
});
