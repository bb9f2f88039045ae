// Joining devices and taking that back, in the tables. What was joined keeps its own keys and addresses: so it comes apart as it was.
import { InventoryError } from '../error.ts';
import type { Connection, Database } from '../store/database.ts';
import { rootsBy } from './groups.ts';

/** Why two devices are one: the key that both have. */
export interface Reason {
  readonly kind: string;
  readonly value: string;
  /** What each of them was seen with it at. */
  readonly addresses: readonly [string, string];
  /** Both were there at the same time. */
  readonly atOnce: boolean;
}

/** Writes a join down, and makes them one. */
export async function join(
  { all, insert }: Connection,
  { one, other, scan, time, reason }: { one: number; other: number; scan: number; time: number; reason: Reason },
  roots: readonly [number, number],
): Promise<void> {
  await insert(
    'device_merge',
    ['time', 'scan', 'one', 'other', 'reason'],
    [[time, scan, one, other, JSON.stringify(reason)]],
  );
  const [root, gone] = [Math.min(...roots), Math.max(...roots)];
  await all('update device set root = ? where root = ?', [root, gone]);
  await all('update host set device = ? where device = ?', [root, gone]);
}

/** Takes a join back, for good: it is not made again. Throws E_NO_MERGE. */
export async function undoMerge(database: Database, id: number, now: number): Promise<void> {
  await database.transaction(async (connection) => {
    const [merge] = await connection.all<{ undone: number | null }>('select undone from device_merge where id = ?', [
      id,
    ]);
    if (merge === undefined) {
      throw new InventoryError('E_NO_MERGE', `there is no merge ${id}: portolan why HOST lists those of a device`);
    }
    if (merge.undone !== null) throw new InventoryError('E_NO_MERGE', `merge ${id} was undone already`);
    await takeBack(connection, id, 'by hand', now);
  });
}

export async function takeBack({ all }: Connection, id: number, because: string, now: number): Promise<void> {
  const [{ root }] = await all<{ root: number }>(
    'update device_merge set undone = ?, undone_because = ? where id = ? returning (select root from device where device.id = one) as root',
    [now, because, id],
  );
  const group = (await all<{ id: number }>('select id from device where root = ?', [root])).map((row) => row.id);
  const edges = await all<{ one: number; other: number }>(
    `select one, other from device_merge where undone is null and one in (select id from device where root = ?)`,
    [root],
  );
  for (const [device, to] of rootsBy(group, edges)) {
    await all('update device set root = ? where id = ?', [to, device]);
    await all('update host set device = ? where own_device = ?', [to, device]);
  }
}
