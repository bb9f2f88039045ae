// Which scans are compared, where not both are named.
//
//  1. A scan is compared with the last one of the same targets before it: others say nothing of what has changed.
//  2. No scan is named: the last of which there is an earlier one of the same targets.
//  3. Scans that still run are none, unless they are named.
//
// The scans are looked through from the newest to the oldest.
import type { Line } from '../../finding/finding.ts';
import type { Inventory, ScanId, ScanRow } from '../inventory.ts';

const SCANS_AT_ONCE = 500;

/** The last one of these targets whose number is less; null: there is none. */
export async function scanBefore(
  inventory: Inventory,
  of: Pick<ScanRow, 'targets' | 'start'>,
  scan: ScanId = Number.POSITIVE_INFINITY,
): Promise<ScanId | null> {
  const targets = targetsOf(of);
  for await (const row of ended(inventory)) if (row.id < scan && targetsOf(row) === targets) return row.id;
  return null;
}

/** All that the scan said with which reports compare this one; undefined where there is none. */
export async function linesBefore(
  inventory: Inventory,
  of: Pick<ScanRow, 'targets' | 'start'>,
  scan?: ScanId,
  signal?: AbortSignal,
): Promise<readonly Line[] | undefined> {
  const before = await scanBefore(inventory, of, scan);
  if (before === null) return undefined;
  const lines: Line[] = [];
  for await (const line of inventory.lines(before, signal)) lines.push(line);
  return lines;
}

/** `later`: by its number; null: rule 2. Null where there is nothing to compare. Throws E_NO_SCAN where there is no such scan. */
export async function lastTwo(
  inventory: Inventory,
  later: ScanId | null,
): Promise<readonly [before: ScanId, after: ScanId] | null> {
  if (later !== null) {
    const before = await scanBefore(inventory, await inventory.scan(later), later);
    return before === null ? null : [before, later];
  }
  const latest = new Map<string, ScanId>();
  for await (const row of ended(inventory)) {
    const targets = targetsOf(row);
    const known = latest.get(targets);
    if (known !== undefined) return [row.id, known];
    latest.set(targets, row.id);
  }
  return null;
}

/** Why `lastTwo` found none, as the beginning of a sentence. */
export function noTwo(later: ScanId | string | undefined): string {
  const which =
    later === undefined ? 'no two scans of the same targets' : `no scan of the targets of scan ${later} before it`;
  return `the inventory has ${which}`;
}

/** Null: none has. */
export async function lastEnded(inventory: Inventory): Promise<ScanId | null> {
  for await (const row of ended(inventory)) return row.id;
  return null;
}

async function* ended(inventory: Inventory): AsyncGenerator<ScanRow> {
  for (let offset = 0; ; offset += SCANS_AT_ONCE) {
    const { rows } = await inventory.scans({ limit: SCANS_AT_ONCE, offset });
    yield* rows.filter(({ state }) => state !== 'running');
    if (rows.length < SCANS_AT_ONCE) return;
  }
}

function targetsOf({ targets, start }: Pick<ScanRow, 'targets' | 'start'>): string {
  return JSON.stringify([targets, start.targetsUnlisted ?? 0]);
}
