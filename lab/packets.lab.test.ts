// What counts as an answer, against real kernels: not our own packets, not another scanner's, not what no TCP accepts;
// and what comes by another interface than the probe left by does.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { available } from './available.ts';
import { MALFORMED } from './machines/hostile-responder.ts';
import { buildLab, type Lab } from './network/build.ts';
import { ip, openNamespaces, runInside, sysctl } from './network/namespaces.ts';
import type { Link, Scenario } from './network/scenario.ts';
import { directWire, SCANNER, TARGET, TARGET_NETWORK } from './network/scenario-parts.ts';
import { scenario } from './network/scenarios.ts';
import { labProgram } from './program.ts';
import { endOf, openPorts, PRODUCT, type ProductRun, runProduct, scanLab, withoutMore } from './runs/product.ts';
import { readyForXdp } from './xdp/xdp-ready.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 120_000 }, body);
}

/** Ports whose state is one of these, by address. */
function portsIn({ lines }: ProductRun, ...states: string[]): [string, number][] {
  return lines
    .filter(({ type, state }) => type === 'port' && states.includes(state ?? ''))
    .map(({ ip: address, port }): [string, number] => [address as string, port as number])
    .sort();
}

/** What `ss` says is bound for datagrams, to this address or to all. */
async function boundAt(lab: Lab, address: string): Promise<[string, number][]> {
  const text = await lab.run('ss', ['-Hlnu4']);
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[3] ?? '')
    .filter((local) => local.startsWith(`${address}:`) || local.startsWith('0.0.0.0:'))
    .map((local): [string, number] => [address, Number(local.split(':')[1])])
    .sort();
}

test('udp, own addresses: open is what the kernel says is bound, our own source ports are not', async () => {
  await using lab = await buildLab(scenario('plain'));
  const listener = lab.start('scanner', process.execPath, [labProgram('machines/datagrams')]);
  const places = [
    ['127.0.0.1', 53, true],
    ['127.0.0.1', 40_100, false],
    ['127.0.0.1', 50_000, true],
    [SCANNER, 161, false],
    [SCANNER, 60_000, true],
  ];
  assert.equal(await listener.ask(JSON.stringify(places)), 'ready');
  for (const address of ['127.0.0.1', SCANNER]) {
    const bound = await boundAt(lab, address);
    const args = ['scan', address, '--probe', 'udp', '-p', '53,161,32768-65535', '--json', '--engine', 'raw'];
    const run = await runProduct(lab, args);
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(portsIn(run, 'open', 'open|filtered'), bound);
    const answering = places.filter(([host, , answers]) => host === address && answers).map(([, port]) => port);
    assert.deepEqual(openPorts(run).get(address), answering);
    assert.equal(endOf(run).closedPorts, 2 + 32_768 - bound.length);
  }
});

test('udp, a machine that scans us meanwhile: its source port is not open, on either engine', async () => {
  await using lab = await buildLab(scenario('udp'));
  await readyForXdp(lab);
  const [host] = lab.hosts;
  const prober = lab.start('target', process.execPath, [labProgram('machines/udp-prober'), host, '40007', SCANNER]);
  assert.equal(await prober.line(), 'ready');
  const answering = lab.scenario.nodes
    .flatMap(({ datagrams = [] }) => datagrams)
    .filter(({ address, answers }) => address === host && answers)
    .flatMap(({ ports }) => ports);
  for (const engine of ['raw', 'kernel']) {
    const ports = `${answering.join(',')},40000-40020`;
    const args = ['scan', host, '--probe', 'udp', '-p', ports, '--json', '--engine', engine, '--rate', '50'];
    const run = await runProduct(lab, args);
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(
      openPorts(run).get(host),
      [...answering].sort((a, b) => a - b),
      engine,
    );
    assert.deepEqual(portsIn(run, 'open|filtered'), [[host, 40_007]], engine);
  }
});

test('what no TCP accepts is no answer; a RST that acknowledges the SYN itself is one', async () => {
  await using spaces = await openNamespaces();
  const namespace = await spaces.add('malformed');
  const plan = { interface: 'tap0', host: TARGET, delayMs: 1, lateMs: 400 };
  const responder = spaces.start(namespace, process.execPath, [
    labProgram('machines/hostile-responder'),
    JSON.stringify(plan),
  ]);
  assert.equal(await responder.line(), 'ready');
  await ip(namespace, [`addr add ${SCANNER}/24 dev tap0`, 'link set tap0 up']);
  const { resetSameAck, ...refused } = MALFORMED;
  const ports = [80, ...Object.values(MALFORMED)].join(',');
  const args = ['scan', TARGET, '-p', ports, '--json', '--engine', 'raw', '--max-retries', '1'];
  const text = await runInside(namespace, process.execPath, [PRODUCT, ...withoutMore(args)]);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ProductRun['lines'][number]);
  const run = { lines, stderr: '', code: 0, signal: null, rest: '' };
  assert.deepEqual(portsIn(run, 'open'), [[TARGET, 80]]);
  const { closedPorts, silent } = endOf(run);
  assert.deepEqual([closedPorts, silent], [1, Object.keys(refused).length], `${resetSameAck} alone is closed`);
  const asked = JSON.parse(await responder.ask('report')) as Record<string, number>;
  for (const [what, port] of Object.entries(refused)) assert.ok(asked[port] === 2, `${what}: asked twice`);
});

/** Two links; the target answers by the second what it is asked by the first. */
function asymmetric(second: Link): Scenario {
  return {
    name: 'asymmetric',
    about: 'answers come by another interface',
    nodes: [
      {
        name: 'scanner',
        routes: [{ to: TARGET_NETWORK, via: TARGET }],
        settings: { 'net.ipv4.conf.all.rp_filter': 0 },
      },
      {
        name: 'target',
        owns: [TARGET_NETWORK],
        hosts: ['198.19.0.1'],
        routes: [{ to: `${SCANNER}/32`, via: '198.18.1.1' }],
        listeners: [{ address: '198.19.0.1', ports: [22, 443] }],
        datagrams: [{ address: '198.19.0.1', ports: [53], answers: true }],
        settings: { 'net.ipv4.conf.all.rp_filter': 0, 'net.ipv4.icmp_ratemask': 0 },
      },
    ],
    links: [directWire, second],
    targets: ['198.19.0.1'],
    ports: '1-500',
  };
}

const SECOND = [
  { node: 'scanner', interface: 'eth1', address: '198.18.1.1/24' },
  { node: 'target', interface: 'eth1', address: '198.18.1.2/24' },
] as const;

for (const [name, second] of [
  ['a second wire', { kind: 'wire', ends: SECOND }],
  ['a link without Ethernet', { kind: 'tun', ends: SECOND, delayMs: 0 }],
] as const) {
  test(`answers come by ${name}: they count on both engines, and in ping once each`, async () => {
    await using lab = await buildLab(asymmetric(second));
    await readyForXdp(lab);
    for (const engine of ['raw', 'kernel']) {
      const run = await scanLab(lab, ['--engine', engine]);
      assert.equal(run.code, 0, run.stderr);
      assert.deepEqual(openPorts(run).get('198.19.0.1'), [22, 443], engine);
      assert.equal(endOf(run).closedPorts, 498, engine);
      assert.equal(endOf(run).duplicates, 0, engine);
      const udp = await scanLab(lab, ['--engine', engine, '--probe', 'udp']);
      assert.deepEqual(openPorts(udp).get('198.19.0.1'), [53], engine);
      assert.equal(endOf(udp).closedPorts, 499, engine);
    }
    for (const port of [22, 23]) {
      const args = ['ping', '198.19.0.1', '-p', String(port), '-c', '5', '-i', '50ms', '--json'];
      const { lines, stderr } = await runProduct(lab, args);
      const end = lines.find(({ type }) => type === 'ping-end');
      assert.deepEqual([end?.received, end?.duplicates], [5, 0], `port ${port}: ${stderr} ${JSON.stringify(end)}`);
    }
  });
}

test('on a kernel that cannot leave out what it sends: the same', async () => {
  await using lab = await buildLab(scenario('plain'));
  await sysctl(lab.scannerNamespace, { 'net.ipv4.icmp_ratemask': 0 });
  const prefix = [process.execPath, labProgram('machines/old-kernel')];
  const run = await runProduct(lab, ['scan', lab.hosts[0], '--json', '--engine', 'raw'], { prefix });
  assert.equal(run.code, 0, run.stderr);
  const truth = (await lab.truth()).get(lab.hosts[0]) ?? [];
  assert.deepEqual(
    openPorts(run).get(lab.hosts[0]),
    [...truth].sort((a, b) => a - b),
  );
  // On loopback every packet goes both ways. Ports of which no language is known are asked once alone.
  const own = await runProduct(lab, ['scan', '127.0.0.1', '--probe', 'udp', '-p', '13001-15000', '--json'], { prefix });
  assert.equal(own.code, 0, own.stderr);
  assert.deepEqual([endOf(own).closedPorts, endOf(own).duplicates], [2000, 0]);
});
