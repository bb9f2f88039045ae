// SQLite, as Node brings it.
//
//  1. WAL: who reads waits for nobody, and a commit is one write. `synchronous = normal`: what was committed outlives the process
//     at any moment; of a machine that loses its power the last moments may be missing, never a part of a transaction.
//  2. Others may write too (two scans at once): a transaction asks for the right to write at its beginning and waits for it.
//  3. The file and those beside it (-wal, -shm) are its owner's alone: what a network shows is nobody else's business.
import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Connection, createQueue, type Database, type Value } from './database.ts';

/** Nobody holds it for so long who is not stuck. */
const BUSY_MS = 5_000;
const CACHE_KIB = 16_384;

/** Makes file and folder where there are none. Throws what open(2), mkdir(2) and SQLite throw. */
export function openSqlite(file: string): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, constants.O_CREAT | constants.O_RDWR, 0o600));
  const writing = connect(file);
  writing.database.exec('pragma journal_mode = wal');
  let reading: Opened | null = null;
  const queue = createQueue();
  return {
    kind: 'sqlite',
    name: file,
    async all(sql, values = []) {
      reading ??= connect(file);
      return reading.connection.all(sql, values);
    },
    transaction: (work) =>
      queue(async () => {
        writing.database.exec('begin immediate');
        try {
          const result = await work(writing.connection);
          writing.database.exec('commit');
          return result;
        } catch (error) {
          if (writing.database.isTransaction) writing.database.exec('rollback');
          throw error;
        }
      }),
    close: () =>
      queue(async () => {
        reading?.database.close();
        writing.database.close();
      }),
  };
}

interface Opened {
  readonly database: DatabaseSync;
  readonly connection: Connection;
}

function connect(file: string): Opened {
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  database.exec(`pragma synchronous = normal; pragma cache_size = -${CACHE_KIB}; pragma foreign_keys = off`);
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    let known = prepared.get(sql);
    if (known === undefined) {
      if (prepared.size >= STATEMENTS_MOST) prepared.clear();
      known = database.prepare(sql);
      prepared.set(sql, known);
    }
    return known;
  };
  return {
    database,
    connection: {
      all: async <Row>(sql: string, values: readonly Value[] = []) => statement(sql).all(...values) as Row[],
      async insert(table, columns, rows, tail = '') {
        const places = columns.map(() => '?').join(', ');
        const add = statement(`insert into ${table} (${columns.join(', ')}) values (${places}) ${tail}`);
        for (const row of rows) add.run(...row);
      },
    },
  };
}

/** Those of filters differ without end. */
const STATEMENTS_MOST = 100;
