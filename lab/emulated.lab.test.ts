// Emulated hosts on a real link: the kernel resolves them, and their conversations survive distance and loss.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { available } from './available.ts';
import { openEmulatedNetwork } from './emulated/network.ts';
import { ip, runInside, sysctl } from './network/namespaces.ts';
import { openPorts, runProduct } from './runs/product.ts';

const { missing, tun } = await available();
const skip = missing ?? (tun ? false : 'no TAP device here');
const NETWORK = '198.18.42.0/24';

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip, timeout: 120_000 }, body);
}

/** One datagram, so that the kernel has to ask. */
const sendTo = (address: string): string =>
  `const s = require('node:dgram').createSocket('udp4'); s.send('x', 9, '${address}', () => setTimeout(() => s.close(), 300));`;

test('proxy ARP and announcements: what the kernel learns is what the machines say', async () => {
  const proxy = { host: 'cisco-catalyst', address: '198.18.42.9' };
  const places = [
    { ...proxy, arp: { is: 'proxy', first: '198.18.42.100', last: '198.18.42.110' } as const },
    { host: 'debian-12', address: '198.18.42.10' },
  ];
  await using network = await openEmulatedNetwork(NETWORK, places, 100);
  await sysctl(network.scannerNamespace, { 'net.ipv4.conf.lan0.arp_accept': 1 });
  const neighbours = () => runInside(network.scannerNamespace, 'ip', ['neigh', 'show', 'dev', 'lan0']);
  await runInside(network.scannerNamespace, process.execPath, ['-e', sendTo('198.18.42.105')]);
  const table = await neighbours();
  assert.match(table, /^198\.18\.42\.105 lladdr 00:03:9f:12:2a:09 /m, 'the proxy answers for it');
  assert.match(table, /^198\.18\.42\.10 lladdr ac:1f:6b:12:2a:0a /m, 'nobody asked for it: it announced itself');
});

test('discover: who tells its address mask is there, and so is its network', async () => {
  const places = [
    { host: 'freebsd-13', address: '198.18.42.10', mask: '255.255.255.192' },
    { host: 'freebsd-13', address: '198.18.42.20' },
  ];
  await using network = await openEmulatedNetwork(NETWORK, places);
  // Reached through themselves, so that ARP is not all that is asked of them.
  await ip(
    network.scannerNamespace,
    places.map(({ address }) => `route add ${address}/32 via ${address} dev lan0 onlink`),
  );
  const args = ['scan', '-sn', '-PM', '198.18.42.10', '198.18.42.20', '--json'];
  const run = await runProduct(network, args, { identity: true });
  assert.equal(run.code, 0, run.stderr);
  const hosts = run.lines.filter(({ type }) => type === 'host');
  assert.deepEqual(
    hosts.map(({ ip: host, reason, mask }) => [host, reason, mask]),
    [['198.18.42.10', 'mask-reply', '255.255.255.192']],
  );
  const told = run.lines.findLast(({ type, network: named }) => type === 'network' && named === '198.18.42.0/26');
  assert.deepEqual(told?.sources, ['address-mask']);
});

test('a host far away on a link that loses is talked to all the same', async () => {
  const places = [{ host: 'debian-12', address: '198.18.42.10', latencyMs: 80, lossPercent: 5 }];
  await using network = await openEmulatedNetwork(NETWORK, places);
  const args = ['scan', '198.18.42.10', '-p', '1-400', '--json'];
  const run = await runProduct(network, args, { services: true });
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(openPorts(run).get('198.18.42.10'), [22, 25, 80]);
  const products = run.lines.filter(({ type }) => type === 'service').map(({ port, product }) => `${port} ${product}`);
  assert.deepEqual(products.sort(), ['22 OpenSSH', '25 Postfix smtpd', '80 nginx']);
  assert.ok((await network.report()).lost > 0, 'something was lost');
});

test('a tenth of a millisecond and 300 away in one run: all are found, each judged by its own round-trip time', async () => {
  const far = new Set(['198.18.42.20', '198.18.42.40', '198.18.42.200']);
  const near = ['198.18.42.10', '198.18.42.30', '198.18.42.100', '198.18.42.250'];
  const places = [
    ...near.map((address) => ({ host: 'debian-12', address })),
    ...[...far].map((address) => ({ host: 'debian-12', address, latencyMs: 300 })),
  ];
  await using network = await openEmulatedNetwork(NETWORK, places);
  const found = await runProduct(network, ['discover', NETWORK, '--json']);
  assert.equal(found.code, 0, found.stderr);
  const hosts = new Set(found.lines.filter(({ type }) => type === 'host').map(({ ip }) => ip));
  assert.deepEqual([...hosts].sort(), [...near, ...far, '198.18.42.1'].sort(), 'and this machine');

  const scanned = await runProduct(network, ['scan', NETWORK, '-Pn', '-p', '20-30,80', '--json']);
  for (const address of [...near, ...far]) assert.deepEqual(openPorts(scanned).get(address), [22, 25, 80], address);
  for (const { type, ip, rttMs } of scanned.lines) {
    // A round-trip time that cannot be told, as a second question was on its way, is left out.
    if (type !== 'port' || typeof rttMs !== 'number') continue;
    assert.ok(far.has(`${ip}`) === rttMs > 200, `${ip}: ${rttMs} ms`);
  }
});
