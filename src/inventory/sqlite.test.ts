import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CHECKS } from './compliance.test-data.ts';
import { inventoryForTests } from './inventory.test-data.ts';
import { openInventory } from './open.ts';
import { openSqlite } from './store/sqlite.ts';

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-inventory-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [name, check] of Object.entries(CHECKS)) {
  test(`SQLite: ${name}`, () =>
    inFolder(async (folder) => {
      const where = join(folder, 'inventory.db');
      await using inventory = await inventoryForTests(where);
      await check(inventory, where);
    }));
}

test('file and folder are their owner’s alone', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'state/portolan/inventory.db');
    const inventory = await openInventory(file);
    for (const path of [file, `${file}-wal`]) assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'state/portolan')).mode & 0o777, 0o700);
    await inventory.close();
  }));

test('what cannot be opened is named, with a code', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'inventory.db');
    const refuses = (where: string, code: string, message: RegExp) =>
      assert.rejects(
        openInventory(where),
        (error: Error & { code: string }) => error.code === code && message.test(error.message),
      );
    await refuses(folder, 'E_INVENTORY', /cannot be opened: .*--no-db/);
    writeFileSync(file, 'this is no database, and never was one. '.repeat(30));
    await refuses(file, 'E_INVENTORY', /not a database/);
    rmSync(file);
    await (await openInventory(file)).close();
    const database = openSqlite(file);
    await database.all("insert into kysely_migration (name, timestamp) values ('9999-of-tomorrow', '')");
    await database.close();
    await refuses(file, 'E_INVENTORY_NEWER', /newer portolan \(its step 9999-of-tomorrow\)/);
    await refuses('postgres://me:secret@127.0.0.1:1/none', 'E_INVENTORY', /^(?!.*secret).*me@127\.0\.0\.1/);
  }));
