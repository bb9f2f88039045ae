// UDP asked from several addresses of ours: what the target's kernel grants each of them adds up.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { addressRun } from './addresses.ts';
import { available } from './available.ts';
import { ip, nft, runInside, sysctl } from './namespaces.ts';
import { openPair, type Pair } from './pair.ts';
import { endOf, type ProductRun, runProduct } from './product.ts';

const { missing } = await available();
const TARGET = '198.18.9.20';
const SOURCES = addressRun('198.18.9.1', 8);
/** Of ICMP errors, to each who asks: milliseconds between two, and how many at once (Linux's XRLIM_BURST_FACTOR). */
const LIMIT_MS = 100;
const BURST = 6;
const PORTS = 200;

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 120_000 }, body);
}

/** A target without a UDP port, which counts its port unreachables by whom they go to; and a scanner of eight addresses. */
async function openLimited(): Promise<Pair> {
  const pair = await openPair([TARGET]);
  await sysctl(pair.target, { 'net.ipv4.icmp_ratelimit': LIMIT_MS });
  await ip(
    pair.scannerNamespace,
    SOURCES.slice(1).map((address) => `addr add ${address}/24 dev eth0`),
  );
  await nft(
    pair.target,
    `table ip lab-count {
      set told { type ipv4_addr; size 256; flags dynamic; counter; }
      chain out { type filter hook postrouting priority 0; icmp type destination-unreachable add @told { ip daddr }; }
    }`,
  );
  return pair;
}

/** Scans all ports of the target until they are decided; `args`: which addresses ask. */
async function decide(pair: Pair, ...args: string[]): Promise<ProductRun> {
  await runInside(pair.target, 'nft', ['flush', 'set', 'ip', 'lab-count', 'told']);
  const command = [
    'scan',
    TARGET,
    '-sU',
    '--udp',
    `1-${PORTS}`,
    '--decide',
    'all',
    '--engine',
    'raw',
    '--json',
    ...args,
  ];
  const run = await runProduct(pair, command);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(endOf(run).closedPorts, PORTS, 'every port is decided');
  return run;
}

/** How many of the target's port unreachables went to each of our addresses, as its kernel counted them. */
async function told({ target }: Pair): Promise<Map<string, number>> {
  const text = await runInside(target, 'nft', ['list', 'set', 'ip', 'lab-count', 'told']);
  return new Map(
    [...text.matchAll(/([\d.]+) counter packets (\d+)/g)].map(([, address, packets]) => [address, Number(packets)]),
  );
}

test('--decide all: eight addresses of ours are told alike, and all ports are decided in less than half the time', async () => {
  await using pair = await openLimited();
  const alone = endOf(await decide(pair, '--sources', 'one'));
  assert.deepEqual([...(await told(pair)).keys()], [SOURCES[0]]);
  const together = endOf(await decide(pair));
  const counts = await told(pair);
  assert.deepEqual([...counts.keys()].sort(), SOURCES);
  for (const [address, count] of counts) {
    assert.ok(count >= BURST, `${address} was told ${count} times`);
    assert.ok(count >= PORTS / SOURCES.length / 2 && count <= (2 * PORTS) / SOURCES.length, `${address}: ${count}`);
  }
  assert.ok(
    Number(together.elapsedMs) < Number(alone.elapsedMs) / 2,
    `${together.elapsedMs} and ${alone.elapsedMs} ms`,
  );
});

test('--sources ADDRESSES: these ask, and no others; what is not ours on that interface is refused before anything is sent', async () => {
  await using pair = await openLimited();
  await decide(pair, '--sources', SOURCES.slice(2).join());
  assert.deepEqual([...(await told(pair)).keys()].sort(), SOURCES.slice(2));
  await runInside(pair.target, 'nft', ['flush', 'set', 'ip', 'lab-count', 'told']);
  for (const address of [TARGET, '127.0.0.1']) {
    const command = ['scan', TARGET, '-sU', '--udp', '1-20', '--sources', `${SOURCES[1]},${address}`];
    const { code, stderr } = await runProduct(pair, command);
    assert.deepEqual([code, stderr.includes(address), stderr.includes('[E_NOT_OUR_ADDRESS]')], [2, true, true], stderr);
  }
  assert.equal((await told(pair)).size, 0);
});
