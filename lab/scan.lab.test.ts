// The scan against real kernels: what it finds is what the targets' kernels say, and its figures are theirs too.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as plainTest } from 'node:test';
import { violations } from '../src/report/lines.test-data.ts';
import * as pcapng from '../src/wire/pcapng.ts';
import { available } from './available.ts';
import { dotted } from './network/addresses.ts';
import { buildLab, type Lab } from './network/build.ts';
import { nft, runInside } from './network/namespaces.ts';
import type { Scenario } from './network/scenario.ts';
import { scenario } from './network/scenarios.ts';
import { endOf, openPorts, PRODUCT, type ProductRun, runProduct, scanLab } from './runs/product.ts';
import { busiest, startCapture, watchDestinations } from './truth/capture.ts';
import { readyForXdp } from './xdp/xdp-ready.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 180_000 }, body);
}

function sorted(map: ReadonlyMap<string, readonly number[]>): [string, number[]][] {
  return [...map].map(([ip, ports]): [string, number[]] => [ip, [...ports].sort((a, b) => a - b)]).sort();
}

async function assertTruth(lab: Lab, found: Map<string, number[]>): Promise<void> {
  const truth = [...(await lab.truth())].filter(([, ports]) => ports.length > 0);
  assert.deepEqual(sorted(found), sorted(new Map(truth)));
}

const COMPLETE = ['plain', 'lan', 'routed', 'reject', 'bottleneck', 'bottleneck-20ms', 'tun', 'loss-1', 'loss-5'];

const LIMITED: Readonly<Record<string, readonly string[]>> = {
  'reset-limited': ['198.19.0.1'],
  'reject-limited': ['198.19.0.1', '198.19.0.2'],
};

type Engine = 'raw' | 'kernel';

/** One suite for both engines: what is Ethernet all the way runs on each. */
const RING = [...COMPLETE, 'loss-20', 'drop', 'reset-limited', 'reject-limited', 'responder', 'xdp-modulus'];
const XDP = ['plain', 'lan', 'loss-5', 'bottleneck', 'reject', 'xdp-modulus', 'xdp-set'];
const RUNS: readonly [name: string, engine: Engine][] = [
  ...RING.map((name): [string, Engine] => [name, 'raw']),
  ...XDP.map((name): [string, Engine] => [name, 'kernel']),
];

/** Scans everything on this engine. */
async function scanOn(lab: Lab, engine: Engine): Promise<ProductRun> {
  if (engine === 'kernel') await readyForXdp(lab);
  const run = await scanLab(lab, ['--engine', engine]);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stderr, '');
  assert.deepEqual(run.lines.flatMap(violations), []);
  assert.equal(endOf(run).engine, engine);
  return run;
}

for (const [name, engine] of RUNS) {
  test(`scan: ${name}, ${engine}: all ports of all hosts, exactly what the targets' kernels say`, async () => {
    await using lab = await buildLab(scenario(name));
    const run = await scanOn(lab, engine);
    await assertTruth(lab, openPorts(run));
    const end = endOf(run);
    assert.equal(end.unasked, 0);
    assert.equal(end.openPorts, [...openPorts(run).values()].flat().length);
    // The lan's last host drops all but one port; elsewhere nothing is silent where nothing filters or limits.
    if ((COMPLETE.includes(name) && name !== 'lan') || name.startsWith('xdp')) assert.equal(end.completeness, 1);
    // Those that limit what they answer are named, and not waited for.
    assert.deepEqual(end.limitedHosts, LIMITED[name] ?? []);
  });
}

for (const engine of ['raw', 'kernel'] as const) {
  test(`scan: ${engine}: a host where every port answers is named, and its ports are not reported as services`, async () => {
    await using lab = await buildLab(scenario('tarpit'));
    const run = await scanOn(lab, engine);
    const found = openPorts(run);
    assert.ok((found.get('198.19.0.1')?.length ?? 0) <= 16, 'at most what came before it was suspicious');
    found.delete('198.19.0.1');
    await assertTruth(lab, found);
    assert.deepEqual(endOf(run).answersAllHosts, ['198.19.0.1']);
    assert.equal(endOf(run).openPorts, [...found.values()].flat().length);
  });
}

test('scan: a /16 with 40 hosts: those are found, and the scan ends by itself', async () => {
  await using lab = await buildLab(scenario('slash16'));
  // All 100 ports are the benchmark's.
  const run = await runProduct(lab, ['scan', ...lab.targets, '-p', '1-30', '--json']);
  assert.equal(run.code, 0, run.stderr);
  const truth = [...(await lab.truth())].map(([ip, ports]): [string, number[]] => [ip, ports.filter((p) => p <= 30)]);
  assert.deepEqual(sorted(openPorts(run)), sorted(new Map(truth.filter(([, ports]) => ports.length > 0))));
  assert.equal(endOf(run).hostsUp, 40);
  assert.equal(endOf(run).probes, 65_536 * 30);
});

test('scan: no packet to an excluded address, on the link (ARP neither) and behind a router', async () => {
  for (const [name, excluded] of [
    ['lan', ['198.18.0.11', '198.18.0.20']],
    ['plain', ['198.19.0.2', '198.19.0.5-8']],
  ] as const) {
    await using lab = await buildLab(scenario(name));
    const watches = await Promise.all(lab.arrivals.map(watchDestinations));
    const run = await scanLab(lab, ['-p', '1-2000', ...excluded.flatMap((each) => ['--exclude', each])]);
    assert.equal(run.code, 0, run.stderr);
    const asked = new Set<string>();
    for (const watch of watches) {
      for (const address of (await watch.packets()).keys()) asked.add(address);
      for (const address of (await watch.arp()).keys()) asked.add(address);
    }
    for (const address of ['198.18.0.11', '198.18.0.20', '198.19.0.2', '198.19.0.5', '198.19.0.6', '198.19.0.8']) {
      assert.equal(asked.has(address), false, `${name}: ${address} was asked`);
    }
    assert.ok(asked.has(name === 'lan' ? '198.18.0.10' : '198.19.0.1'), 'the others were asked');
  }
});

test('scan: --rate is never exceeded over any 100 ms, at the receiver', async () => {
  await using lab = await buildLab(scenario('plain'));
  for (const [rate, ports] of [
    [50, '1-6'],
    [700, '1-60'],
    [5000, '1-800'],
    [60_000, '1-8000'],
  ] as const) {
    const capture = await startCapture(lab.arrivals[0], 'tcp[tcpflags] & tcp-syn != 0');
    const run = await scanLab(lab, ['-p', ports, '--rate', String(rate)]);
    const { times, kernelDrops } = await capture.stop();
    assert.equal(run.code, 0, run.stderr);
    assert.equal(kernelDrops, 0);
    assert.ok(times.length >= 16 * Number(ports.slice(2)));
    // The receiver's clock sees a late frame beside an early one: one frame, and one in fifty, of grace.
    assert.ok(busiest(times, 100) <= rate / 10 + 1 + rate / 500, `${busiest(times, 100)} in 100 ms at --rate ${rate}`);
  }
});

test('scan: the dry run prints the order in which the probes really go', async () => {
  await using lab = await buildLab(scenario('plain'));
  const args = ['198.19.0.1-16', '-p', '1-40', '--seed', 'order'];
  const planned = await lab.run('ip', [
    ...['netns', 'exec', lab.scannerNamespace, process.execPath],
    ...[PRODUCT, 'scan', ...args, '--dry-run'],
  ]);
  const capture = await startCapture(lab.arrivals[0], 'tcp[tcpflags] & tcp-syn != 0');
  await runProduct(lab, ['scan', ...args, '--json']);
  const { destinations, ports } = await capture.stop();
  const sent = [...destinations].map((address, index) => `${dotted(address)}:${ports[index]}`);
  assert.deepEqual(
    planned
      .trim()
      .split('\n')
      .map((line) => line.trim().replace(/[ \t]+/, ':')),
    sent,
  );
});

test('scan: shards with one seed ask everything once between them', async () => {
  await using lab = await buildLab(scenario('plain'));
  const pairs: string[] = [];
  const found = new Map<string, number[]>();
  for (const index of [1, 2, 3]) {
    const capture = await startCapture(lab.arrivals[0], 'tcp[tcpflags] & tcp-syn != 0');
    const run = await scanLab(lab, ['-p', '3000-3500', '--seed', 'shards', '--shard', `${index}/3`]);
    assert.equal(run.code, 0, run.stderr);
    const { destinations, ports } = await capture.stop();
    for (const [k, address] of destinations.entries()) pairs.push(`${address} ${ports[k]}`);
    for (const [ip, open] of openPorts(run)) found.set(ip, [...(found.get(ip) ?? []), ...open]);
  }
  assert.equal(new Set(pairs).size, 16 * 501);
  assert.equal(pairs.length, 16 * 501);
  const truth = [...(await lab.truth())].map(([ip, ports]): [string, number[]] => [
    ip,
    ports.filter((port) => port >= 3000 && port <= 3500),
  ]);
  assert.deepEqual(sorted(found), sorted(new Map(truth.filter(([, ports]) => ports.length > 0))));
});

test('scan: answers with a wrong acknowledgement are strays, and the ports behind them are not reported', async () => {
  await using lab = await buildLab(scenario('plain'));
  const forge = (sport: string): string => `    tcp sport ${sport} tcp ackseq set 12345\n`;
  await nft(
    lab.namespaces.target,
    `table ip forge {\n  chain out {\n    type filter hook postrouting priority 0;\n${forge('1-20000')}  }\n}\n`,
  );
  const run = await scanLab(lab);
  const truth = [...(await lab.truth())].map(([ip, ports]): [string, number[]] => [
    ip,
    ports.filter((p) => p > 20_000),
  ]);
  assert.deepEqual(sorted(openPorts(run)), sorted(new Map(truth.filter(([, ports]) => ports.length > 0))));
  assert.ok((endOf(run).strays as number) >= 16 * 20_000);
  assert.equal(endOf(run).silent, 16 * 20_000);
});

test('scan: targets keep no half-open connection', async () => {
  await using lab = await buildLab(scenario('plain'));
  const run = await scanLab(lab);
  assert.ok(openPorts(run).size > 0);
  assert.equal((await runInside(lab.namespaces.target, 'ss', ['-Htn', 'state', 'syn-recv'])).trim(), '');
});

/** The first pass asks by the lowest of our ports; probes that watch the way go by the ports behind these. */
const PASS_PORTS = 14;

/** A port of the TCP header behind Ethernet and an IPv4 header without options. */
function tcpPort(frame: Uint8Array, offset: 0 | 2): number {
  return (frame[34 + offset] << 8) | frame[35 + offset];
}

test('scan: --pcap holds every probe and every answer', async () => {
  await using lab = await buildLab(scenario('plain'));
  const folder = await mkdtemp(join(tmpdir(), 'portolan-pcap-'));
  try {
    const path = join(folder, 'scan.pcapng');
    const run = await scanLab(lab, ['-p', '1-3000', '--pcap', path]);
    assert.equal(run.code, 0, run.stderr);
    const file = await readFile(path);
    const packets = [...pcapng.walk(file, 0, file.length)].flatMap((block) => {
      if (block.type !== 'packet') return [];
      const { direction, data } = block;
      return [{ direction, ourPort: tcpPort(data, direction === pcapng.OUTBOUND ? 0 : 2) }];
    });
    const first = packets.reduce((lowest, { ourPort }) => Math.min(lowest, ourPort), 65_535);
    const sent = packets.filter(({ direction }) => direction === pcapng.OUTBOUND);
    const received = packets.filter(({ direction }) => direction === pcapng.INBOUND);
    const end = endOf(run);
    assert.equal(sent.length, (end.probes as number) + (end.retransmitted as number));
    const answers = received.filter(({ ourPort }) => ourPort - first < PASS_PORTS);
    assert.equal(answers.length, (end.answered as number) + (end.duplicates as number));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('scan: --pcap of two stages is one section, and has the probes of both', async () => {
  await using lab = await buildLab(scenario('plain'));
  const folder = await mkdtemp(join(tmpdir(), 'portolan-pcap-'));
  try {
    const path = join(folder, 'scan.pcapng');
    const run = await scanLab(lab, ['--probe', 'syn,udp', '-p', '1-50', '--max-retries', '0', '--pcap', path]);
    assert.equal(run.code, 0, run.stderr);
    const file = await readFile(path);
    const blocks = [...pcapng.walk(file, 0, file.length)];
    const of = (type: string) => blocks.filter((block) => block.type === type);
    assert.equal(of('section').length, 1);
    const names = of('interface').map((block) => JSON.stringify(block));
    assert.equal(new Set(names).size, names.length, 'each interface once');
    const protocols = blocks.flatMap((block) =>
      block.type === 'packet' && block.direction === pcapng.OUTBOUND ? [block.data[23]] : [],
    );
    assert.deepEqual([...new Set(protocols)].sort(), [17, 6]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('scan: several interfaces in one scan', async () => {
  const one = scenario('plain', 'one');
  const host = (index: number) => ({ node: `far-${index}`, address: `203.0.113.${index}/24` });
  const both: Scenario = {
    ...one,
    name: 'two-interfaces',
    nodes: [
      ...one.nodes,
      { name: 'far-2', hosts: ['203.0.113.2'], listeners: [{ address: '203.0.113.2', ports: [7, 60_000] }] },
    ],
    links: [
      ...one.links,
      {
        kind: 'wire',
        ends: [
          { node: 'scanner', interface: 'eth1', address: '203.0.113.1/24' },
          { node: host(2).node, interface: 'eth0', address: host(2).address },
        ],
      },
    ],
    targets: ['198.19.0.1', '198.19.0.2', '203.0.113.2'],
  };
  await using lab = await buildLab(both);
  const run = await scanLab(lab);
  const truth = await lab.truth();
  const wanted = new Map([...truth].filter(([ip]) => both.targets.includes(ip)));
  assert.deepEqual(sorted(openPorts(run)), sorted(wanted));
  assert.equal(endOf(run).completeness, 1);
});

test('scan: loopback: exactly what ss lists', async () => {
  await using lab = await buildLab(scenario('plain'));
  const run = await runProduct(lab, ['scan', '127.0.0.1', '198.18.0.1', '--json']);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(openPorts(run).size, 0);
  assert.equal(endOf(run).closedPorts, 2 * 65_535);
});

test('scan: Ctrl-C ends with what was found, kill -9 leaves whole lines, a dead engine is said', async () => {
  await using lab = await buildLab(scenario('plain'));
  const interrupted = await scanLab(lab, [], { afterMs: 1500, meanwhile: (pid) => process.kill(pid, 'SIGINT') });
  assert.equal(interrupted.code, 130, interrupted.stderr);
  assert.equal(endOf(interrupted).interrupted, true);
  assert.ok((endOf(interrupted).unasked as number) > 0);
  const truth = await lab.truth();
  for (const [ip, ports] of openPorts(interrupted)) {
    for (const port of ports) assert.ok(truth.get(ip)?.includes(port));
  }
  const killed = await scanLab(lab, [], { afterMs: 1500, meanwhile: (pid) => process.kill(pid, 'SIGKILL') });
  assert.equal(killed.rest, '');
  const engineOf = async (pid: number): Promise<number> =>
    Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ')[0]);
  const dead = await scanLab(lab, [], {
    afterMs: 1500,
    meanwhile: (pid) => void engineOf(pid).then((engine) => process.kill(engine, 'SIGKILL')),
  });
  assert.equal(dead.code, 1);
  assert.match(dead.stderr, /E_ENGINE_DIED/);
});

test('scan: a gateway that does not answer is named, and the scan ends', async () => {
  await using lab = await buildLab(scenario('dead-gateway'));
  const run = await scanLab(lab);
  assert.equal(run.code, 1, run.stderr);
  assert.match(run.stderr, /none of the targets could be asked/);
  assert.ok(run.lines.some(({ type, code }) => type === 'notice' && code === 'N_GATEWAY_DOWN'));
  assert.equal(endOf(run).hostsUp, 0);
});
