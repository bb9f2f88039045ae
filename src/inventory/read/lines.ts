// A survey as it was told, host by host: `start`, what is known of each host in the order of addresses, ends of stages, `end`.
import type { End, Line, StartLine } from '../../finding/finding.ts';
import { InventoryError } from '../error.ts';
import type { Said, ScanId } from '../inventory.ts';
import type { Database } from '../store/database.ts';
import { linesIn } from '../write/line-text.ts';
import { createJoinedLines, isOfHost } from './joined.ts';

const HOSTS_AT_ONCE = 500;
const ROWS_AT_ONCE = 1000;

/** Throws E_NO_SCAN. */
export async function* linesOfScan(
  { all }: Pick<Database, 'all'>,
  scan: ScanId,
  signal?: AbortSignal,
  ip?: string,
): AsyncGenerator<Line, void, undefined> {
  const [row] = await all<{ start: string; end_line: string | null }>('select start, end_line from scan where id = ?', [
    scan,
  ]);
  if (row === undefined) throw noScan(scan);
  yield JSON.parse(row.start) as StartLine;
  for (let rank = ''; ; ) {
    const hosts = await all<{ id: number; rank: string }>(
      `select id, rank from host where rank > ? ${ip === undefined ? '' : 'and ip = ?'}
         and exists (select 1 from line where line.scan = ? and line.host = host.id) order by rank limit ?`,
      [rank, ...(ip === undefined ? [] : [ip]), scan, HOSTS_AT_ONCE],
    );
    for (const { id } of hosts) {
      signal?.throwIfAborted();
      yield* joinedOf(await textsOf(all, scan, id));
    }
    if (hosts.length < HOSTS_AT_ONCE) break;
    rank = hosts.at(-1)!.rank;
  }
  const end = row.end_line === null ? null : (JSON.parse(row.end_line) as End);
  for (const text of await textsOf(all, scan, null)) {
    for (const line of linesIn(text)) if (line.type !== 'end' && line.type !== 'phase') yield line;
  }
  if (end !== null) yield end;
}

/**
 * A page of what it said, by the rows of `line`, which are counted up: whoever goes on begins behind the last one. Rows are walked by their
 * number between the first and the last of the survey.
 */
export async function saidOfScan(
  { all }: Pick<Database, 'all'>,
  scan: ScanId,
  after: number | null,
  limit: number,
): Promise<Said> {
  const [row] = await all<{ start: string }>('select start from scan where id = ?', [scan]);
  if (row === undefined) throw noScan(scan);
  const lines: Line[] = after === null ? [JSON.parse(row.start)] : [];
  const [span] = await all<{ first: number | null; end: number | null }>(
    'select min(id) as first, max(id) as "end" from line where scan = ?',
    [scan],
  );
  let last = after ?? 0;
  if (span.first === null || span.end === null || last >= span.end) return { lines, last, isAll: true };
  last = Math.max(last, span.first - 1);
  while (lines.length < limit && last < span.end) {
    const some = Math.min(ROWS_AT_ONCE, limit - lines.length);
    const rows = await all<{ id: number; text: string }>(
      'select id, text from line where id > ? and id <= ? and scan = ? order by id limit ?',
      [last, span.end, scan, some],
    );
    for (const { id, text } of rows) {
      if (lines.length >= limit) break;
      lines.push(...linesIn(text));
      last = id;
    }
    if (rows.length === 0) break;
  }
  return { lines, last, isAll: last >= span.end };
}

async function textsOf(all: Database['all'], scan: ScanId, host: number | null): Promise<readonly string[]> {
  const [which, values] = host === null ? ['host is null', [scan]] : ['host = ?', [scan, host]];
  const rows = await all<{ text: string }>(`select text from line where scan = ? and ${which} order by id`, values);
  return rows.map(({ text }) => text);
}

function joinedOf(texts: readonly string[]): Iterable<Line> {
  const joined = createJoinedLines();
  for (const text of texts) for (const line of linesIn(text)) if (isOfHost(line)) joined.take(line);
  return joined.all();
}

export function noScan(scan: ScanId): InventoryError {
  return new InventoryError('E_NO_SCAN', `there is no scan ${scan} in the inventory: portolan scans lists them`);
}
