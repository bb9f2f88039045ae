// What changed between two scans of the inventory.
import { createPicture, fold, type Picture } from '../../finding/fold.ts';
import { diff } from '../../inventory/diff/diff.ts';
import type { Inventory, ScanId, ScanRow } from '../../inventory/inventory.ts';
import type { ChangeRow, Methods } from '../api.ts';
import { ServerError } from '../server-error.ts';

/** Scans that are looked through for one of the same targets. */
const LOOKED_THROUGH = 200;

/** By default the last one that has ended, and the one before it of the same targets. Throws E_NO_SCAN. */
export async function compareScans(
  inventory: Inventory,
  from: ScanId | undefined,
  to: ScanId | undefined,
  signal: AbortSignal,
): Promise<Methods['inventory/diff']['result']> {
  const { rows } = await inventory.scans({ limit: LOOKED_THROUGH });
  const after = to === undefined ? rows.find(({ state }) => state !== 'running') : await inventory.scan(to);
  if (after === undefined) throw tooFew();
  const before = from === undefined ? earlier(rows, after) : await inventory.scan(from);
  const found = diff(await picture(inventory, before.id, signal), await picture(inventory, after.id, signal));
  const changes = found.changes.map(({ change, ip, proto, port, text, because }): ChangeRow => {
    const place = port === undefined || proto === undefined ? {} : { port, proto };
    return { kind: change, ip, ...place, text, because: because.join('; ') };
  });
  return { from: before.id, to: after.id, changes };
}

function earlier(rows: readonly ScanRow[], after: ScanRow): ScanRow {
  const before = rows.filter(({ id, state }) => id < after.id && state !== 'running');
  const same = before.find(({ targets }) => targets.join(' ') === after.targets.join(' '));
  const found = same ?? before[0];
  if (found === undefined) throw tooFew();
  return found;
}

async function picture(inventory: Inventory, scan: ScanId, signal: AbortSignal): Promise<Picture> {
  const made = createPicture();
  for await (const line of inventory.lines(scan, signal)) fold(made, line);
  return made;
}

function tooFew(): ServerError {
  return new ServerError('E_NO_SCAN', 'there are no two scans to compare yet: changes show after the second');
}
