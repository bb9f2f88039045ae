// What all surveys said of a machine, at each address that it has or had, while it had it.
import type { Line } from '../../finding/finding.ts';
import type { Database, Value } from '../store/database.ts';
import { linesIn } from '../write/line-text.ts';
import { createJoinedLines, isOfHost } from './joined.ts';

/** An address in the hands of one machine, and the surveys that found it so. */
interface Stay {
  readonly host: number;
  readonly first_scan: number;
  readonly last_scan: number;
}

/** `host`: an address, `device:NUMBER`, a MAC address, or a name: whole, or its first part. */
export async function* linesOfHost(
  { all }: Pick<Database, 'all'>,
  host: string,
  signal?: AbortSignal,
): AsyncGenerator<Line, void, undefined> {
  for (const { host: id, first_scan, last_scan } of await staysOf(all, host)) {
    const joined = createJoinedLines();
    let scan = 0;
    const rows = await all<{ scan: number; text: string }>(
      'select scan, text from line where host = ? and scan >= ? and scan <= ? order by scan, id',
      [id, first_scan, last_scan],
    );
    for (const row of rows) {
      signal?.throwIfAborted();
      if (row.scan !== scan) joined.next();
      scan = row.scan;
      for (const line of linesIn(row.text)) if (isOfHost(line)) joined.take(line);
    }
    yield* joined.all();
  }
}

const SCANS_MOST = 100;

/** The numbers of the surveys that said something of it, the newest first. */
export async function scansOfHost({ all }: Pick<Database, 'all'>, host: string): Promise<readonly number[]> {
  const scans = new Set<number>();
  for (const { host: id, first_scan, last_scan } of await staysOf(all, host)) {
    const rows = await all<{ scan: number }>(
      'select distinct scan from line where host = ? and scan >= ? and scan <= ? order by scan desc limit ?',
      [id, first_scan, last_scan, SCANS_MOST],
    );
    for (const { scan } of rows) scans.add(scan);
  }
  return [...scans].sort((one, other) => other - one).slice(0, SCANS_MOST);
}

/** Devices by what a person calls them; the first way that finds any. */
export async function rootsOf(all: Database['all'], word: string): Promise<readonly number[]> {
  const wanted = word.toLowerCase().replace(/\.$/, '');
  const number = /^device:(\d{1,9})$/.exec(wanted)?.[1];
  const ways: readonly (readonly [sql: string, ...values: Value[]])[] =
    number !== undefined
      ? [['select root as id from device where id = ?', Number(number)]]
      : [
          ['select device as id from host where ip = ?', wanted],
          ['select device as id from host where mac = ?', wanted],
          ['select device as id from host where lower(name) = ?', wanted],
          ["select device as id from host where lower(name) like ? escape '!'", `${escaped(wanted)}.%`],
          [
            "select distinct root as id from device join device_key on device_key.device = device.id where kind like '%name' and value = ?",
            wanted,
          ],
        ];
  for (const [sql, ...values] of ways) {
    const found = await all<{ id: number }>(`${sql} order by 1`, values);
    if (found.length > 0) return [...new Set(found.map(({ id }) => id))];
  }
  return [];
}

async function staysOf(all: Database['all'], word: string): Promise<readonly Stay[]> {
  const roots = await rootsOf(all, word);
  const stays: Stay[] = [];
  for (const root of roots) {
    stays.push(
      ...(await all<Stay>('select host, first_scan, last_scan from device where root = ? order by last_scan desc, id', [
        root,
      ])),
    );
  }
  return stays;
}

function escaped(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
