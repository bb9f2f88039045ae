// Takes old surveys out.
//
//  1. A survey goes with its lines. One that runs stays, and so does one that can be gone on with and began later.
//  2. What is known now stays where a survey that is left has seen it: an address, a port, a machine that only others saw goes too.
import type { Connection, Database } from '../store/database.ts';

/** Those that ended before, in milliseconds; their numbers. */
export async function prune(database: Database, before: number): Promise<readonly number[]> {
  return database.transaction(async ({ all }) => {
    const old = await all<{ id: number }>(
      "select id from scan where state <> 'running' and coalesce(ended, begun) < ?",
      [before],
    );
    for (const { id } of old) {
      for (const table of ['line', 'key_seen']) await all(`delete from ${table} where scan = ?`, [id]);
      await all('delete from scan where id = ?', [id]);
    }
    if (old.length > 0) await forget(all);
    return old.map(({ id }) => id);
  });
}

/** Rule 2. */
async function forget(all: Connection['all']): Promise<void> {
  const gone = 'not in (select id from scan)';
  const changed = await all<{ id: number }>(`select distinct host as id from port where scan ${gone}`);
  await all(`delete from port where scan ${gone}`);
  await all(`delete from device_key where scan ${gone}`);
  await all(`delete from port where host in (select id from host where scan ${gone})`);
  await all(`delete from host where scan ${gone}`);
  await all(`delete from device where last_scan ${gone} and id not in (select own_device from host)`);
  await all(
    'delete from device_merge where one not in (select id from device) or other not in (select id from device)',
  );
  for (const { id } of changed) {
    await all(
      "update host set open_ports = (select count(*) from port where host = ? and state = 'open') where id = ?",
      [id, id],
    );
  }
}
