// Makes the tables, or brings older ones up to date.
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { dialectOn } from './kysely.ts';
import { migrationsOf } from './migrations.ts';

/** All or nothing. Of two programs that begin at once one waits for the other, and finds nothing to do. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async ({ all }) => {
    const db = new Kysely<unknown>({ dialect: dialectOn({ kind: database.kind, all }) });
    const migrations = migrationsOf(database.kind);
    const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
    const { error } = await migrator.migrateToLatest({ disableTransactions: true });
    if (error !== undefined) throw error;
  });
}
