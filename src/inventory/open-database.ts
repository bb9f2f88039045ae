// Opens what an inventory is kept in, with tables that are up to date.
import { InventoryError } from './error.ts';
import type { Database } from './store/database.ts';
import { bringUpToDate } from './store/up-to-date.ts';

/** A file, or `postgres://...`. Throws E_INVENTORY, which names it and says what to do; E_INVENTORY_NEWER. */
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
