// kysely over a Database: for queries that are put together, and for migrations (migrate.ts). Loaded when they are needed: it takes longer than
// a short scan has.
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Connection, Database, Value } from './database.ts';
import type { Tables } from './tables.ts';

/** Asks; whoever writes does that in a transaction of the database. */
export function queriesOn(database: Pick<Connection, 'all'> & Pick<Database, 'kind'>): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: dialectOn(database) });
}

export function dialectOn(database: Pick<Connection, 'all'> & Pick<Database, 'kind'>): Dialect {
  const connection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      return { rows: await database.all<Row>(unnumbered(sql), parameters as readonly Value[]) };
    },
    // biome-ignore lint/correctness/useYield: nobody asks for a stream
    async *streamQuery() {
      throw new Error('not used');
    },
  };
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  };
  return database.kind === 'sqlite'
    ? {
        createDriver: () => driver,
        createAdapter: () => new SqliteAdapter(),
        createQueryCompiler: () => new SqliteQueryCompiler(),
        createIntrospector: (db) => new SqliteIntrospector(db),
      }
    : {
        createDriver: () => driver,
        createAdapter: () => new WithoutLock(),
        createQueryCompiler: () => new PostgresQueryCompiler(),
        createIntrospector: (db) => new PostgresIntrospector(db),
      };
}

/** A transaction has it. */
class WithoutLock extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
}

async function refuse(): Promise<never> {
  throw new Error('transactions are the database’s own');
}

/** A Database has `?` for values; in our statements they come in their order. */
function unnumbered(sql: string): string {
  return sql.replace(/\$\d+/g, '?');
}
