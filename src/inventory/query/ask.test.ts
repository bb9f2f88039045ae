import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openInventory } from '../open.ts';
import { askAll } from './ask.test-data.ts';

test('filters, order and parts of hosts, ports and services in SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-'));
  const inventory = await openInventory(join(folder, 'inventory.db'));
  try {
    await askAll(inventory);
  } finally {
    await inventory.close();
    rmSync(folder, { recursive: true });
  }
});
