// Scans whose process is gone without having said how they ended. Whoever opens the inventory next makes them `crashed`, and what
// they said becomes what is known now.
import type { Database } from '../store/database.ts';
import { isGone, thisProcess, type Writer } from './process.ts';
import { createWriter } from './writer.ts';

export async function closeCrashed(database: Database): Promise<void> {
  const running = await database.all<{ id: number; process: string }>(
    "select id, process from scan where state = 'running' and process is not null",
  );
  for (const { id, process } of running) {
    if (!isGone(JSON.parse(process) as Writer)) continue;
    // Of several who see it one does it.
    const claimed = await database.transaction(({ all }) =>
      all('update scan set process = ? where id = ? and process = ? returning id', [
        JSON.stringify(thisProcess()),
        id,
        process,
      ]),
    );
    if (claimed.length > 0) await createWriter(database, id, false).close('crashed');
  }
}
