// What is new since last time, until it is looked at.
import type { ScanRow } from '../../src/inventory/inventory.ts';

export interface LookedAt {
  /** RFC 3339: all that was first seen before then was looked at. */
  readonly before: string;
  /** Addresses that were looked at since. */
  readonly hosts: ReadonlySet<string>;
}

export const NOTHING_LOOKED_AT: LookedAt = { before: '', hosts: new Set() };
/** Addresses that are remembered; more than that, and the eldest glow again. */
const HOSTS_MOST = 4_000;

/** From when on a host is new: the newest survey of more than one host; null where there is nothing before it to compare with. */
export function newSince(scans: readonly ScanRow[], total: number): string | null {
  const newest = scans.find(({ state, hostsUp }) => state === 'running' || hostsUp > 1);
  return newest === undefined || total < 2 || newest.id === scans.at(-1)?.id ? null : newest.begun;
}

export function isFresh(
  { ip, firstSeen }: { readonly ip: string; readonly firstSeen: string },
  since: string | null,
  looked: LookedAt,
): boolean {
  return since !== null && firstSeen >= since && firstSeen > looked.before && !looked.hosts.has(ip);
}

export function lookAt(looked: LookedAt, ip: string): LookedAt {
  return looked.hosts.has(ip) ? looked : { ...looked, hosts: new Set([...looked.hosts, ip].slice(-HOSTS_MOST)) };
}

export const writeLooked = ({ before, hosts }: LookedAt): string => JSON.stringify({ before, hosts: [...hosts] });

/** What a browser kept, whatever that is by now. */
export function readLooked(text: string | null): LookedAt {
  try {
    const { before, hosts } = JSON.parse(text ?? '');
    if (typeof before !== 'string' || !Array.isArray(hosts)) return NOTHING_LOOKED_AT;
    return { before, hosts: new Set(hosts.filter((ip) => typeof ip === 'string').slice(-HOSTS_MOST)) };
  } catch {
    return NOTHING_LOOKED_AT;
  }
}
