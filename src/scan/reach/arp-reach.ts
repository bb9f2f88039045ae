// How targets are reached by a scan that asks by ARP itself: those on a link of this machine, by broadcast. Nothing is
// found out beforehand, as that is the scan.
import type { Finding } from '../../finding/finding.ts';
import type { HopGroup, RoutedGroup } from '../../link/routes/hop-segments.ts';
import { countFlat } from '../../target/flat-ranges.ts';
import { type HopRanges, hostTableOf } from '../order/host-table.ts';
import type { Reach } from './found.ts';
import { createHopTable } from './hop-table.ts';
import { tellOwn } from './own-addresses.ts';
import { noArpNotice, unreachableNotice } from './reach-notices.ts';

const BROADCAST = new Uint8Array(6).fill(0xff);

/** `planned`: as groupRoutes gives it. */
export function findArpReach(planned: readonly HopGroup[], emit: (finding: Finding) => void): Reach {
  const hopTable = createHopTable();
  const hopOf = new Map<string, number>();
  const parts: HopRanges[] = [];
  let hostsAsked = 0;
  let localUp = 0;

  /** One hop for all that is asked on the same interface from the same address. */
  function hopFor(segment: RoutedGroup): number {
    const key = `${segment.interfaceIndex} ${segment.source}`;
    const hop = hopOf.get(key) ?? hopTable.add(segment, BROADCAST);
    hopOf.set(key, hop);
    return hop;
  }

  for (const segment of planned) {
    const own = tellOwn(segment, emit);
    localUp += own;
    hostsAsked += own;
    if (own > 0) continue;
    if (segment.kind === 'unreachable') {
      emit(unreachableNotice(segment));
    } else if (segment.kind === 'on-link') {
      parts.push({ ranges: segment.ranges, hop: hopFor(segment) });
      hostsAsked += countFlat(segment.ranges);
    } else {
      emit(noArpNotice(segment));
    }
  }
  const { hops, interfaces } = hopTable;
  const neighbours: ReadonlySet<number> = new Set();
  return {
    table: hostTableOf(parts),
    hops,
    interfaces: [...interfaces.values()],
    neighbours,
    hostsAsked,
    localUp,
    arpDrops: 0,
  };
}
