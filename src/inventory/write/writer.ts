// Writes one survey down.
//
//  1. A batch of lines is one transaction: when write() resolves, it outlives this process.
//  2. What is known now follows when enough waits or at the end (state.ts); not more often than it may cost.
//  3. A batch that could not be written is as if it never came. What waits in memory goes with it, and is read again from the lines
//     that are kept: so it is too where a scan is gone on with, and where its process is gone.
import type { End, StartLine } from '../../finding/finding.ts';
import { keysOf } from '../devices/kinds.ts';
import { settle } from '../devices/settle.ts';
import type { ScanId, ScanState, ScanWriter } from '../inventory.ts';
import type { Connection, Database } from '../store/database.ts';
import { type Batch, batchOf } from './batch.ts';
import { createHostNumbers } from './hosts.ts';
import { linesIn } from './line-text.ts';
import { thisProcess } from './process.ts';
import { createState } from './state.ts';

/** So many ports wait at the most: 8 to 16 MB. */
const PENDING_MOST = 1_000_000;
const FIRST_APPLY_MS = 1000;
/** Of the time one part in so many, at the most, goes into state. */
const SPARING = 100;

const ROWS_AT_ONCE = 1000;

/** A row for a new survey, or the old one's, which goes on. */
export async function beginScan(database: Database, start: StartLine, goOnWith?: ScanId): Promise<ScanId> {
  return database.transaction(async ({ all }) => {
    const writer = JSON.stringify(thisProcess());
    if (goOnWith !== undefined) {
      await all("update scan set state = 'running', ended = null, end_line = null, process = ? where id = ?", [
        writer,
        goOnWith,
      ]);
      return goOnWith;
    }
    const [{ id }] = await all<{ id: number }>(
      `insert into scan (state, begun, argv, targets, seed, start, process) values ('running', ?, ?, ?, ?, ?, ?) returning id`,
      [
        Date.parse(start.time),
        JSON.stringify(start.argv),
        JSON.stringify(start.targets),
        JSON.stringify(start.seed).slice(1, -1),
        JSON.stringify(start),
        writer,
      ],
    );
    return id;
  });
}

export interface BatchWriter extends Omit<ScanWriter, 'write'> {
  write(batch: Batch): Promise<void>;
}

export function createWriter(
  database: Database,
  scan: ScanId,
  isNew: boolean,
  now: () => number = Date.now,
): BatchWriter {
  let isBehind = !isNew;
  const hosts = createHostNumbers(scan);
  const state = createState(scan);
  let lastRow = 0;
  let notBefore = now() + FIRST_APPLY_MS;

  async function numbersOf(connection: Connection, { chunks }: Batch): Promise<readonly (number | null)[]> {
    const times = new Map<string, number>();
    for (const { ip, first } of chunks) if (ip !== null) times.set(ip, first);
    const numbers = await hosts.of(connection, times);
    return chunks.map(({ ip }) => (ip === null ? null : numbers.get(ip)!));
  }

  async function take(connection: Connection, batch: Batch, numbers: readonly (number | null)[]): Promise<void> {
    state.take(batch, numbers);
    const keys = batch.facts.flatMap(([index, fact]) =>
      keysOf(fact).map(({ kind, slot, value, source }) => {
        return [scan, numbers[index], kind, slot, value, source, Date.parse(fact.time)] as const;
      }),
    );
    if (keys.length === 0) return;
    const once = new Map(keys.map((row) => [row.slice(0, 5).join('\n'), row]));
    const columns = ['scan', 'host', 'kind', 'slot', 'value', 'source', 'time'];
    await connection.insert('key_seen', columns, [...once.values()], 'on conflict do nothing');
  }

  async function apply(connection: Connection): Promise<void> {
    await state.apply(connection);
    await connection.all('update scan set applied = ? where id = ?', [lastRow, scan]);
  }

  /** Rule 3. */
  async function transaction(work: (connection: Connection) => Promise<void>): Promise<void> {
    try {
      await database.transaction(work);
    } catch (error) {
      hosts.forget();
      state.done();
      isBehind = true;
      throw error;
    }
  }

  /** Rule 3. */
  async function catchUp(): Promise<void> {
    if (!isBehind) return;
    isBehind = false;
    let [{ applied: row }] = await database.all<{ applied: number }>('select applied from scan where id = ?', [scan]);
    for (;;) {
      const kept = await database.all<{ id: number; text: string }>(
        'select id, text from line where scan = ? and id > ? order by id limit ?',
        [scan, row, ROWS_AT_ONCE],
      );
      if (kept.length === 0) return;
      row = kept.at(-1)!.id;
      const batch = batchOf(kept.flatMap(({ text }) => linesIn(text)));
      await transaction(async (connection) => take(connection, batch, await numbersOf(connection, batch)));
      lastRow = row;
      if (state.size >= PENDING_MOST) await keepUp();
    }
  }

  /** What this scan said of addresses that are another machine's now. */
  async function relearn(connection: Connection, changed: readonly number[]): Promise<void> {
    state.done();
    for (const host of changed) {
      const kept = await connection.all<{ text: string }>(
        'select text from line where scan = ? and host = ? order by id',
        [scan, host],
      );
      const batch = batchOf(kept.flatMap(({ text }) => linesIn(text)));
      state.take(
        batch,
        batch.chunks.map(() => host),
      );
    }
    await state.apply(connection);
  }

  const writer: BatchWriter = {
    scan,
    async restate(start) {
      const values = [JSON.stringify(start.targets), JSON.stringify(start), scan];
      await transaction(async ({ all }) => {
        await all('update scan set targets = ?, start = ? where id = ?', values);
      });
    },
    async write(batch) {
      await catchUp();
      if (batch.chunks.length === 0) return;
      await transaction(async (connection) => {
        const numbers = await numbersOf(connection, batch);
        const rows = batch.chunks.map(({ text }, index) => [scan, numbers[index], text]);
        await connection.insert('line', ['scan', 'host', 'text'], rows);
        if (batch.end !== null) {
          await connection.all('update scan set end_line = ? where id = ?', [JSON.stringify(batch.end), scan]);
        }
        await take(connection, batch, numbers);
        const [{ last }] = await connection.all<{ last: number }>('select max(id) as last from line');
        lastRow = last;
      });
      if (state.size >= PENDING_MOST || (state.size > 0 && now() >= notBefore)) await keepUp();
    },
    async close(ended) {
      await catchUp();
      await transaction(async (connection) => {
        await apply(connection);
        await relearn(connection, await settle(connection, scan, now()));
        await finish(connection, scan, ended, now());
      });
      state.done();
    },
  };

  async function keepUp(): Promise<void> {
    const begun = now();
    await transaction(apply);
    state.done();
    notBefore = now() + SPARING * (now() - begun);
  }

  return writer;
}

/** Where it has no `end`, what it came to is counted. */
async function finish({ all }: Connection, scan: ScanId, state: ScanState, now: number): Promise<void> {
  const [{ end_line: text }] = await all<{ end_line: string | null }>('select end_line from scan where id = ?', [scan]);
  const end = text === null ? null : (JSON.parse(text) as End);
  const [counted] =
    end === null
      ? await all<{ hosts: number; ports: number }>(
          `select (select count(*) from host where scan = ? and state = 'up') as hosts,
             (select count(*) from port where scan = ? and state = 'open') as ports`,
          [scan, scan],
        )
      : [{ hosts: end.hostsUp, ports: end.openPorts }];
  await all('update scan set state = ?, ended = ?, hosts_up = ?, open_ports = ?, process = null where id = ?', [
    ...[state, end === null ? now : Date.parse(end.time), counted.hosts, counted.ports, scan],
  ]);
}
