import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { factsOf, inventoryForTests, scanned } from '../../inventory/inventory.test-data.ts';
import { beginNumbered, journalsFolder } from '../../journals/journals.ts';
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

test('what would go on with a survey that is gone is gone too; that of another survey, and of another inventory, stays', async (t) => {
  const state = mkdtempSync(join(tmpdir(), 'portolan-prune-'));
  t.after(() => rmSync(state, { recursive: true }));
  await using inventory = await inventoryForTests();
  await scanned(inventory, factsOf('198.18.0.7', { port: 22 }));
  const [{ id }] = (await inventory.scans()).rows;
  const environment = { XDG_STATE_HOME: state };
  const root = journalsFolder(environment);
  const place = join(state, 'kept.db');
  for (const kept of [
    { place, scan: id },
    { place, scan: id },
    { place, scan: id + 1 },
    { place: '/other.db', scan: id },
  ]) {
    const journal = beginNumbered(root, ASKED);
    journal.keptAs(kept);
    journal.close(false);
  }
  const args = ['--keep', '1h', '--db', place];
  await pruneCommand(
    args,
    { ...fakeConsole(), environment },
    async () => ({ ...inventory, close: async () => {} }),
    () => Date.now() + 86_400_000,
  );
  assert.deepEqual(readdirSync(root).sort(), ['3', '4']);
});

const ASKED = {
  args: [],
  environment: {},
  request: { targets: ['198.18.0.7'] },
  targets: ['198.18.0.7'],
  names: [],
  seed: '1',
  interfaceName: null,
  begun: '2026-01-01T00:00:00.000Z',
};
