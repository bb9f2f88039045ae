// The networks that surveys saw, each as the newest survey has it that saw it.
import type { NetworkFact } from '../../finding/finding.ts';
import { networkKey } from '../../finding/network-map.ts';
import type { Database } from '../store/database.ts';
import { linesIn } from '../write/line-text.ts';

const SCANS_MOST = 100;

/** Of the newest surveys, at most 100. */
export async function networksSeen({ all }: Pick<Database, 'all'>): Promise<readonly NetworkFact[]> {
  const rows = await all<{ text: string }>(
    `select text from line where host is null and scan in (select id from scan order by id desc limit ?)
       order by scan desc, id desc`,
    [SCANS_MOST],
  );
  const newest = new Map<string, NetworkFact>();
  for (const { text } of rows) {
    for (const line of linesIn(text).toReversed()) {
      if (line.type !== 'network') continue;
      const key = networkKey(line);
      if (!newest.has(key)) newest.set(key, line);
    }
  }
  return [...newest.values()];
}
