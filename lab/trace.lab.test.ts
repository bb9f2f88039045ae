// The way to hosts behind a chain of routers, one of which is silent: hop by hop, and what is shared is asked once.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { available } from './available.ts';
import { ip, type Namespaces, nft, openNamespaces, sysctl } from './network/namespaces.ts';
import { runProduct } from './runs/product.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 90_000 }, body);
}

const ROUTERS = 4;
const SILENT = 3;
/** Hosts of two networks at the end of the chain, all at one kernel. */
const HOSTS = ['198.19.1.10', '198.19.1.11', '198.19.2.10'];

interface Chain extends AsyncDisposable {
  readonly scannerNamespace: string;
  readonly spaces: Namespaces;
}

/** scanner - r1 - r2 - r3 - r4 - host: link k is 198.18.k.0/24, .1 towards us, .2 away. */
async function openChain(): Promise<Chain> {
  const spaces = await openNamespaces();
  try {
    const scannerNamespace = await spaces.add('scanner');
    const nodes = [scannerNamespace];
    for (let k = 1; k <= ROUTERS; k++) nodes.push(await spaces.add(`r${k}`));
    nodes.push(await spaces.add('host'));
    for (let k = 0; k < nodes.length - 1; k++) {
      await ip(nodes[k], [
        `link add out type veth peer name in netns ${nodes[k + 1]}`,
        `addr add 198.18.${k}.1/24 dev out`,
        'link set out up',
      ]);
      await ip(nodes[k + 1], [`addr add 198.18.${k}.2/24 dev in`, 'link set in up']);
    }
    for (const [k, node] of nodes.entries()) {
      await ip(node, [
        ...(k < nodes.length - 1 ? [`route add 198.19.0.0/16 via 198.18.${k}.2`] : []),
        ...(k > 1 ? [`route add 198.18.0.0/24 via 198.18.${k - 1}.1`] : []),
      ]);
      await sysctl(node, { 'net.ipv4.ip_forward': 1 });
    }
    // They stand for three kernels, each with limits of its own.
    await sysctl(nodes[nodes.length - 1], { 'net.ipv4.icmp_ratelimit': 0 });
    await ip(
      nodes[nodes.length - 1],
      HOSTS.map((host) => `addr add ${host}/32 dev lo`),
    );
    await nft(
      nodes[SILENT],
      `table ip quiet {
  chain out {
    type filter hook output priority 0
    icmp type time-exceeded drop
  }
}`,
    );
    return { scannerNamespace, spaces, [Symbol.asyncDispose]: () => spaces[Symbol.asyncDispose]() };
  } catch (error) {
    await spaces[Symbol.asyncDispose]();
    throw error;
  }
}

test('traceroute: every router that tells, a gap where one does not, and the host', async () => {
  await using chain = await openChain();
  for (const scan of [
    ['scan', '-sn', '-PE'],
    ['scan', '-sn', '-PS22'],
    ['scan', '-sn', '-PU'],
    ['scan', '-Pn', '-p', '22'],
  ]) {
    const run = await runProduct(chain, [...scan, ...HOSTS, '--traceroute', '--json']);
    assert.equal(run.code, 0, run.stderr);
    const paths = run.lines.filter(({ type }) => type === 'path');
    assert.deepEqual(paths.map((path) => path.ip).sort(), HOSTS, scan.join(' '));
    for (const { ip: host, steps, reached } of paths) {
      const way = (steps as { ip?: string; rttMs?: number }[]).map((step) => step.ip ?? '*');
      assert.deepEqual(way, ['198.18.0.2', '198.18.1.2', '*', '198.18.3.2', host], scan.join(' '));
      assert.equal(reached, true);
    }
  }
});

test('traceroute: a host on the link has no way that is worth a word', async () => {
  await using chain = await openChain();
  const run = await runProduct(chain, ['scan', '-sn', '198.18.0.2', '--traceroute', '--json']);
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(
    run.lines.filter(({ type }) => type === 'path'),
    [],
  );
});
