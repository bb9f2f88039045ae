// How probes leave: from which address and port, with which time to live. The target's firewall lets in what comes so, and
// nothing else; on top of that it loses a fifth of it.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { available } from './available.ts';
import { ip, nft, runInside, sysctl } from './network/namespaces.ts';
import { openPair, type Pair } from './network/pair.ts';
import { endOf, runProduct } from './runs/product.ts';

const { missing } = await available();
const TARGET = '198.18.9.20';
/** The route names 198.18.9.1. */
const SOURCE = '198.18.9.2';
const PORTS = 100;
const PLAIN = ['--json', '-Pn', '--no-services', '--no-identity', '--seed', 'sender'];

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 60_000 }, body);
}

async function openGuarded(rules: string): Promise<Pair> {
  const pair = await openPair([TARGET]);
  await sysctl(pair.target, { 'net.ipv4.icmp_ratelimit': 0 });
  await ip(pair.scannerNamespace, [`addr add ${SOURCE}/24 dev eth0`]);
  // So the other end of the cable takes frames from XDP.
  await runInside(pair.target, 'ethtool', ['-K', 'eth0', 'gro', 'on']);
  await nft(
    pair.target,
    `table ip lab-guard {
      chain in { type filter hook input priority 0; ip saddr != ${SOURCE} drop; ${rules} numgen random mod 5 == 0 drop; }
    }`,
  );
  return pair;
}

async function closedPorts(pair: Pair, ...args: string[]): Promise<unknown> {
  const run = await runProduct(pair, ['scan', TARGET, ...PLAIN, ...args]);
  assert.equal(run.code, 0, run.stderr);
  return endOf(run).closedPorts;
}

test('TCP from one address and one port, with a time to live: all is answered, repeats too', async () => {
  await using pair = await openGuarded('tcp sport != 53 drop; ip ttl != 7 drop;');
  const ports = ['-p', `1-${PORTS}`, '--engine', 'raw'];
  assert.equal(await closedPorts(pair, ...ports, '-S', SOURCE, '-g', '53', '--ttl', '7'), PORTS);
  assert.equal(await closedPorts(pair, ...ports, '--max-retries', '0'), 0);
});

test('UDP from one port: refusals show which attempt they answer', async () => {
  await using pair = await openGuarded('udp sport != 88 drop;');
  const udp = ['-sU', '--udp', `1-${PORTS}`, '--decide', 'all'];
  assert.equal(await closedPorts(pair, ...udp, '-S', SOURCE, '-g', '88'), PORTS);
});

test('kernel engine: one address, and a time to live; it says that it cannot have one port', async () => {
  await using pair = await openGuarded('ip ttl != 7 drop;');
  const kernel = ['-p', `1-${PORTS}`, '--engine', 'kernel', '-S', SOURCE];
  assert.equal(await closedPorts(pair, ...kernel, '--ttl', '7'), PORTS);
  const { code, stderr } = await runProduct(pair, ['scan', TARGET, ...kernel, '-g', '53']);
  assert.equal(code, 2);
  assert.match(stderr, /the kernel engine cannot ask from one port \(-g 53\).*\[E_REQUEST\]/);
});

test('nobody sends under the address of another', async () => {
  await using pair = await openGuarded('');
  const { code, stderr } = await runProduct(pair, ['scan', TARGET, '-p', '22', '-S', '198.18.9.77']);
  assert.equal(code, 2);
  assert.match(stderr, /198\.18\.9\.77 \(-S\) is not an address of this machine.*\[E_NOT_OUR_ADDRESS\]/);
});
