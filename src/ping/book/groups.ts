// Targets with the same address and port are a group: what they share (source ports in turn, the ICMP sequence number)
// must not be given to two of their probes at once.

import type { PingTarget } from '../types.ts';
import type { TargetState } from './book.ts';

export interface Groups {
  /** How many there are. */
  readonly size: number;
  /** The group of an address and port; -1 where nobody is asked there. */
  find(address: number, port: number): number;
  /** The first target of that address and port. */
  target(address: number, port: number): TargetState | null;
  /** The first target of that address. */
  targetAt(address: number): TargetState | null;
}

/** Each target's group, in the order of the targets. */
export function numberGroups(targets: readonly PingTarget[]): number[] {
  const numbers = new Map<number, number>();
  return targets.map(({ address, port }) => {
    const key = address * 65536 + port;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

export function createGroups(targets: readonly TargetState[]): Groups {
  const byKey = new Map<number, TargetState>();
  const byAddress = new Map<number, TargetState>();
  for (const each of targets) {
    const { address, port } = each.target;
    if (!byKey.has(address * 65536 + port)) byKey.set(address * 65536 + port, each);
    if (!byAddress.has(address)) byAddress.set(address, each);
  }
  return {
    size: byKey.size,
    find: (address, port) => byKey.get(address * 65536 + port)?.group ?? -1,
    target: (address, port) => byKey.get(address * 65536 + port) ?? null,
    targetAt: (address) => byAddress.get(address) ?? null,
  };
}
