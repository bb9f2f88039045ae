// Hosts are found, those too that hide; and who is not there is asked for no port.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { available } from './available.ts';
import { HOSTS, NETWORK, openHidingNetwork } from './network/hiding-network.ts';
import { ip, runInside, sysctl } from './network/namespaces.ts';
import { openPair } from './network/pair.ts';
import { endOf, type ProductRun, runProduct } from './runs/product.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 180_000 }, body);
}

const upIn = ({ lines }: ProductRun): string[] =>
  [...new Set(lines.filter(({ type }) => type === 'host').map((line) => line.ip as string))].sort();

const reasonOf = ({ lines }: ProductRun, host: string): unknown =>
  lines.find(({ type, ip: address }) => type === 'host' && address === host)?.reason;

for (const loss of [0, 2]) {
  test(`discover: a routed /22 in which many hide, ${loss} % loss: all are found, and by what they show`, async () => {
    await using network = await openHidingNetwork(loss);
    const run = await runProduct(network, ['discover', NETWORK, '--json']);
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(upIn(run), [...network.hosts].sort());
    assert.equal(endOf(run).hostsUp, HOSTS);
    assert.equal(reasonOf(run, '198.19.0.71'), 'icmp-port-unreachable');
    assert.equal(reasonOf(run, '198.19.0.81'), 'syn-ack');
    for (const line of run.lines.filter(({ type }) => type === 'host'))
      assert.deepEqual([line.ttl, line.hops], [64, 0]);
  });
}

test('discover: each way alone finds those that answer it, and no others', async () => {
  await using network = await openHidingNetwork();
  const found = async (...by: string[]) =>
    upIn(await runProduct(network, ['scan', '-sn', ...by, '198.19.0.0/25', '--json', '--max-retries', '1'])).length;
  assert.equal(await found('-PE'), 60);
  assert.equal(await found('-PP'), 70);
  assert.equal(await found('-PA'), 74, 'ports 80 and 443 are open at two each of those behind a firewall');
  assert.equal(await found('-PU'), 80);
  assert.equal(await found('-PS22'), 72, 'and two of those behind a firewall have port 22 open');
  assert.equal(await found('-PM'), 0, 'Linux answers no address mask request');
});

test('discover: by ARP alone who is on our link is found, and who is behind a router is not asked, which is said', async () => {
  await using network = await openHidingNetwork();
  const link = '198.18.9.0/28';
  for (const by of [
    ['-sn', '-PR'],
    ['-PR', '-p', '1-100'],
  ]) {
    const run = await runProduct(network, ['scan', ...by, link, '198.19.0.0/25', '--json'], { discovery: true });
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(upIn(run), ['198.18.9.1', '198.18.9.2']);
    assert.equal(reasonOf(run, '198.18.9.2'), 'arp-reply');
    const told = run.lines.filter(({ code }) => code === 'N_NOT_ASKED').map(({ text }) => String(text));
    assert.match(told.join('\n'), /^198\.19\.0\.0-198\.19\.0\.127 is not asked: it is not on a link of this machine$/m);
    assert.deepEqual(run.lines[0].discoverBy, ['arp']);
  }
  const both = await runProduct(network, ['scan', '-sn', '-PR', '-PE', link, '198.19.0.0/25', '--json']);
  assert.equal(upIn(both).length, 62, 'two on the link, and those that answer an echo');
});

test('discover: what a router on the way refuses is told of the network, and makes nobody a host', async () => {
  await using network = await openHidingNetwork();
  await sysctl(network.target, { 'net.ipv4.ip_forward': 1 });
  await ip(network.target, ['route add prohibit 198.19.2.0/24', 'route add unreachable 198.19.3.0/24']);
  const says = [
    ['198.19.2.1-20', /^the router 198\.18\.9\.2 says of .*198\.19\.2\.\d+: a filter of its own prohibits it$/],
    ['198.19.3.0/28', /^the router 198\.18\.9\.2 says of .*198\.19\.3\.\d+: nobody is at them$/],
  ] as const;
  // A kernel saves up five errors to each address, and one a second (net.ipv4.route.error_burst): of how many it tells is chance, and asked
  // about both networks at once it may have told all it has of one.
  for (const [refused, said] of says) {
    const run = await runProduct(network, ['discover', '198.19.0.1-2', refused, '--json']);
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(upIn(run), ['198.19.0.1', '198.19.0.2']);
    const told = run.lines.filter(({ code }) => code === 'N_ROUTER_REFUSES').map(({ text }) => String(text));
    assert.equal(told.length, 1, told.join('\n'));
    assert.match(told[0], said);
  }
});

test('scan: hosts are looked for first, and only those are asked for ports; with -Pn everybody', async () => {
  await using network = await openHidingNetwork();
  const scan = ['scan', '198.19.0.0/24', '-p', '1-500', '--json'];
  const run = await runProduct(network, scan, { discovery: true });
  assert.equal(run.code, 0, run.stderr);
  const end = endOf(run);
  assert.deepEqual([end.hostsAsked, end.hostsUp, end.probes], [256, HOSTS, 500 * HOSTS]);
  assert.ok(run.lines.some(({ code }) => code === 'N_ABSENT'));
  const all = endOf(await runProduct(network, [...scan, '-Pn', '--max-retries', '0']));
  assert.equal(all.probes, 500 * 256);
});

test('discover: without rights, by connections', async () => {
  await using network = await openHidingNetwork();
  const run = await runProduct(network, ['discover', '198.19.0.0/24', '--json', '--engine', 'connect']);
  assert.equal(run.code, 0, run.stderr);
  const up = new Set(upIn(run));
  // Who answers no TCP at all is not seen; the others are, by a refusal or an open port.
  for (const [k, host] of network.hosts.entries()) if (k < 70) assert.ok(up.has(host), host);
  assert.equal(endOf(run).probe, 'discover');
});

test('discover: on the own link by ARP alone, which no firewall refuses', async () => {
  await using pair = await openPair(['198.18.9.2', '198.18.9.77']);
  await ip(pair.target, ['link set lo up']);
  const run = await runProduct(pair, ['discover', '198.18.9.0/24', '--json']);
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(upIn(run), ['198.18.9.1', '198.18.9.2', '198.18.9.77']);
  for (const host of pair.addresses) assert.equal(reasonOf(run, host), 'arp-reply');
});

test('discover: whom our kernel has just heard is there; what its table only believes, or was told, is no sign of life', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const table = [
    ['198.18.9.77', 'stale'],
    ['198.18.9.78', 'permanent'],
  ];
  await ip(
    pair.scannerNamespace,
    table.map(([address, state], k) => `neigh add ${address} lladdr 02:00:5e:00:53:0${k} dev eth0 nud ${state}`),
  );
  // A datagram, so that the kernel asks; it keeps what was answered.
  await runInside(pair.scannerNamespace, 'bash', ['-c', 'echo > /dev/udp/198.18.9.2/9']);
  for (let k = 0; k < 50; k++) {
    if (/REACHABLE/.test(await runInside(pair.scannerNamespace, 'ip', ['neigh', 'show', '198.18.9.2']))) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const run = await runProduct(pair, ['discover', '198.18.9.0/24', '--json']);
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(upIn(run), ['198.18.9.1', '198.18.9.2']);
  const host = run.lines.find(({ type, ip: address }) => type === 'host' && address === '198.18.9.2');
  assert.deepEqual([host?.reason, host?.rttMs], ['neighbour-table', undefined]);
});
