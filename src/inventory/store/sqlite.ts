// SQLite, as Node brings it.
//
//  1. WAL: who reads waits for nobody, and a commit is one write. `synchronous = normal`: what was committed outlives the process
//     at any moment; of a machine that loses its power the last moments may be missing, never a part of a transaction.
//  2. Others may write too (two scans at once): a transaction asks for the right to write at its beginning and waits for it, never
//     so that its own thread stands still.
//  3. The file and those beside it (-wal, -shm) are its owner's alone: what a network shows is nobody else's business.
import { closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { type Connection, createQueue, type Database, type Value } from './database.ts';

/** Nobody holds it for so long who is not stuck. */
const BUSY_MS = 5_000;
const RETRY_MS = 4;
/** SQLITE_BUSY. */
const BUSY = 5;
/** Whoever reads looks here and there; what is written comes sorted, or at the end. */
const READING_KIB = 16_384;
const WRITING_KIB = 4096;
/** Pages; SQLite's own 1000 would have a flood of ports wait for the disk with every batch. */
const CHECKPOINT_PAGES = 8192;
/** Bytes that -wal keeps when it is empty. */
const LOG_KEPT = 4 * 1024 * 1024;

/** Makes file and folder where there are none. Throws what open(2), mkdir(2) and SQLite throw. */
export function openSqlite(file: string): Database {
  makeFolder(dirname(file));
  closeSync(openSync(file, constants.O_CREAT | constants.O_RDWR, 0o600));
  const writing = connect(file, WRITING_KIB);
  // Who waits lets others go on, who may be in this very process (begin()).
  writing.database.exec('pragma journal_mode = wal; pragma busy_timeout = 0');
  let reading: Opened | null = null;
  const queue = createQueue();
  return {
    kind: 'sqlite',
    name: file,
    async all(sql, values = []) {
      reading ??= connect(file, READING_KIB);
      return reading.connection.all(sql, values);
    },
    transaction: (work) =>
      queue(async () => {
        await begin(writing.database);
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

/** With those above it. Not by mkdirSync()'s own way, which tries for ever where a folder takes none (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another program was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Waits for the right to write. Throws what SQLite throws where it does not come. */
async function begin(database: DatabaseSync): Promise<void> {
  for (const since = performance.now(); ; await setTimeout(RETRY_MS * (0.5 + Math.random()))) {
    try {
      database.exec('begin immediate');
      return;
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== BUSY || performance.now() - since > BUSY_MS) throw error;
    }
  }
}

interface Opened {
  readonly database: DatabaseSync;
  readonly connection: Connection;
}

function connect(file: string, cacheKib: number): Opened {
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  database.exec(`pragma synchronous = normal; pragma cache_size = -${cacheKib};
    pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}; pragma journal_size_limit = ${LOG_KEPT}`);
  // Ports of a host are found by their primary key; an index of its own making for each question takes seconds of a million.
  database.exec('pragma automatic_index = off');
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
        const row = `(${columns.map(() => '?').join(', ')})`;
        const head = `insert into ${table} (${columns.join(', ')}) values`;
        const many = statement(`${head} ${Array(ROWS_AT_ONCE).fill(row).join(', ')} ${tail}`);
        let values: Value[] = [];
        for (const each of rows) {
          values.push(...each);
          if (values.length < ROWS_AT_ONCE * columns.length) continue;
          many.run(...values);
          values = [];
        }
        const one = statement(`${head} ${row} ${tail}`);
        for (let at = 0; at < values.length; at += columns.length) one.run(...values.slice(at, at + columns.length));
      },
    },
  };
}

/** A call costs as much as a row of a few numbers. */
const ROWS_AT_ONCE = 20;
/** Those of filters differ without end. */
const STATEMENTS_MOST = 100;
