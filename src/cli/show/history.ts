// What changed at a host from scan to scan, the newest first: of the last scans that said something of one of its addresses.
import { pictureOf } from '../../finding/fold.ts';
import type { Change } from '../../inventory/diff/change.ts';
import { diff } from '../../inventory/diff/diff.ts';
import type { Inventory } from '../../inventory/inventory.ts';

const SCANS_MOST = 20;
const ADDRESSES_MOST = 4;

export async function historyOf(inventory: Inventory, ips: readonly string[]): Promise<readonly Change[]> {
  const { rows } = await inventory.scans({ limit: SCANS_MOST });
  const changes: Change[] = [];
  for (const ip of ips.slice(0, ADDRESSES_MOST)) {
    let later = null;
    for (const { id, state } of rows) {
      if (state === 'running') continue;
      const picture = await pictureOf(inventory.lines(id, undefined, ip));
      if (later !== null) changes.push(...diff(picture, later).changes);
      later = picture;
    }
  }
  return changes.sort((one, other) => (one.time > other.time ? -1 : one.time < other.time ? 1 : 0));
}
