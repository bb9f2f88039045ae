import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factsOf, inventoryForTests, scanned } from '../../inventory/inventory.test-data.ts';
import { fakeConsole } from '../scan/fake-world.test-data.ts';
import { pruneCommand } from './command.ts';

test('surveys older than said are gone; how old has to be said', async () => {
  await using inventory = await inventoryForTests();
  await scanned(inventory, factsOf('198.18.0.7', { port: 22 }));
  const console = fakeConsole();
  const prune = (args: readonly string[], days: number) =>
    pruneCommand(
      args,
      console,
      async () => ({ ...inventory, close: async () => {} }),
      () => Date.now() + days * 86_400_000,
    );
  assert.equal(await prune(['--keep', '90d'], 89), 0);
  assert.equal((await inventory.scans()).total, 1);
  assert.equal(await prune(['--keep=12w'], 85), 0);
  assert.equal((await inventory.scans()).total, 0);
  assert.match(console.stdout, /^0 surveys that ended before .*Z: gone\n1 survey that ended before .*Z: gone\n$/);
  for (const args of [[], ['--keep', '90'], ['--keep', '99999d'], ['90d'], ['--kept', '1d']]) {
    await assert.rejects(prune(args, 0), { code: 'E_USAGE' }, args.join(' '));
  }
});
