// How each target is reached: the route as the kernel would choose it, our address on it, and the link address of the
// next hop, which is asked for by ARP before the first probe and again while it, or what is behind it, stays silent.

import { resolveArp } from '../../link/arp/arp.ts';
import { readNeighbours, readOwnSubnets } from '../../link/arp/neighbours.ts';
import { type InterfaceState, interfaceState, troubleOf } from '../../link/interfaces/interface-state.ts';
import { type HopNotice, twinsNotice } from '../../link/next-hops/hop-notices.ts';
import type { Pacer } from '../../link/pacer.ts';
import type { HopSegment, RoutedSegment, UnreachableReason } from '../../link/routes/hop-segments.ts';
import { type Flow, planRoutes, readPortRules } from '../../link/routes/routes.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { asPingError, PingError } from '../error.ts';
import type { PingMethod, PingOptions, PingTarget } from '../types.ts';

/** What the targets behind one next hop share. */
export interface Path {
  readonly kind: 'ethernet' | 'loopback' | 'raw';
  readonly interfaceIndex: number;
  readonly interfaceName: string;
  /** Bytes before the IP header of what is captured there. */
  readonly linkHeader: 0 | 14;
  readonly source: number;
  readonly sourceMac: Uint8Array | null;
  /** Whose link address frames go to; null where the kernel routes. */
  readonly nextHop: number | null;
  readonly isGateway: boolean;
  /** 6 bytes; null until the next hop is found. It may move (next-hops.ts). */
  mac: Uint8Array | null;
  /** The administrator says where it is: it is not asked. */
  fixed: boolean;
  /** When the first probe left that nothing came back after, bootMillis(); 0: answers come. */
  silentSince: number;
}

type Trouble = Exclude<InterfaceState, 'up'>;

export type Refusal = UnreachableReason | Trouble;

export type Reach = { readonly path: Path } | { readonly refused: Refusal };

const WHY_NOT: Readonly<Record<Refusal, string>> = {
  'no-carrier': 'its interface is not connected (no carrier)',
  down: 'its interface is down',
  gone: 'its interface is gone',
  'no-route': 'no route leads there',
  unreachable: 'the routing table says it is unreachable',
  prohibit: 'the routing table prohibits it',
  blackhole: 'the routing table drops it',
  broadcast: 'it is a broadcast or network address, which would ask everybody',
  multicast: 'it is a multicast address',
  'no-source-address': 'this machine has no address to ask from',
  'ipv6-gateway': 'the way there has an IPv6 router',
};

export function whyNot(reason: Refusal): string {
  return WHY_NOT[reason];
}

/** Each address and port may have a way of its own. */
export function reachKey({ address, port }: Pick<PingTarget, 'address' | 'port'>): number {
  return address * 65536 + port;
}

/** IP protocol numbers, for policy rules that go by them. */
const PROTOCOLS: Readonly<Record<PingMethod, number | null>> = { tcp: 6, connect: 6, udp: 17, icmp: 1, arp: null };

/**
 * How each target is reached, by `reachKey`. `sourcePort`: the first of ours, where it is known. Throws PingError:
 * E_NOT_OUR_ADDRESS, E_NO_INTERFACE, E_INTERFACE_DOWN, and where no target at all can be asked E_NO_ROUTE, E_NO_CARRIER.
 */
export function planPaths(options: PingOptions, sourcePort?: number): Map<number, Reach> {
  const { source, targets, method } = options;
  if (source !== null) needOurAddress(source);
  const protocol = PROTOCOLS[method];
  // Ports matter where rules of this machine go by them; elsewhere all are asked for at once.
  const byPort = protocol !== null && protocol !== 1 && readPortRules(protocol).length > 0;
  const states = new Map<number, InterfaceState>();
  const paths = new Map<string, Path>();
  const reaches = new Map<number, Reach>();
  for (const [port, group] of Map.groupBy(targets, (target) => (byPort ? target.port : targets[0].port))) {
    const ports = protocol === 1 ? {} : { sourcePort, destinationPort: port };
    planGroup(options, group, protocol === null ? null : { protocol, ...ports });
  }
  const [first] = targets;
  const reach = reaches.get(reachKey(first)) as Reach;
  if (paths.size === 0 && 'refused' in reach) throw nobodyToAsk(first, reach.refused);
  return reaches;

  function planGroup({ interfaceName }: PingOptions, group: readonly PingTarget[], flow: Flow | null): void {
    const sorted = [...group].sort((a, b) => a.address - b.address);
    const ranges = [...new Set(sorted.map(({ address }) => address))].map((address) => [address, address] as const);
    const segments = asPingError(() => planRoutes(ranges, { interfaceName, source, flow }));
    let at = 0;
    for (const target of sorted) {
      while (segments[at].last < target.address) at++;
      reaches.set(reachKey(target), reachThrough(segments[at], target.address));
    }
  }

  function reachThrough(segment: HopSegment, address: number): Reach {
    if (segment.kind === 'unreachable') return { refused: segment.reason };
    const { interfaceIndex } = segment;
    const state = segment.kind === 'local' ? 'up' : (states.get(interfaceIndex) ?? interfaceState(interfaceIndex));
    if (segment.kind !== 'local') states.set(interfaceIndex, state);
    if (state !== 'up') return { refused: state };
    const made = makePath(segment, address);
    const key = `${made.interfaceIndex} ${made.source} ${made.nextHop} ${made.kind}`;
    const path = paths.get(key) ?? made;
    paths.set(key, path);
    return { path };
  }

  function nobodyToAsk({ name, address }: PingTarget, refused: Refusal): PingError {
    const text = `${name} (${formatIpv4(address)}) cannot be asked`;
    if (refused !== 'no-carrier' && refused !== 'down' && refused !== 'gone') {
      return new PingError('E_NO_ROUTE', `${text}: ${whyNot(refused)}; see: ip route get ${formatIpv4(address)}`);
    }
    const [segment] = planRoutes([[address, address]], { interfaceName: options.interfaceName, source });
    const trouble = troubleOf(segment.kind === 'unreachable' ? 'its interface' : segment.interfaceName, refused);
    return new PingError(`E_${trouble.code}`, `${text}: ${trouble.text}`);
  }
}

function needOurAddress(source: number): void {
  const [segment] = planRoutes([[source, source]]);
  if (segment.kind === 'local') return;
  const text = `${formatIpv4(source)} is not an address of this machine, so answers would go elsewhere`;
  throw new PingError('E_NOT_OUR_ADDRESS', `${text}; name one that "ip address" lists`);
}

function makePath(segment: RoutedSegment, address: number): Path {
  const { kind, interfaceIndex, interfaceName, ethernet, gateway, source, sourceMac } = segment;
  const routed = kind === 'local' || kind === 'raw';
  return {
    kind: kind === 'local' ? 'loopback' : kind === 'raw' ? 'raw' : 'ethernet',
    interfaceIndex,
    interfaceName,
    linkHeader: ethernet ? 14 : 0,
    source,
    sourceMac,
    nextHop: routed ? null : (gateway ?? address),
    isGateway: !routed && gateway !== null,
    mac: null,
    fixed: false,
    silentSince: 0,
  };
}

/**
 * Asks for the link addresses of next hops and fills in what is found; what its table says of one that does not answer is
 * used as well, as the kernel would. Ends soon after `signal`. Throws what the link refuses.
 */
export async function resolvePaths(
  paths: readonly Path[],
  cap: Pacer | null,
  signal: AbortSignal,
  tell: (notice: HopNotice) => void,
): Promise<void> {
  const groups = Map.groupBy(paths, ({ interfaceIndex, source }) => `${interfaceIndex} ${source}`);
  for (const group of groups.values()) {
    if (signal.aborted) return;
    const { interfaceIndex, interfaceName, source, sourceMac } = group[0];
    const hops = [...new Set(group.map(({ nextHop }) => nextHop as number))].sort((a, b) => a - b);
    const found = await resolveArp({
      interfaceIndex,
      interfaceName,
      source,
      own: readOwnSubnets(interfaceIndex),
      sourceMac: sourceMac as Uint8Array, // always there where there is ARP
      ranges: hops.map((hop) => [hop, hop] as const),
      cap,
      neighbours: readNeighbours(),
      signal,
    });
    for (const path of group) {
      const known = found.table.get(path.nextHop as number);
      path.fixed = known?.fixed ?? false;
      const mac = path.fixed ? known?.mac : (found.macs.get(path.nextHop as number)?.mac ?? known?.mac);
      if (mac !== undefined) path.mac = mac.slice();
    }
    for (const [address, other] of found.twins) {
      const mac = found.macs.get(address)?.mac;
      if (mac !== undefined) tell(twinsNotice({ interfaceName, address, mac }, other));
    }
  }
}
