// How addresses are reached: what a route comes down to.
import { type FlatRanges, unflatten } from '../../target/flat-ranges.ts';

export type UnreachableReason =
  | 'no-route'
  | 'unreachable'
  | 'prohibit'
  | 'blackhole'
  /** A subnet's directed broadcast or network address, 255.255.255.255, or 0.0.0.0: asking it would ask everybody. */
  | 'broadcast'
  | 'multicast'
  /** The machine has no address to send from. */
  | 'no-source-address'
  /** The next hop has an IPv6 address only. */
  | 'ipv6-gateway';

export interface RoutedSegment {
  readonly first: number;
  readonly last: number;
  /**
   * `on-link`: each address is asked for by ARP; `gateway`: the gateway is; `local`: the machine's own, through
   * loopback; `raw`: the interface has no Ethernet or no ARP, so the kernel sends.
   */
  readonly kind: 'on-link' | 'gateway' | 'local' | 'raw';
  readonly interfaceIndex: number;
  readonly interfaceName: string;
  /** Frames there begin with an Ethernet header: also on loopback, and where `raw` is for want of ARP. */
  readonly ethernet: boolean;
  readonly gateway: number | null;
  /** Our address on the way there. */
  readonly source: number;
  /** Our link address; null for `local` and `raw`. */
  readonly sourceMac: Uint8Array | null;
}

export interface UnreachableSegment {
  readonly first: number;
  readonly last: number;
  readonly kind: 'unreachable';
  readonly reason: UnreachableReason;
}

export type HopSegment = RoutedSegment | UnreachableSegment;

/** A hop, and all that it leads to: of ten million targets behind a router one, of eighty megabytes. */
export type RoutedHop = Omit<RoutedSegment, 'first' | 'last'>;
export type RoutedGroup = RoutedHop & { readonly ranges: FlatRanges };
export type UnreachableGroup = Omit<UnreachableSegment, 'first' | 'last'> & { readonly ranges: FlatRanges };
export type HopGroup = RoutedGroup | UnreachableGroup;

/** Address by address range, sorted; for few. */
export function segmentsOf(groups: readonly HopGroup[]): HopSegment[] {
  return groups
    .flatMap(({ ranges, ...hop }) => unflatten(ranges).map(([first, last]): HopSegment => ({ ...hop, first, last })))
    .sort((a, b) => a.first - b.first);
}
