// Where packets to the targets go, as the kernel would send them: the targets are cut where a routing table, a policy
// rule or a subnet begins or ends, the kernel is asked at most three times for each piece, and neighbours that are
// routed alike become one segment. So a /8 behind a router costs a handful of lookups.
import {
  type InterfaceAddress,
  type NetworkInterface,
  type PolicyRule,
  type PortRange,
  type Route,
  type RouteAnswer,
  type RouteOptions,
  withNetlink,
} from '../native/netlink.ts';
import { type FlatRanges, flatten, joinFlat, unflatten } from '../target/flat-ranges.ts';
import { formatIpv4 } from '../wire/address.ts';
import { LinkError } from './error.ts';
import { ARPHRD_ETHER } from './interface-kinds.ts';
import type { AddressRange } from './interfaces.ts';
import { cutRanges, type Prefix, prefixEnd } from './route-pieces.ts';

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

/** What the kernel says; `lookup` as in netlink's `routeTo`. */
export interface RoutingView {
  readonly interfaces: readonly NetworkInterface[];
  readonly addresses: readonly InterfaceAddress[];
  readonly routes: readonly Route[];
  readonly rules: readonly PolicyRule[];
  lookup(address: number, interfaceIndex: number | undefined): RouteAnswer;
}

export interface RouteChoice {
  /** Only this interface (`-e`). */
  readonly interfaceName?: string | null;
  /** Send from this address of ours (`-S`); policy rules may route by it. Of `planRoutes` only. */
  readonly source?: number | null;
  /** What is sent; policy rules may route by it (ip-rule(8): ipproto, sport, dport). Of `planRoutes` only. */
  readonly flow?: Flow | null;
}

/** IP protocol number, and ports where it has some. */
export type Flow = Pick<RouteOptions, 'protocol' | 'sourcePort' | 'destinationPort'>;

/** A hop without its addresses. */
type Hop = Omit<RoutedSegment, 'first' | 'last'> | Omit<UnreachableSegment, 'first' | 'last'>;

/** A hop, and all that it leads to: of ten million targets behind a router one, of eighty megabytes. */
export type RoutedHop = Omit<RoutedSegment, 'first' | 'last'>;
export type RoutedGroup = RoutedHop & { readonly ranges: FlatRanges };
export type UnreachableGroup = Omit<UnreachableSegment, 'first' | 'last'> & { readonly ranges: FlatRanges };
export type HopGroup = RoutedGroup | UnreachableGroup;

/** Lookups for boundaries that no table shows (rules by mark, VRFs); past it the first answer of a piece stands. */
const BISECTION_LIMIT = 1024;

const LOOPBACK_FIRST = 0x7f00_0000;
const LOOPBACK_LAST = 0x7fff_ffff;

/** Prefixes whose addresses the kernel treats alike though no table lists them. */
const WELL_KNOWN: readonly Prefix[] = [
  { destination: 0, prefixLength: 32 },
  { destination: LOOPBACK_FIRST, prefixLength: 8 },
  { destination: 0xe000_0000, prefixLength: 4 },
  { destination: 0xffff_ffff, prefixLength: 32 },
];

/**
 * The hop segments of the ranges, sorted. `ranges` must be sorted and disjoint. Needs no privileges and sends nothing.
 * Throws LinkError: E_NO_INTERFACE, E_INTERFACE_DOWN. For few ranges; of many, see `groupRoutes`.
 */
export function planRoutes(ranges: readonly AddressRange[], choice: RouteChoice = {}): HopSegment[] {
  return segmentsOf(groupRoutes(flatten(ranges), choice));
}

/** The same by hop: what each leads to. */
export function groupRoutes(ranges: FlatRanges, choice: RouteChoice = {}): HopGroup[] {
  const from = choice.source ?? null;
  return withNetlink((netlink) => {
    const rules = netlink.rules();
    // Kernels before 4.19 know no such rules, and no such question.
    const flow = rules.some(goesByFlow) ? choice.flow : null;
    return groupHops(
      ranges,
      {
        interfaces: netlink.interfaces(),
        addresses: netlink.addresses(),
        routes: netlink.routes(),
        rules,
        lookup(address, interfaceIndex) {
          const bound = { ...(interfaceIndex === undefined ? {} : { interfaceIndex }), ...flow };
          if (from === null) return netlink.routeTo(address, bound);
          // The kernel names a source only where it chose one itself.
          return { ...netlink.routeTo(address, { ...bound, source: from }), source: from };
        },
      },
      choice,
    );
  });
}

function goesByFlow({ protocol, sourcePorts, destinationPorts }: PolicyRule): boolean {
  return protocol !== null || sourcePorts !== null || destinationPorts !== null;
}

/** Policy rules that go by the destination port of this protocol: their ports. Needs no privileges. */
export function readPortRules(protocol: number): PortRange[] {
  return withNetlink((netlink) => netlink.rules()).flatMap((rule) =>
    rule.destinationPorts !== null && (rule.protocol ?? protocol) === protocol ? [rule.destinationPorts] : [],
  );
}

/** planRoutes from values. */
export function planHops(ranges: readonly AddressRange[], view: RoutingView, choice: RouteChoice = {}): HopSegment[] {
  return segmentsOf(groupHops(flatten(ranges), view, choice));
}

function segmentsOf(groups: readonly HopGroup[]): HopSegment[] {
  return groups
    .flatMap(({ ranges, ...hop }) => unflatten(ranges).map(([first, last]): HopSegment => ({ ...hop, first, last })))
    .sort((a, b) => a.first - b.first);
}

/** groupRoutes from values. */
export function groupHops(ranges: FlatRanges, view: RoutingView, choice: RouteChoice = {}): HopGroup[] {
  const only = choice.interfaceName ? findInterface(view.interfaces, choice.interfaceName) : null;
  // The machine's own addresses are reached through loopback, but their routes name other interfaces: no binding.
  const bound = only === null || only.loopback ? undefined : only.index;
  const byIndex = new Map(view.interfaces.map((each) => [each.index, each]));
  const loopback = view.interfaces.find((each) => each.loopback);
  const edges = subnetEdges(view.addresses, byIndex);
  const multipath = view.routes.filter((route) => route.multipath.length > 1);
  let bisections = 0;

  function ask(address: number): Hop {
    if (address === 0) return { kind: 'unreachable', reason: 'broadcast' };
    const answer = view.lookup(address, bound);
    // The kernel takes the edge of any subnet for a broadcast address; of a wider one there it may be a host's.
    const isHost = answer.type === 'broadcast' && edges.ordinary.get(address) === answer.interfaceIndex;
    const hop = hopOf(isHost ? { ...answer, type: 'unicast', gateway: null } : answer, byIndex, loopback);
    if (hop.kind === 'unreachable') return hop;
    // Loopback addresses never go out on a wire (RFC 1122 section 3.2.1.3), whatever a default route says.
    const inside = only?.loopback || (address >= LOOPBACK_FIRST && address <= LOOPBACK_LAST);
    if (inside && hop.kind !== 'local') return { kind: 'unreachable', reason: 'no-route' };
    if (hop.kind === 'on-link' && edges.broadcast.get(address) === hop.interfaceIndex) {
      return { kind: 'unreachable', reason: 'broadcast' };
    }
    return hop;
  }

  const groups = new Map<string, { hop: Hop; views: FlatRanges[] }>();
  function add(pieces: FlatRanges, hop: Hop): void {
    const key = keyOf(hop);
    let group = groups.get(key);
    if (group === undefined) {
      group = { hop, views: [] };
      groups.set(key, group);
    }
    group.views.push(pieces);
  }

  /**
   * Pieces between the same two cuts, with the hops of their first and last address: all alike, unless the kernel goes
   * by something the tables do not show.
   */
  function settle(pieces: FlatRanges, first: Hop, last: Hop): void {
    const halves = bisections < BISECTION_LIMIT ? halve(pieces) : null;
    const middle = halves === null ? first : ask(halves[1][0]);
    if (halves === null || (sameHop(first, last, true) && sameHop(first, middle, true))) {
      add(pieces, first);
      return;
    }
    bisections++;
    settle(halves[0], first, ask(lastOf(halves[0])));
    settle(halves[1], middle, last);
  }

  const cuts = [...view.routes, ...view.rules, ...WELL_KNOWN, ...edgePrefixes(edges)];
  const { pieces: all, groups: begins } = cutRanges(ranges, cuts);
  begins.forEach((begin, index) => {
    const pieces = all.subarray(begin, begins[index + 1] ?? all.length);
    const [first, last] = [pieces[0], lastOf(pieces)];
    const hop = ask(first);
    // The kernel spreads addresses over several paths by a hash; any of them is right.
    const severalPaths = multipath.some((route) => first <= prefixEnd(route) && last >= route.destination);
    if (!severalPaths) settle(pieces, hop, first === last ? hop : ask(last));
    else add(pieces, hop);
  });
  return [...groups.values()].map(({ hop, views }) => ({ ...hop, ranges: joinFlat(views) }));
}

function hopOf(
  answer: RouteAnswer,
  byIndex: ReadonlyMap<number, NetworkInterface>,
  loopback: NetworkInterface | undefined,
): Hop {
  const no = (reason: UnreachableReason): Hop => ({ kind: 'unreachable', reason });
  switch (answer.type) {
    case 'unreachable':
    case 'prohibit':
    case 'blackhole':
    case 'broadcast':
    case 'multicast':
      return no(answer.type);
    case 'local':
    case 'unicast':
      break;
    default:
      return no('no-route');
  }
  const local = answer.type === 'local';
  const through = local ? loopback : byIndex.get(answer.interfaceIndex ?? 0);
  if (through === undefined || answer.assumed) return no('no-route');
  if (answer.source === null || answer.source === 0) return no('no-source-address');
  const ethernet = through.loopback || through.hardwareType === ARPHRD_ETHER;
  const asks = through.hardwareType === ARPHRD_ETHER && !through.noArp && !through.loopback && through.mac !== null;
  if (asks && answer.otherFamily) return no('ipv6-gateway');
  let kind: RoutedSegment['kind'] = answer.gateway === null ? 'on-link' : 'gateway';
  if (local) kind = 'local';
  else if (!asks) kind = 'raw';
  return {
    kind,
    interfaceIndex: through.index,
    interfaceName: through.name,
    ethernet,
    gateway: answer.gateway,
    source: answer.source,
    sourceMac: kind === 'on-link' || kind === 'gateway' ? through.mac : null,
  };
}

/** Alike for hops that are one in every respect. */
function keyOf(hop: Hop): string {
  if (hop.kind === 'unreachable') return hop.reason;
  return `${hop.kind} ${hop.interfaceIndex} ${hop.gateway} ${hop.source}`;
}

/**
 * Whether two hops are one. `loose` leaves out the source of the machine's own addresses: each is its own source, and
 * any of them will do.
 */
function sameHop(a: Hop, b: Hop, loose: boolean): boolean {
  if (a.kind === 'unreachable' || b.kind === 'unreachable') {
    return a.kind === 'unreachable' && b.kind === 'unreachable' && a.reason === b.reason;
  }
  return (
    a.kind === b.kind &&
    a.interfaceIndex === b.interfaceIndex &&
    a.gateway === b.gateway &&
    (a.source === b.source || (loose && a.kind === 'local'))
  );
}

function lastOf(pieces: FlatRanges): number {
  return pieces[pieces.length - 1];
}

/** Two halves, or null where there is but one address. */
function halve(pieces: FlatRanges): [FlatRanges, FlatRanges] | null {
  if (pieces.length > 2) {
    const middle = 2 * (pieces.length >> 2);
    return [pieces.subarray(0, middle), pieces.subarray(middle)];
  }
  const [first, last] = pieces;
  if (first === last) return null;
  const middle = Math.floor((first + last) / 2) + 1;
  return [Uint32Array.of(first, middle - 1), Uint32Array.of(middle, last)];
}

/** By address, the interface each belongs to. */
interface SubnetEdges {
  /** Network and broadcast addresses of the machine's subnets. */
  readonly broadcast: ReadonlyMap<number, number>;
  /** Those that lie inside a wider subnet of the same interface, where they are ordinary addresses. */
  readonly ordinary: ReadonlyMap<number, number>;
}

function subnetEdges(
  addresses: readonly InterfaceAddress[],
  byIndex: ReadonlyMap<number, NetworkInterface>,
): SubnetEdges {
  const broadcast = new Map<number, number>();
  const ordinary = new Map<number, number>();
  const subnets = addresses.flatMap(({ interfaceIndex, peer, prefixLength, broadcast: written }) => {
    if (prefixLength > 30 || byIndex.get(interfaceIndex)?.loopback) return [];
    const size = 2 ** (32 - prefixLength);
    const first = Math.floor(peer / size) * size;
    return [{ interfaceIndex, first, last: first + size - 1, written }];
  });
  for (const { interfaceIndex, first, last, written } of subnets) {
    const wider = subnets.filter((each) => each.interfaceIndex === interfaceIndex);
    for (const edge of new Set([first, last, written ?? last])) {
      const inside = (edge === first || edge === last) && wider.some((each) => edge > each.first && edge < each.last);
      if (inside) ordinary.set(edge, interfaceIndex);
      else broadcast.set(edge, interfaceIndex);
    }
  }
  // What one subnet's administrator wrote as its broadcast address is one, whatever lies around it.
  for (const [edge, interfaceIndex] of broadcast) if (ordinary.get(edge) === interfaceIndex) ordinary.delete(edge);
  return { broadcast, ordinary };
}

function edgePrefixes({ broadcast, ordinary }: SubnetEdges): Prefix[] {
  return [...broadcast.keys(), ...ordinary.keys()].map((destination) => ({ destination, prefixLength: 32 }));
}

function findInterface(interfaces: readonly NetworkInterface[], name: string): NetworkInterface {
  const found = interfaces.find((each) => each.name === name);
  if (found === undefined) {
    const names = interfaces.map((each) => each.name).join(', ') || 'none';
    throw new LinkError('E_NO_INTERFACE', `there is no interface "${name}"; there are: ${names}`);
  }
  if (!found.up) {
    throw new LinkError('E_INTERFACE_DOWN', `interface "${name}" is down; switch it on with: ip link set ${name} up`);
  }
  return found;
}

/** Segments as lines for people: `198.18.0.1-198.18.0.254 on-link dev eth0 src 198.18.0.1`. */
export function describeSegment(segment: HopSegment): string {
  const range =
    segment.first === segment.last
      ? formatIpv4(segment.first)
      : `${formatIpv4(segment.first)}-${formatIpv4(segment.last)}`;
  if (segment.kind === 'unreachable') return `${range} unreachable (${segment.reason})`;
  const via = segment.gateway === null ? '' : ` via ${formatIpv4(segment.gateway)}`;
  return `${range} ${segment.kind}${via} dev ${segment.interfaceName} src ${formatIpv4(segment.source)}`;
}
