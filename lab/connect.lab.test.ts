// The connect engine against real kernels: what it finds is what the targets' kernels say, also through loss and firewalls.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { available } from './available.ts';
import { buildLab, type Lab } from './network/build.ts';
import { nft, runInside, sysctl } from './network/namespaces.ts';
import { scenario } from './network/scenarios.ts';
import { endOf, openPorts, scanLab } from './runs/product.ts';
import { busiest, startCapture } from './truth/capture.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 180_000 }, body);
}

const CONNECT = ['--engine', 'connect'];

function sorted(map: ReadonlyMap<string, readonly number[]>): [string, readonly number[]][] {
  return [...map].filter(([, ports]) => ports.length > 0).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function assertTruth(lab: Lab, found: ReadonlyMap<string, readonly number[]>): Promise<void> {
  assert.deepEqual(sorted(found), sorted(await lab.truth()));
}

for (const name of ['unprivileged', 'loss-5', 'drop', 'reject', 'bottleneck-20ms', 'tun']) {
  test(`connect: ${name}: all ports, exactly what the targets' kernels say`, async () => {
    await using lab = await buildLab(scenario(name));
    const run = await scanLab(lab, CONNECT);
    assert.equal(run.code, 0, run.stderr);
    await assertTruth(lab, openPorts(run));
    const end = endOf(run);
    assert.equal(end.engine, 'connect');
    assert.equal(end.unasked, 0);
    if (name !== 'drop') assert.equal(end.completeness, 1);
    else assert.equal(end.filteredPorts, 2 * 65_535 - 2 * 6);
  });
}

test('connect: an address of the link without a host costs little, and those that are there are found', async () => {
  await using lab = await buildLab(scenario('lan'));
  const run = await scanLab(lab, [...CONNECT, '-p', '1-20000']);
  const truth = [...(await lab.truth())].map(([ip, ports]) => [ip, ports.filter((port) => port <= 20_000)] as const);
  assert.deepEqual(sorted(openPorts(run)), sorted(new Map(truth)));
});

test('connect: a tarpit is named, its ports are not told', async () => {
  await using lab = await buildLab(scenario('tarpit'));
  const run = await scanLab(lab, CONNECT);
  const found = openPorts(run);
  assert.ok((found.get('198.19.0.1')?.length ?? 0) <= 16);
  found.delete('198.19.0.1');
  await assertTruth(lab, found);
  assert.deepEqual(endOf(run).answersAllHosts, ['198.19.0.1']);
});

test('connect: each way to be refused has its reason', async () => {
  await using lab = await buildLab(scenario('unprivileged'));
  const { target } = lab.namespaces;
  await sysctl(target, { 'net.ipv4.icmp_ratemask': 0 });
  await nft(
    target,
    `table ip refusals {
      chain in {
        type filter hook input priority 0
        tcp dport 10 reject with tcp reset
        tcp dport 11 reject with icmp type port-unreachable
        tcp dport 12 reject with icmp type host-prohibited
        tcp dport 13 reject with icmp type admin-prohibited
        tcp dport 14 drop
      }
    }`,
  );
  const { lines } = await scanLab(lab, [...CONNECT, '-p', '10-14', '-v']);
  const told = lines.filter(({ type }) => type === 'port').sort((a, b) => (a.port ?? 0) - (b.port ?? 0));
  assert.deepEqual(
    told.map(({ port, state, reason }) => [port, state, reason]),
    [
      [10, 'closed', 'connection-refused'],
      [11, 'filtered', 'icmp-port-unreachable'],
      [12, 'filtered', 'icmp-host-prohibited'],
      [13, 'filtered', 'icmp-admin-prohibited'],
      [14, 'filtered', 'no-response'],
    ],
  );
});

/** Resolves when the scanner has sent so many packets. */
async function whenSent({ scannerNamespace }: Lab, packets: number): Promise<void> {
  const counter = '/sys/class/net/eth0/statistics/tx_packets';
  while (Number(await runInside(scannerNamespace, 'cat', [counter])) < packets) await delay(20);
}

for (const [what, command] of [
  ['goes down', ['link', 'set', 'eth0', 'down']],
  ['vanishes', ['link', 'delete', 'eth0']],
] as const) {
  test(`connect: its interface ${what}: the scan ends, says why, and calls nothing of it an answer`, async () => {
    await using lab = await buildLab(scenario('unprivileged'));
    const { lines, code } = await scanLab(lab, [...CONNECT, '--rate', '10000'], {
      meanwhile: () => void whenSent(lab, 5000).then(() => runInside(lab.scannerNamespace, 'ip', command)),
    });
    const end = endOf({ lines, stderr: '' });
    assert.equal(code, 0);
    assert.equal(end.interrupted, false);
    assert.ok((end.answered as number) > 1000 && (end.unasked as number) > 10_000, JSON.stringify(end));
    assert.ok((end.silent as number) < 1000 && (end.completeness as number) < 0.9, JSON.stringify(end));
    assert.ok((end.filteredPorts as number) <= (end.silent as number));
    const why = lines.find((line) => line.code === 'N_REFUSED_HERE');
    assert.match(`${why?.text}`, /no way to 198\.\d+\.\d+\.\d+ \(ENET\w+\).*probes were not asked/);
    const before = new Set((await lab.truth()).get('198.18.0.2') ?? []);
    for (const port of openPorts({ lines }).get('198.18.0.2') ?? []) assert.ok(before.has(port));
  });
}

test('connect: no packet to excluded addresses, and the rate cap holds on the wire', async () => {
  await using lab = await buildLab(scenario('plain'));
  const capture = await startCapture(lab.arrivals[0], 'tcp[tcpflags] & tcp-syn != 0');
  const run = await scanLab(lab, [
    ...CONNECT,
    '-p',
    '1-300',
    '--exclude',
    '198.19.0.3,198.19.0.9-12',
    '--max-rate',
    '2000',
  ]);
  const { destinations, times } = await capture.stop();
  assert.equal(run.code, 0, run.stderr);
  assert.equal(endOf(run).hostsAsked, 11);
  assert.ok(times.length >= 11 * 300);
  assert.ok(busiest(times, 100) <= 200, `${busiest(times, 100)} frames within 100 ms`);
  const asked = new Set([...destinations].map((address) => address & 255));
  assert.deepEqual(
    [3, 9, 10, 11, 12].filter((last) => asked.has(last)),
    [],
  );
});

/** What this namespace's kernel knows of TCP connections, as ss(8) prints it. */
async function connectionsIn(namespace: string): Promise<string> {
  return (await runInside(namespace, 'ss', ['-H', '-n', '-t', '-a', 'exclude', 'listening'])).trim();
}

test('connect: targets keep no connection, ours neither', async () => {
  await using lab = await buildLab(scenario('plain'));
  // The target closes too. Where the ACK of its FIN and our RST meet on two cores, its kernel may move the socket to
  // FIN-WAIT-2 and drop the RST for the socket that was: that one ends by its own clock, which is short here. Whatever
  // anybody really keeps (ESTAB, CLOSE-WAIT, TIME-WAIT) outlives the wait.
  const namespaces = Object.values(lab.namespaces);
  for (const namespace of namespaces) await sysctl(namespace, { 'net.ipv4.tcp_fin_timeout': 1 });
  await scanLab(lab, CONNECT);
  for (const namespace of namespaces) {
    const until = Date.now() + 5000;
    while ((await connectionsIn(namespace)) !== '' && Date.now() < until) await delay(100);
    assert.equal(await connectionsIn(namespace), '', namespace);
  }
});
