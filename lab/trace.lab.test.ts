// The way to hosts behind a chain of routers, one of which is silent: hop by hop, and what is shared is asked once.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { available } from './available.ts';
import { openRouterChain } from './network/router-chain.ts';
import { runProduct } from './runs/product.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 90_000 }, body);
}

/** Hosts of two networks at the end of the chain, all at one kernel. */
const HOSTS = ['198.19.1.10', '198.19.1.11', '198.19.2.10'];
const CHAIN = { routers: 4, silent: 3, hosts: HOSTS };

test('traceroute: every router that tells, a gap where one does not, and the host', async () => {
  await using chain = await openRouterChain(CHAIN);
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

test('traceroute: by the protocol that was chosen, which is what goes out', async () => {
  await using chain = await openRouterChain(CHAIN);
  for (const [by, method] of [
    ['tcp:22', 'tcp'],
    ['udp', 'udp'],
    ['icmp', 'icmp'],
  ]) {
    const run = await runProduct(chain, ['scan', '-sn', HOSTS[0], '--trace-by', by, '--json']);
    assert.equal(run.code, 0, run.stderr);
    const [path, ...others] = run.lines.filter(({ type }) => type === 'path');
    assert.equal(others.length, 0);
    assert.deepEqual([path.method, path.reached, (path.steps as unknown[]).length], [method, true, 5], by);
  }
});

test('traceroute: a host on the link has no way that is worth a word', async () => {
  await using chain = await openRouterChain(CHAIN);
  const run = await runProduct(chain, ['scan', '-sn', '198.18.0.2', '--traceroute', '--json']);
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(
    run.lines.filter(({ type }) => type === 'path'),
    [],
  );
});
