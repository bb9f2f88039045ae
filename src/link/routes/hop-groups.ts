// Where packets to the targets go, as the kernel would send them: the targets are cut where a routing table, a policy
// rule or a subnet begins or ends, the kernel is asked at most three times for each part, and all that is routed alike
// becomes one group. So a /8 behind a router costs a handful of lookups.
//
// Ten million scattered targets are eighty megabytes: parts are views of what was given, and are copied only where
// something that goes another way lies between them.
import type {
  InterfaceAddress,
  NetworkInterface,
  PolicyRule,
  Route,
  RouteAnswer,
} from '../../native/netlink/netlink.ts';
import { type FlatRanges, joinFlat, joinViews } from '../../target/flat-ranges.ts';
import { LinkError } from '../error.ts';
import { ARPHRD_ETHER } from '../interfaces/interface-kinds.ts';
import type { HopGroup, RoutedSegment, UnreachableReason, UnreachableSegment } from './hop-segments.ts';
import { cutRanges, type Prefix, prefixEnd } from './route-pieces.ts';
import { edgePrefixes, subnetEdges } from './subnet-edges.ts';

/** What the kernel says; `lookup` as in netlink's `routeTo`. */
export interface RoutingView {
  readonly interfaces: readonly NetworkInterface[];
  readonly addresses: readonly InterfaceAddress[];
  readonly routes: readonly Route[];
  readonly rules: readonly PolicyRule[];
  lookup(address: number, interfaceIndex: number | undefined): RouteAnswer;
}

/** A hop without its addresses. */
type Hop = Omit<RoutedSegment, 'first' | 'last'> | Omit<UnreachableSegment, 'first' | 'last'>;

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

/** What each hop leads to; by this interface only, where one is named. Throws LinkError: E_NO_INTERFACE, E_INTERFACE_DOWN. */
export function groupHops(ranges: FlatRanges, view: RoutingView, interfaceName: string | null = null): HopGroup[] {
  const only = interfaceName ? findInterface(view.interfaces, interfaceName) : null;
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
    const before = group.views.at(-1);
    const joined = before === undefined ? null : joinViews(before, pieces);
    if (joined === null) group.views.push(pieces);
    else group.views[group.views.length - 1] = joined;
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
  for (const pieces of cutRanges(ranges, cuts)) {
    const [first, last] = [pieces[0], lastOf(pieces)];
    const hop = ask(first);
    // The kernel spreads addresses over several paths by a hash; any of them is right.
    const severalPaths = multipath.some((route) => first <= prefixEnd(route) && last >= route.destination);
    if (!severalPaths) settle(pieces, hop, first === last ? hop : ask(last));
    else add(pieces, hop);
  }
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
