// Opens an inventory: a file of SQLite's, or a database of PostgreSQL's.
import { undoMerge } from './devices/merges.ts';
import { InventoryError } from './error.ts';
import type { Inventory } from './inventory.ts';
import { linesOfHost, scansOfHost } from './read/host-lines.ts';
import { devicesNamed } from './read/devices.ts';
import { linesOfScan } from './read/lines.ts';
import type { Database } from './store/database.ts';
import { bringUpToDate } from './store/up-to-date.ts';
import { prune } from './write/prune.ts';
import { beginScan, createWriter } from './write/writer.ts';

/** A file, or `postgres://...`. Throws E_INVENTORY, which names it and says what to do; E_INVENTORY_NEWER. */
export async function openInventory(where: string): Promise<Inventory> {
  const database = await openDatabase(where);
  const { queries } = await import('./read/queries.ts');
  const asked = queries(database);
  return {
    async begin(start, goOnWith) {
      return createWriter(database, await beginScan(database, start, goOnWith), goOnWith === undefined);
    },
    ...asked,
    linesOf: (host, signal) => linesOfHost(database, host, signal),
    scansOf: async (host) => Promise.all((await scansOfHost(database, host)).map(asked.scan)),
    devices: (host) => devicesNamed(database, host),
    undoMerge: (id) => undoMerge(database, id, Date.now()),
    prune: (before) => prune(database, before.getTime()),
    lines: (scan, signal) => linesOfScan(database, scan, signal),
    close: () => database.close(),
  };
}

/** With tables that are up to date. */
export async function openDatabase(where: string): Promise<Database> {
  let database: Database | null = null;
  try {
    database = isServer(where)
      ? await (await import('./store/postgres.ts')).openPostgres(where)
      : (await import('./store/sqlite.ts')).openSqlite(where);
    await bringUpToDate(database);
    return database;
  } catch (error) {
    await database?.close();
    throw error instanceof InventoryError ? error : cannotOpen(database?.name ?? where, error);
  }
}

export function isServer(where: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(where);
}

function cannotOpen(where: string, error: unknown): InventoryError {
  const reason = error instanceof Error ? error.message : String(error);
  return new InventoryError(
    'E_INVENTORY',
    `the inventory ${where.replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/, '$1@')} cannot be opened: ${reason}. Another place: --db FILE; none: --no-db`,
    error,
  );
}
