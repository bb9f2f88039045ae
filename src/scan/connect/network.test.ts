// Whole connect scans in networks of data: far hosts, loss, outages, firewalls, refusals of our own system.
import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import type { EndFinding, Finding } from '../../finding/finding.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { ScanSpec } from '../spec.ts';
import { type Network, type NetworkHost, simulationOf } from './network.test-data.ts';
import { type Outcome, type Syn, simulate, specOf } from './simulation.test-data.ts';

const FIRST = 0xc6120001; // 198.18.0.1
const LAN = (last: number) => ({ targets: [[FIRST, FIRST + last - 1]] as const });

async function scan(network: Network, changes: Partial<ScanSpec>): Promise<Outcome & { end: EndFinding }> {
  const outcome = await simulate(specOf(changes), simulationOf(network));
  const end = outcome.findings.at(-1);
  assert.equal(end?.type, 'end');
  return { ...outcome, end: end as EndFinding };
}

function openOf(findings: readonly Finding[]): string[] {
  const open = findings.filter((each) => each.type === 'port' && each.state === 'open');
  return open.map((each) => (each.type === 'port' ? `${each.ip}:${each.port}` : '')).sort();
}

function truthOf({ hosts }: Network): string[] {
  return hosts.flatMap(({ address, open }) => open.map((port) => `${formatIpv4(address)}:${port}`)).sort();
}

const codesOf = ({ findings }: Outcome): string[] =>
  findings.flatMap((each) => (each.type === 'notice' ? [each.code] : []));

/** Of each probe, the milliseconds between its first and its last asking. */
function spreads(syns: readonly Syn[]): Map<string, number> {
  const first = new Map<string, number>();
  const spread = new Map<string, number>();
  for (const { at, address, port } of syns) {
    const key = `${formatIpv4(address)}:${port}`;
    if (!first.has(key)) first.set(key, at);
    spread.set(key, at - first.get(key)!);
  }
  return spread;
}

const SERVICES = [
  [22, 22],
  [80, 80],
  [443, 443],
] as const;

/** From 0.1 to 900 ms, every one a little further away. */
function spreadHosts(far: number): NetworkHost[] {
  return Array.from({ length: 40 }, (_, k) => {
    const rtt = k < far ? 2000 : 0.1 * 9000 ** (k / 39);
    return { address: FIRST + k, rtt, jitter: rtt / 20, open: [22, 80, 443] };
  });
}

for (const far of [0, 2]) {
  test(`40 hosts at 0.1 to 900 ms, ${far} of them at 2 s, 3 % loss: all found, twenty times`, async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const network = { seed: seed * 7919, hosts: spreadHosts(far), loss: 0.03 };
      const outcome = await scan(network, { ...LAN(40), ports: SERVICES, seed: `${seed}` });
      assert.deepEqual(openOf(outcome.findings), truthOf(network), `seed ${seed}`);
      assert.deepEqual([outcome.end.hostsUp, outcome.end.silent, outcome.end.completeness], [40, 0, 1]);
      assert.ok(outcome.elapsed < 6000, `seed ${seed}: ${outcome.elapsed} ms`);
    }
  });
}

test('a lone host 2.5 s away is found, also beside fast ones, also under a rate cap', async () => {
  for (const rateCap of [null, 1000]) {
    for (const fast of [0, 9]) {
      const near = Array.from({ length: fast }, (_, k) => ({ address: FIRST + 1 + k, rtt: 0.2, open: [80] }));
      const network = { seed: 5, hosts: [{ address: FIRST, rtt: 2500, open: [22, 80] }, ...near] };
      const outcome = await scan(network, { ...LAN(1 + fast), ports: SERVICES, rateCap });
      assert.deepEqual(openOf(outcome.findings), truthOf(network), `${fast} fast ones, cap ${rateCap}`);
      assert.equal(outcome.end.hostsUp, 1 + fast);
    }
  }
});

test('two subnets, 0.1 and 300 ms away: nobody is lost', async () => {
  const host = (address: number, rtt: number) => ({ address, rtt, open: [80] });
  const hosts = Array.from({ length: 508 }, (_, k) => host(FIRST + k, k < 254 ? 0.1 : 300));
  const outcome = await scan({ seed: 1, hosts }, { ...LAN(508), ports: SERVICES });
  assert.equal(outcome.end.hostsUp, 508);
  assert.equal(outcome.end.answered, 3 * 508);
});

test('late answers correct the estimate: a host that grows slow is waited for', async () => {
  // Its first answer comes at once, from then on it takes 900 ms.
  const outcome = await simulate(specOf({ ports: [[1, 400]] }), {
    reply: ({ at }) => ({ after: at < 5 ? 1 : 900, error: constants.errno.ECONNREFUSED }),
  });
  const end = outcome.findings.at(-1) as EndFinding;
  assert.deepEqual([end.answered, end.silent], [400, 0]);
});

test('a silent single host is given up in under four seconds', async () => {
  const outcome = await scan({ seed: 1, hosts: [] }, { ports: SERVICES });
  assert.deepEqual([outcome.end.hostsUp, outcome.end.answered, outcome.end.silent], [0, 0, 3]);
  assert.ok(outcome.elapsed > 2500 && outcome.elapsed < 4000, `${outcome.elapsed} ms`);
});

test('no silent port is given up within a second of its first asking', async () => {
  const hosts = [{ address: FIRST, rtt: 0.3, open: [22, 80], others: 'dropped' as const }];
  const outcome = await scan({ seed: 1, hosts }, { ...LAN(1), ports: [[1, 2000]] });
  assert.equal(outcome.end.silent, 1998);
  for (const [key, spread] of spreads(outcome.syns)) {
    if (key.endsWith(':22') || key.endsWith(':80')) continue;
    assert.ok(spread >= 990, `${key}: asked again after ${spread} ms`);
  }
});

for (const [from, to] of [
  [3, 403],
  [20, 620],
  [100, 1900],
  [10, 5000],
] as const) {
  test(`an outage from ${from} to ${to} ms makes no port filtered, and what follows is as quick as before`, async () => {
    const hosts = Array.from({ length: 4 }, (_, k) => ({ address: FIRST + k, rtt: 10, open: [22, 3333, 50_000] }));
    const ports = [[1, 50_000]] as const;
    const quiet = await scan({ seed: 3, hosts }, { ...LAN(4), ports });
    const outcome = await scan({ seed: 3, hosts, outages: [[from, to]] }, { ...LAN(4), ports });
    assert.deepEqual(openOf(outcome.findings), truthOf({ seed: 3, hosts }));
    assert.deepEqual(
      [outcome.end.answered, outcome.end.filteredPorts, outcome.end.silent, outcome.end.unasked],
      [200_000, 0, 0, 0],
    );
    const longer = outcome.elapsed - quiet.elapsed;
    assert.ok(longer < to - from + 3000, `${longer} ms longer`);
  });
}

test('an outage while a firewall drops nearly everything: the open ports in it are found', async () => {
  const open = Array.from({ length: 40 }, (_, k) => 100 + 70 * k);
  const hosts = [{ address: FIRST, rtt: 5, open, others: 'dropped' as const }];
  for (const outage of [
    [300, 2400],
    [700, 4000],
    [50, 1500],
  ] as const) {
    const outcome = await simulate(specOf({ ...LAN(1), ports: [[1, 3000]] }), {
      ...simulationOf({ seed: 9, hosts, outages: [outage] }),
      capacity: 700,
    });
    assert.deepEqual(openOf(outcome.findings), truthOf({ seed: 9, hosts }), `outage ${outage}`);
  }
});

test('a host that locks us out is no outage without end: the scan goes on and says what is missing', async () => {
  const hosts = [{ address: FIRST, rtt: 5, open: [22], goneAt: 30 }];
  const outcome = await scan({ seed: 2, hosts }, { ...LAN(1), ports: [[1, 5000]] });
  assert.ok(codesOf(outcome).includes('N_OUTAGE'));
  assert.ok(outcome.elapsed < 60_000, `${outcome.elapsed} ms`);
  assert.ok(outcome.end.silent > 1000 && outcome.end.completeness < 1);
  assert.equal(outcome.end.unasked, 0);
});

test('a lone host that is quick at first and slow from then on is no outage, however few sockets there are', async () => {
  for (const capacity of [1, 2, 4096]) {
    for (const slow of [400, 900, 1900]) {
      const outcome = await simulate(specOf({ ports: [[1, 4]] }), {
        capacity,
        reply: ({ attempt, port }) =>
          port === 4 ? null : { after: attempt === 1 && port < 3 ? 13 : slow, error: constants.errno.ECONNREFUSED },
      });
      const end = outcome.findings.at(-1) as EndFinding;
      // Beyond the kernel's repeat an answer may be to that: how slow the host is cannot be learnt.
      if (slow > 1000) continue;
      assert.deepEqual([end.answered, end.silent], [3, 1], `${capacity} sockets, ${slow} ms`);
      assert.ok(outcome.elapsed < 30_000, `${capacity} sockets, ${slow} ms: ${outcome.elapsed} ms`);
    }
  }
});

test('one host of many that goes silent is no outage', async () => {
  const hosts = Array.from({ length: 8 }, (_, k) => ({
    ...{ address: FIRST + k, rtt: 5, open: [22] },
    ...(k === 0 ? { goneAt: 20 } : {}),
  }));
  const outcome = await scan({ seed: 2, hosts }, { ...LAN(8), ports: [[1, 2000]] });
  assert.deepEqual(codesOf(outcome), []);
  assert.ok(outcome.elapsed < 15_000, `${outcome.elapsed} ms`);
  assert.ok(outcome.end.completeness < 1);
});

test('a way that vanishes for good: nothing of it is an answer, and the scan ends and says why', async () => {
  const { ENETUNREACH, EHOSTUNREACH, ENETDOWN, EACCES, EPERM } = constants.errno;
  for (const errno of [ENETUNREACH, EHOSTUNREACH, ENETDOWN, EACCES, EPERM]) {
    const hosts = [{ address: FIRST, rtt: 1, open: [22] }];
    const network = {
      seed: 1,
      hosts,
      refusals: [{ span: [200, 1e9] as const, errno }],
      outages: [[200, 1e9] as const],
    };
    const outcome = await scan(network, { ...LAN(1), ports: [[1, 65_535]], rateCap: 10_000 });
    const { end } = outcome;
    assert.ok(end.answered > 1000 && end.answered < 3000, `${end.answered} answered`);
    assert.ok(end.silent < 100 && end.unasked > 60_000);
    assert.ok(end.completeness < 0.1, `completeness ${end.completeness}`);
    assert.ok(end.filteredPorts <= end.silent);
    assert.deepEqual(codesOf(outcome).sort(), ['N_NO_WAY', 'N_REFUSED_HERE']);
    assert.ok(outcome.elapsed < 20_000, `${outcome.elapsed} ms`);
  }
});

test('a way that comes back: everything is asked, nothing is missing', async () => {
  const { ENETUNREACH } = constants.errno;
  const hosts = Array.from({ length: 3 }, (_, k) => ({ address: FIRST + k, rtt: 1, open: [22, 7000] }));
  for (const gone of [
    [0, 300],
    [200, 500],
    [200, 6000],
  ] as const) {
    const network = { seed: 1, hosts, refusals: [{ span: gone, errno: ENETUNREACH }], outages: [gone] };
    const outcome = await scan(network, { ...LAN(3), ports: [[1, 8000]], rateCap: 20_000 });
    assert.deepEqual(openOf(outcome.findings), truthOf({ seed: 1, hosts }), `gone ${gone}`);
    assert.deepEqual([outcome.end.answered, outcome.end.unasked, outcome.end.completeness], [24_000, 0, 1]);
  }
});

test('one target without a route does not end the scan of the others', async () => {
  const { ENETUNREACH } = constants.errno;
  const hosts = [{ address: FIRST + 1, rtt: 1, open: [22] }];
  const refusals = [{ span: [0, 1e9] as const, errno: ENETUNREACH, address: FIRST }];
  const outcome = await scan({ seed: 1, hosts, refusals }, { ...LAN(2), ports: [[1, 100]] });
  assert.deepEqual(openOf(outcome.findings), truthOf({ seed: 1, hosts }));
  assert.deepEqual([outcome.end.hostsUp, outcome.end.answered, outcome.end.unasked], [1, 100, 100]);
  assert.deepEqual(codesOf(outcome), ['N_REFUSED_HERE']);
  assert.ok(outcome.elapsed < 8000, `${outcome.elapsed} ms`);
});

test('broadcast addresses of the subnets here are never asked', async () => {
  const hosts = [{ address: FIRST, rtt: 1, open: [22] }];
  const outcome = await simulate(specOf({ ...LAN(2), ports: SERVICES }), {
    ...simulationOf({ seed: 1, hosts }),
    broadcast: [FIRST + 1],
  });
  const end = outcome.findings.at(-1) as EndFinding;
  assert.ok(outcome.syns.every(({ address }) => address === FIRST));
  assert.deepEqual([end.probes, end.answered, end.unasked, end.completeness], [3, 3, 0, 1]);
});

test('few files: the sockets there are do all the work', async () => {
  const { EMFILE, ENFILE, ENOBUFS, EAGAIN } = constants.errno;
  for (const errno of [EMFILE, ENFILE, ENOBUFS, EAGAIN]) {
    const hosts = [{ address: FIRST, rtt: 20, open: [22] }];
    let open = 0;
    const network = simulationOf({ seed: 1, hosts });
    const outcome = await simulate(specOf({ ...LAN(1), ports: [[1, 500]] }), {
      ...network,
      // Only ten sockets can ever be opened: slots that were used before have one.
      refuseSlot: (used) => (used || ++open <= 10 ? 0 : errno),
    });
    const end = outcome.findings.at(-1) as EndFinding;
    assert.deepEqual([end.answered, end.unasked, end.silent], [500, 0, 0]);
    const notices = outcome.findings.filter((each) => each.type === 'notice');
    assert.match(notices[0].text, /EMFILE|ENFILE|ENOBUFS|EAGAIN/);
    assert.ok(outcome.elapsed < 20_000, `${outcome.elapsed} ms`);
  }
});

test('files run out in the middle and never come back: what was found is told, with an end', async () => {
  const hosts = [{ address: FIRST, rtt: 1, open: [1, 2, 3] }];
  const network = { seed: 1, hosts, refusals: [{ span: [5, 1e9] as const, errno: constants.errno.ENFILE }] };
  const outcome = await scan(network, { ...LAN(1), ports: [[1, 5000]] });
  assert.ok(outcome.end.answered > 0 && outcome.end.unasked > 0 && outcome.end.completeness < 1);
  assert.deepEqual(codesOf(outcome), ['N_OWN_LIMIT', 'N_NO_SOCKETS']);
});

test('the figures after an abort are of what was sent', async () => {
  for (const stopAt of [50, 700, 3000]) {
    const controller = new AbortController();
    const hosts = [
      { address: FIRST, rtt: 30, open: [22], others: 'dropped' as const },
      { address: FIRST + 1, rtt: 30, open: [22] },
    ];
    const outcome = await simulate(
      specOf({ ...LAN(2), ports: [[1, 4000]] }),
      { ...simulationOf({ seed: 1, hosts }), onStart: (started) => started === stopAt && controller.abort() },
      controller.signal,
    );
    const end = outcome.findings.at(-1) as EndFinding;
    const asked = new Set(outcome.syns.map(({ address, port }) => address * 65_536 + port)).size;
    assert.equal(end.probes - end.unasked, asked);
    assert.equal(end.silent, asked - end.answered);
    assert.equal(end.retransmitted, outcome.syns.length - asked);
    const up = outcome.findings.filter((each) => each.type === 'host').map((each) => each.ip);
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
      const hosts = [{ address: FIRST, rtt: 20, open: [22], others: 'dropped' as const }];
      const outcome = await simulate(specOf({ ...LAN(2), ports: [[20, 60]], maxRetries }), {
        ...simulationOf({ seed: 4, hosts, loss: 0.1 }),
        synRepeats,
      });
      const asks = new Map<number, number>();
      for (const { address, port } of outcome.syns) {
        if (address === FIRST && port === 22) continue; // the canary
        const key = address * 65_536 + port;
        asks.set(key, (asks.get(key) ?? 0) + 1);
      }
      assert.equal(Math.max(...asks.values()), Math.min(3, maxRetries + 1), `${maxRetries} retries`);
    }
  }
});
