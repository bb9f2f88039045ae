// PostgreSQL, where an inventory is shared by several machines.
import pg from 'pg';
import { type Connection, createQueue, type Database, type Value } from './database.ts';

const CONNECT_MS = 5_000;
/** A statement takes 65,535 values at the most (the protocol's Bind message counts them in 16 bits). */
const VALUES_MOST = 16_384;
const INT8 = 20;
/** Whoever writes holds it, one after another, as SQLite's transactions do by themselves. */
const LOCK = 76_870;

/** `url`: postgres://USER@HOST/DATABASE, as libpq has them. Throws what the server answers. */
export async function openPostgres(url: string): Promise<Database> {
  // Numbers of rows and milliseconds stay far below 2^53.
  const types = {
    getTypeParser: (type: number, format?: 'text') =>
      type === INT8 ? Number : (pg.types.getTypeParser(type, format) as (text: string) => unknown),
  } as pg.CustomTypesConfig;
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'portolan',
    types,
  });
  // A connection that waits and is lost is made again.
  pool.on('error', () => undefined);
  const queue = createQueue();
  try {
    (await pool.connect()).release();
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    kind: 'postgres',
    name: withoutPassword(url),
    all: (sql, values) => connectionOf(pool).all(sql, values),
    transaction: (work) =>
      queue(async () => {
        const client = await pool.connect();
        let lost: Error | undefined;
        try {
          await client.query('begin');
          await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
          const result = await work(connectionOf(client));
          await client.query('commit');
          return result;
        } catch (error) {
          await client.query('rollback').catch((failure: Error) => {
            lost = failure;
          });
          throw error;
        } finally {
          client.release(lost);
        }
      }),
    close: () => queue(() => pool.end()),
  };
}

function connectionOf(client: pg.Pool | pg.PoolClient): Connection {
  return {
    all: async <Row>(sql: string, values: readonly Value[] = []) =>
      (await client.query(numbered(sql), [...values])).rows as Row[],
    async insert(table, columns, rows, tail = '') {
      const head = `insert into ${table} (${columns.join(', ')}) values `;
      const most = Math.floor(VALUES_MOST / columns.length);
      for (let from = 0; from < rows.length; from += most) {
        const some = rows.slice(from, from + most);
        const places = some.map(() => `(${columns.map(() => '?').join(', ')})`).join(', ');
        await client.query(numbered(`${head}${places} ${tail}`), some.flat());
      }
    },
  };
}

/** Our statements have no question mark but those. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replace(/\?/g, () => `$${++count}`);
}

export function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/, '$1@').replace(/([?&]password=)[^&]*/g, '$1...');
}
