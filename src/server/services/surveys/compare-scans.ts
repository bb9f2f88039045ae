// What changed between two scans of the inventory.
import { pictureOf } from '../../../finding/fold.ts';
import { diff } from '../../../inventory/diff/diff.ts';
import { lastEnded, lastTwo, noTwo } from '../../../inventory/diff/which-scans.ts';
import type { Inventory, ScanId } from '../../../inventory/inventory.ts';
import type { ChangeRow, Methods } from '../../api.ts';
import { ServerError } from '../../server-error.ts';

/** By default the scans that `portolan diff` compares (which-scans.ts). Throws E_NO_SCAN. */
export async function compareScans(
  inventory: Inventory,
  from: ScanId | undefined,
  to: ScanId | undefined,
  signal: AbortSignal,
): Promise<Methods['inventory/diff']['result']> {
  const [before, after] = await sides(inventory, from, to);
  const found = diff(await pictureOf(inventory.lines(before, signal)), await pictureOf(inventory.lines(after, signal)));
  const changes = found.changes.map(({ change, ip, proto, port, text, because }): ChangeRow => {
    const place = port === undefined || proto === undefined ? {} : { port, proto };
    return { kind: change, ip, ...place, text, because: because.join('; ') };
  });
  return { from: before, to: after, changes };
}

/** Who names the earlier one alone means what is new since then: beside the last that has ended. */
async function sides(
  inventory: Inventory,
  from: ScanId | undefined,
  to: ScanId | undefined,
): Promise<readonly [before: ScanId, after: ScanId]> {
  if (from === undefined) return (await lastTwo(inventory, to ?? null)) ?? nothingToCompare(to);
  const before = (await inventory.scan(from)).id;
  if (to !== undefined) return [before, (await inventory.scan(to)).id];
  const last = await lastEnded(inventory);
  if (last !== null && last > before) return [before, last];
  throw new ServerError('E_NO_SCAN', `no scan has ended since scan ${before}: there is nothing to compare it with`);
}

function nothingToCompare(to: ScanId | undefined): never {
  throw new ServerError('E_NO_SCAN', `${noTwo(to)}: name both that are to be compared`);
}
