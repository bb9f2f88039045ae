// Whether the tables are as this program has them. They nearly always are: only else is loaded what makes them.
import { InventoryError } from '../error.ts';
import type { Database } from './database.ts';
import { STEPS } from './steps.ts';

/** Throws E_INVENTORY_NEWER where a newer program made them. */
export async function bringUpToDate(database: Database): Promise<void> {
  const done = await stepsDone(database);
  const newer = done.find((name) => !STEPS.includes(name));
  if (newer !== undefined) {
    throw new InventoryError(
      'E_INVENTORY_NEWER',
      `the inventory ${database.name} was made by a newer portolan (its step ${newer}): use that one, or another place (--db FILE)`,
    );
  }
  if (done.length < STEPS.length) await (await import('./migrate.ts')).migrate(database);
}

async function stepsDone(database: Database): Promise<readonly string[]> {
  const tables = database.kind === 'sqlite' ? 'sqlite_master where name' : 'pg_tables where tablename';
  const [{ there }] = await database.all<{ there: number }>(
    `select count(*) as there from ${tables} = 'kysely_migration'`,
  );
  if (there === 0) return [];
  const rows = await database.all<{ name: string }>('select name from kysely_migration order by name');
  return rows.map(({ name }) => name);
}
