// Whether two sets of keys are one machine's.
//
//   shared key?  ── proof ── yes: one ──────────────────────────────► unless other keys contradict it
//                  two, trace ── as far as they go (kinds.ts) ──────► unless anything contradicts it
//
// A contradiction: a slot in which both have a value, and none of them in common. It is `hard` where both values are proofs, else
// `soft`: names, serials and certificates are set up anew.
import { type Kind, STRENGTH } from './kinds.ts';

export interface HeldKey {
  readonly kind: Kind;
  readonly slot: string;
  readonly value: string;
  /** The scan that saw it last. */
  readonly scan: number;
}

export interface Comparison {
  /** Keys that both have. */
  readonly common: readonly HeldKey[];
  readonly hard: boolean;
  readonly soft: boolean;
  /** MAC addresses differ, made up or not. */
  readonly macs: boolean;
}

/** Of each slot the values that were seen last are compared. `ignored`: keys that too many have. */
export function compare(
  one: readonly HeldKey[],
  other: readonly HeldKey[],
  ignored: (key: HeldKey) => boolean,
): Comparison {
  const [left, right] = [bySlot(one), bySlot(other)];
  const common = one.filter((key) => !ignored(key) && other.some((each) => isSame(key, each)));
  let [hard, soft, macs] = [false, false, false];
  for (const [slot, keys] of left) {
    const others = right.get(slot);
    if (others === undefined || keys.some((key) => others.some((each) => isSame(key, each)))) continue;
    if (slot === 'mac') macs = true;
    if ([...keys, ...others].every(({ kind }) => STRENGTH[kind] === 'proof')) hard = true;
    else if (slot !== 'mac') soft = true;
  }
  return { common, hard, soft, macs };
}

export function isSame(one: Pick<HeldKey, 'kind' | 'value'>, other: Pick<HeldKey, 'kind' | 'value'>): boolean {
  return one.kind === other.kind && one.value === other.value;
}

/** The newest of each. */
function bySlot(keys: readonly HeldKey[]): ReadonlyMap<string, readonly HeldKey[]> {
  const slots = new Map<string, HeldKey[]>();
  for (const key of keys) {
    const known = slots.get(key.slot);
    if (known === undefined || known[0].scan < key.scan) slots.set(key.slot, [key]);
    else if (known[0].scan === key.scan) known.push(key);
  }
  return slots;
}

/**
 * Whether who has an address now is who had it before.
 *  1. The same registered MAC address, and it is the same: what else differs was set up anew.
 *  2. Else a hard contradiction, and it is another: copies of one image have the same host key.
 *  3. Else anything in common, and it is the same; else a soft contradiction, and it is another; else nothing speaks against it.
 */
export function isStillThere(
  before: readonly HeldKey[],
  now: readonly HeldKey[],
  ignored: (key: HeldKey) => boolean,
): boolean {
  const { common, hard, soft, macs } = compare(before, now, ignored);
  if (common.some(({ kind }) => kind === 'mac')) return true;
  return !hard && (common.length > 0 || !(soft || macs));
}

/** How two devices that have a key in common were seen. */
export interface Meeting {
  /** Both were there at the same time; else one was gone when the other came. */
  readonly atOnce: boolean;
  /** In this very scan. */
  readonly inOneScan: boolean;
  /** How many other machines had it before, if they are gone. */
  readonly before: number;
}

/** Whether `key`, which both have, makes them one machine; rules in kinds.ts. */
export function joins(key: HeldKey, { common, hard, soft, macs }: Comparison, meeting: Meeting): boolean {
  const { atOnce, inOneScan, before } = meeting;
  // Two network cards at once are two machines: copies of one image have the same keys.
  if (atOnce && (hard || macs)) return false;
  if (key.kind === 'mac') return true;
  if (hard) return false;
  if (key.kind === 'local-mac' && inOneScan) return true;
  if (atOnce) {
    if (STRENGTH[key.kind] === 'proof') return true;
    return STRENGTH[key.kind] === 'two' && new Set(common.map(({ kind }) => kind).filter(isMoreThanATrace)).size >= 2;
  }
  if (STRENGTH[key.kind] !== 'trace') return true;
  return before === 1 && !soft;
}

function isMoreThanATrace(kind: Kind): boolean {
  return STRENGTH[kind] !== 'trace';
}
