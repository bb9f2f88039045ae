// Whole connect scans in networks of data: far hosts, loss, outages, firewalls, refusals of our own system; and the networks
// that nobody thought of.
import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import type { HostEndFinding } from '../../finding/finding.ts';
import { simulateConnect } from './connect-scan.test-data.ts';
import type { SimulatedHost } from './network.test-data.ts';
import { anyNetwork, spreadNetwork } from './networks.test-data.ts';
import { FIRST_ADDRESS } from './outcome.test-data.ts';
import { simulateScan } from './scan.test-data.ts';
import type { Syn } from './sockets.test-data.ts';

const NETWORKS = 60;
const FOR_EVER = 1e9;

const alike = (count: number, host: SimulatedHost): SimulatedHost[] => Array.from({ length: count }, () => host);

/** Of each probe, the milliseconds between its first and its last asking, by `address * 65,536 + port`. */
function spreads(syns: readonly Syn[]): Map<number, number> {
  const first = new Map<number, number>();
  const spread = new Map<number, number>();
  for (const { at, address, port } of syns) {
    const key = address * 65_536 + port;
    if (!first.has(key)) first.set(key, at);
    spread.set(key, at - first.get(key)!);
  }
  return spread;
}

test(`${NETWORKS} networks: every open port that the packet engine finds, and no other; every figure adds up`, async () => {
  for (let seed = 1; seed <= NETWORKS; seed++) {
    const network = anyNetwork(seed);
    const packets = await simulateScan(network);
    const { end, open, truth, findings, elapsed } = await simulateConnect(network);
    const what = `network ${seed}`;
    for (const probe of packets.open) assert.ok(open.has(probe), `${what}: probe ${probe} is open`);
    for (const probe of open) assert.ok(truth.has(probe), `${what}: probe ${probe} is not open`);
    assert.equal(end.openPorts, open.size, what);
    assert.equal(end.answered + end.silent, end.probes, what);
    assert.equal(end.unasked, 0, what);
    const hosts = findings.filter((each): each is HostEndFinding => each.type === 'host-end');
    assert.equal(end.hostsUp, hosts.length, what);
    for (const host of hosts) assert.equal(host.open + host.closed + host.filtered, network.ports, what);
    assert.ok(elapsed < 300_000, `${what}: ${elapsed} ms`);
  }
});

for (const far of [0, 2]) {
  test(`40 hosts at 0.1 to 900 ms, ${far} of them at 2 s, 3 % loss each way: all found, twenty times`, async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { end, open, truth, elapsed } = await simulateConnect(spreadNetwork(seed, far));
      assert.deepEqual(open, truth, `seed ${seed}`);
      assert.deepEqual([end.hostsUp, end.silent, end.completeness], [40, 0, 1], `seed ${seed}`);
      assert.ok(elapsed < 6000, `seed ${seed}: ${elapsed} ms`);
    }
  });
}

test('a lone host 2.5 s away is found, also beside fast ones, also under a rate cap', async () => {
  for (const rateCap of [null, 1000]) {
    for (const fast of [0, 9]) {
      const hosts = [{ rttMs: 2500, open: [0, 1] }, ...alike(fast, { rttMs: 0.2, open: [1] })];
      const { end, open, truth } = await simulateConnect({ seed: 5, ports: 3, hosts }, { spec: { rateCap } });
      assert.deepEqual(open, truth, `${fast} fast ones, cap ${rateCap}`);
      assert.equal(end.hostsUp, 1 + fast);
    }
  }
});

test('two subnets, 0.1 and 300 ms away: nobody is lost', async () => {
  const hosts = [...alike(254, { rttMs: 0.1, open: [1] }), ...alike(254, { rttMs: 300, open: [1] })];
  const { end } = await simulateConnect({ ports: 3, hosts });
  assert.deepEqual([end.hostsUp, end.answered], [508, 3 * 508]);
});

test('a silent single host is given up in under four seconds', async () => {
  const { end, elapsed } = await simulateConnect({ ports: 3, hosts: [{ absent: true }] });
  assert.deepEqual([end.hostsUp, end.answered, end.silent], [0, 0, 3]);
  assert.ok(elapsed > 2500 && elapsed < 4000, `${elapsed} ms`);
});

test('no silent port is given up within a second of its first asking', async () => {
  const hosts = [{ rttMs: 0.3, open: [21, 79], others: 'silent' as const }];
  const { end, syns } = await simulateConnect({ ports: 2000, hosts });
  assert.equal(end.silent, 1998);
  for (const [key, spread] of spreads(syns)) {
    if (key % 65_536 === 22 || key % 65_536 === 80) continue;
    assert.ok(spread >= 990, `port ${key % 65_536}: asked again after ${spread} ms`);
  }
});

for (const [from, to] of [
  [3, 403],
  [20, 620],
  [100, 1900],
  [10, 5000],
] as const) {
  test(`an outage from ${from} to ${to} ms makes no port filtered, and what follows is as quick as before`, async () => {
    const network = { seed: 3, ports: 50_000, hosts: alike(4, { rttMs: 10, open: [21, 3332, 49_999] }) };
    const quiet = await simulateConnect(network);
    const { end, open, truth, elapsed } = await simulateConnect({ ...network, links: [{ outages: [[from, to]] }] });
    assert.deepEqual(open, truth);
    assert.deepEqual([end.answered, end.filteredPorts, end.silent, end.unasked], [200_000, 0, 0, 0]);
    const longer = elapsed - quiet.elapsed;
    assert.ok(longer < to - from + 3000, `${longer} ms longer`);
  });
}

test('an outage while a firewall drops nearly everything: the open ports in it are found', async () => {
  const open = Array.from({ length: 40 }, (_, k) => 99 + 70 * k);
  const hosts = [{ rttMs: 5, open, others: 'silent' as const }];
  for (const outage of [
    [300, 2400],
    [700, 4000],
    [50, 1500],
  ] as const) {
    const network = { seed: 9, ports: 3000, links: [{ outages: [outage] }], hosts };
    const outcome = await simulateConnect(network, { sockets: { capacity: 700 } });
    assert.deepEqual(outcome.open, outcome.truth, `outage ${outage}`);
  }
});

test('a host that locks us out is no outage without end: the scan goes on and says what is missing', async () => {
  const hosts = [{ rttMs: 5, open: [21], until: 30 }];
  const { end, codes, elapsed } = await simulateConnect({ seed: 2, ports: 5000, hosts });
  assert.ok(codes.includes('N_OUTAGE'));
  assert.ok(elapsed < 60_000, `${elapsed} ms`);
  assert.ok(end.silent > 1000 && end.completeness < 1);
  assert.equal(end.unasked, 0);
});

test('one host of many that goes silent is no outage', async () => {
  const hosts = [{ rttMs: 5, open: [21], until: 20 }, ...alike(7, { rttMs: 5, open: [21] })];
  const { end, codes, elapsed } = await simulateConnect({ seed: 2, ports: 2000, hosts });
  assert.deepEqual(codes, []);
  assert.ok(elapsed < 15_000, `${elapsed} ms`);
  assert.ok(end.completeness < 1);
});

/** connect(2) is refused with this errno in this time; without an address, for all. */
function refusing(errno: number, [from, to]: readonly [number, number], address?: number) {
  return {
    refuse: (at: number, _started: number, asked: number) =>
      at >= from && at < to && (address ?? asked) === asked ? errno : 0,
  };
}

test('a way that vanishes for good: nothing of it is an answer, and the scan ends and says why', async () => {
  const { ENETUNREACH, EHOSTUNREACH, ENETDOWN, EACCES, EPERM } = constants.errno;
  for (const errno of [ENETUNREACH, EHOSTUNREACH, ENETDOWN, EACCES, EPERM]) {
    const network = {
      ports: 65_535,
      links: [{ outages: [[200, FOR_EVER]] as const }],
      hosts: [{ rttMs: 1, open: [21] }],
    };
    const { end, codes, elapsed } = await simulateConnect(network, {
      spec: { rateCap: 10_000 },
      sockets: refusing(errno, [200, FOR_EVER]),
    });
    assert.ok(end.answered > 1000 && end.answered < 3000, `${end.answered} answered`);
    assert.ok(end.silent < 100 && end.unasked > 60_000);
    assert.ok(end.completeness < 0.1, `completeness ${end.completeness}`);
    assert.ok(end.filteredPorts <= end.silent);
    assert.deepEqual([...codes].sort(), ['N_NO_WAY', 'N_REFUSED_HERE']);
    assert.ok(elapsed < 20_000, `${elapsed} ms`);
  }
});

test('a way that comes back: everything is asked, nothing is missing', async () => {
  for (const gone of [
    [0, 300],
    [200, 500],
    [200, 6000],
  ] as const) {
    const network = { ports: 8000, links: [{ outages: [gone] }], hosts: alike(3, { rttMs: 1, open: [21, 6999] }) };
    const { end, open, truth } = await simulateConnect(network, {
      spec: { rateCap: 20_000 },
      sockets: refusing(constants.errno.ENETUNREACH, gone),
    });
    assert.deepEqual(open, truth, `gone ${gone}`);
    assert.deepEqual([end.answered, end.unasked, end.completeness], [24_000, 0, 1]);
  }
});

test('one target without a route does not end the scan of the others', async () => {
  const hosts = [{ absent: true }, { rttMs: 1, open: [21] }];
  const sockets = refusing(constants.errno.ENETUNREACH, [0, FOR_EVER], FIRST_ADDRESS);
  const { end, open, truth, codes, elapsed } = await simulateConnect({ ports: 100, hosts }, { sockets });
  assert.deepEqual(open, truth);
  assert.deepEqual([end.hostsUp, end.answered, end.unasked], [1, 100, 100]);
  assert.deepEqual(codes, ['N_REFUSED_HERE']);
  assert.ok(elapsed < 8000, `${elapsed} ms`);
});

test('broadcast addresses of the subnets here are never asked', async () => {
  const hosts = [{ rttMs: 1, open: [0] }, { absent: true }];
  const { end, syns } = await simulateConnect({ ports: 3, hosts }, { sockets: { broadcast: [FIRST_ADDRESS + 1] } });
  assert.ok(syns.every(({ address }) => address === FIRST_ADDRESS));
  assert.deepEqual([end.probes, end.answered, end.unasked, end.completeness], [3, 3, 0, 1]);
});

test('few files: the sockets there are do all the work', async () => {
  const { EMFILE, ENFILE, ENOBUFS, EAGAIN } = constants.errno;
  for (const errno of [EMFILE, ENFILE, ENOBUFS, EAGAIN]) {
    let open = 0;
    // Only ten sockets can ever be opened: slots that were used before have one.
    const refuseSlot = (used: boolean) => (used || ++open <= 10 ? 0 : errno);
    const network = { ports: 500, hosts: [{ rttMs: 20, open: [21] }] };
    const { end, findings, elapsed } = await simulateConnect(network, { sockets: { refuseSlot } });
    assert.deepEqual([end.answered, end.unasked, end.silent], [500, 0, 0]);
    const notices = findings.filter((each) => each.type === 'notice');
    assert.match(notices[0].text, /EMFILE|ENFILE|ENOBUFS|EAGAIN/);
    assert.ok(elapsed < 20_000, `${elapsed} ms`);
  }
});

test('files run out in the middle and never come back: what was found is told, with an end', async () => {
  const network = { ports: 5000, hosts: [{ rttMs: 1, open: [0, 1, 2] }] };
  const sockets = refusing(constants.errno.ENFILE, [5, FOR_EVER]);
  const { end, codes } = await simulateConnect(network, { sockets });
  assert.ok(end.answered > 0 && end.unasked > 0 && end.completeness < 1);
  assert.deepEqual(codes, ['N_OWN_LIMIT', 'N_NO_SOCKETS']);
});

test('the figures after an abort are of what was sent', async () => {
  for (const stopAt of [50, 700, 3000]) {
    const controller = new AbortController();
    const hosts = [
      { rttMs: 30, open: [21], others: 'silent' as const },
      { rttMs: 30, open: [21] },
    ];
    const { end, syns, findings } = await simulateConnect(
      { ports: 4000, hosts },
      {
        sockets: { onStart: (started) => started === stopAt && controller.abort() },
        signal: controller.signal,
      },
    );
    const asked = new Set(syns.map(({ address, port }) => address * 65_536 + port)).size;
    assert.equal(end.probes - end.unasked, asked);
    assert.equal(end.silent, asked - end.answered);
    assert.equal(end.retransmitted, syns.length - asked);
    const up = findings.filter((each) => each.type === 'host').map((each) => each.ip);
    if (up.length === 2) assert.equal(end.completeness, end.answered / asked);
    assert.ok(end.completeness < 1 || end.silent === 0 || up.length < 2);
  }
});

test('maxRetries holds for the kernel as well', async () => {
  for (const synRepeats of [
    [1000, 2000, 3000],
    [1000, 3000, 7000],
  ]) {
    for (const maxRetries of [0, 1, 2]) {
      const hosts = [{ rttMs: 20, open: [2], others: 'silent' as const }, { absent: true }];
      const network = { seed: 4, ports: 41, links: [{ loss: 0.05 }], hosts };
      const { syns } = await simulateConnect(network, { spec: { maxRetries }, sockets: { synRepeats } });
      const asks = new Map<number, number>();
      for (const { address, port } of syns) {
        if (address === FIRST_ADDRESS && port === 3) continue; // the canary
        const key = address * 65_536 + port;
        asks.set(key, (asks.get(key) ?? 0) + 1);
      }
      const most = Math.max(...asks.values());
      assert.ok(
        most <= maxRetries + 1 && most >= Math.min(2, maxRetries + 1),
        `${maxRetries} retries: asked ${most} times`,
      );
    }
  }
});

test('heavy loss alone is no outage', async () => {
  for (const seed of [1, 1420081334, 1420081335]) {
    for (const [count, capacity, loss] of [
      [1, 100, 0.6],
      [6, 20, 0.7],
      [1, 1000, 0.7],
    ] as const) {
      const hosts = alike(count, { rttMs: 5, jitterMs: 50, open: [21, 79], loss });
      const { codes } = await simulateConnect(
        { seed, ports: 300, links: [{ loss: 0.2 }], hosts },
        { sockets: { capacity } },
      );
      assert.deepEqual(codes, [], `seed ${seed}, ${count} hosts, ${capacity} sockets`);
    }
  }
});
