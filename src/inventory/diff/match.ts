// Which host of one survey is which of the other.
//
//  1. A device that shows the same key under one address here and under another there has moved, where it is sure to have left: each
//     of the two addresses was silent in the other survey, or another device was there.
//  2. All others are the same by their address.
//  3. Who has no counterpart is gone, or new, where the other survey's silence counts, or where another device was at its address.
//     Else nothing can be said of it.
// It is the same both ways: what is gone one way is new the other way.
import type { HostPicture, Picture } from '../../finding/fold.ts';
import type { Asked, Silence, Unsaid } from './asked.ts';
import { areTwo, type DeviceKey, hostsByKey, sharedKey } from './keys.ts';

/** A survey, and what its silence is worth. */
export interface Side {
  readonly picture: Picture;
  readonly asked: Asked;
}

export interface Pair {
  readonly before: HostPicture;
  readonly after: HostPicture;
  /** By which it is known again under another address; null: the address is the same. */
  readonly key: DeviceKey | null;
}

/** A host that only one of the surveys found. */
export interface Lone {
  readonly host: HostPicture;
  /** Who was at its address in the other survey, or how that was silent there. */
  readonly because: Silence | HostPicture;
}

export interface Undecided {
  readonly ip: string;
  readonly why: Unsaid;
}

export interface Matched {
  readonly pairs: readonly Pair[];
  readonly gone: readonly Lone[];
  readonly fresh: readonly Lone[];
  /** Found by the earlier survey alone, and by the later one alone. */
  readonly undecidedBefore: readonly Undecided[];
  readonly undecidedAfter: readonly Undecided[];
}

export function match(before: Side, after: Side): Matched {
  const [ones, others] = [upHosts(before.picture), upHosts(after.picture)];
  const moved = movedPairs();
  const left = new Set(moved.map((pair) => pair.before.ip));
  const arrived = new Set(moved.map((pair) => pair.after.ip));
  const pairs: Pair[] = [...moved];
  for (const [ip, one] of ones) {
    const other = others.get(ip);
    if (other !== undefined && !left.has(ip) && !arrived.has(ip)) pairs.push({ before: one, after: other, key: null });
  }
  const matchedBefore = new Set(pairs.map((pair) => pair.before.ip));
  const matchedAfter = new Set(pairs.map((pair) => pair.after.ip));
  const [gone, undecidedBefore] = lone(ones, matchedBefore, before, after, others);
  const [fresh, undecidedAfter] = lone(others, matchedAfter, after, before, ones);
  return { pairs, gone, fresh, undecidedBefore, undecidedAfter };

  /** Rule 1. Who would have moved to two places has moved to none. */
  function movedPairs(): readonly Pair[] {
    const there = hostsByKey(others.values());
    const to = new Map<HostPicture, HostPicture | null>();
    const from = new Map<HostPicture, HostPicture | null>();
    for (const [key, one] of hostsByKey(ones.values())) {
      const other = there.get(key);
      if (other === undefined) continue;
      to.set(one, agreed(to.get(one), other));
      from.set(other, agreed(from.get(other), one));
    }
    return [...to].flatMap(([one, other]) => {
      if (other === null || other.ip === one.ip || from.get(other) !== one) return [];
      if (!hasLeft(one, before, after, others) || !hasLeft(other, after, before, ones)) return [];
      return [{ before: one, after: other, key: sharedKey(one, other) }];
    });
  }
}

function agreed(known: HostPicture | null | undefined, other: HostPicture): HostPicture | null {
  return known === undefined || known === other ? other : null;
}

type Hosts = ReadonlyMap<string, HostPicture>;

/** A host of `side` is not at its address any more, as the other survey has it. */
function hasLeft(host: HostPicture, side: Side, other: Side, others: Hosts): boolean {
  const there = others.get(host.ip);
  if (there !== undefined) return areTwo(host, there);
  return typeof other.asked.silence(host, side.asked) !== 'string';
}

/** Rule 3. */
function lone(
  hosts: Hosts,
  matched: ReadonlySet<string>,
  side: Side,
  other: Side,
  others: Hosts,
): readonly [Lone[], Undecided[]] {
  const sure: Lone[] = [];
  const unsure: Undecided[] = [];
  for (const [ip, host] of hosts) {
    if (matched.has(ip)) continue;
    const because = others.get(ip) ?? other.asked.silence(host, side.asked);
    if (typeof because === 'string') unsure.push({ ip, why: because });
    else sure.push({ host, because });
  }
  return [sure, unsure];
}

/** Those that showed a sign of life; of others there are only words. */
function upHosts({ hosts }: Picture): Hosts {
  return new Map([...hosts].filter(([, { host, ports }]) => host !== null || (ports?.count('open') ?? 0) > 0));
}
