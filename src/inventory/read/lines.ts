// A survey as it was told, host by host: `start`, what is known of each host in the order of addresses, ends of stages, `end`.
import type { End, Line, StartLine } from '../../finding/finding.ts';
import { InventoryError } from '../error.ts';
import type { ScanId } from '../inventory.ts';
import type { Database } from '../store/database.ts';
import { linesIn } from '../write/batch.ts';
import { createJoinedLines, isOfHost } from './joined.ts';

const HOSTS_AT_ONCE = 500;

/** Throws E_NO_SCAN. */
export async function* linesOfScan(
  { all }: Pick<Database, 'all'>,
  scan: ScanId,
  signal?: AbortSignal,
): AsyncGenerator<Line, void, undefined> {
  const [row] = await all<{ start: string; end_line: string | null }>('select start, end_line from scan where id = ?', [
    scan,
  ]);
  if (row === undefined) throw noScan(scan);
  yield JSON.parse(row.start) as StartLine;
  for (let rank = ''; ; ) {
    const hosts = await all<{ id: number; rank: string }>(
      `select id, rank from host where rank > ? and exists (select 1 from line where line.scan = ? and line.host = host.id)
         order by rank limit ?`,
      [rank, scan, HOSTS_AT_ONCE],
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
