// The interface planner: what each interface is, and which one is scanned when nobody names a target.
//
// Rules, the first that applies decides:
//  1. Loopback, an interface that is down, and one without an IPv4 address are not used.
//  2. Networks of containers and virtual machines of this host are never swept unless named, whatever their route.
//  3. The interface with the default route is used: inside a container that may be a veth or a macvlan.
//  4. Nothing else is.
import { type InterfaceAddress, type NetworkInterface, type Route, withNetlink } from '../../native/netlink/netlink.ts';
import { formatIpv4, formatMac } from '../../wire/address.ts';
import { LinkError } from '../error.ts';
import { ARPHRD_ETHER, ARPHRD_TUNNELS, CONTAINER_BRIDGE, type InterfaceKind, KINDS } from './interface-kinds.ts';

export type { InterfaceKind } from './interface-kinds.ts';

/** Inclusive, both ends; unsigned 32-bit addresses. */
export type AddressRange = readonly [first: number, last: number];

export type InterfaceReason =
  | 'default-route'
  | 'loopback'
  | 'down'
  | 'no-carrier'
  | 'no-address'
  | 'container-network'
  | 'not-default-route';

export interface PlannedAddress {
  readonly address: number;
  readonly prefixLength: number;
  /** Network and broadcast address included. */
  readonly subnet: AddressRange;
  /** `198.18.0.1/24` */
  readonly text: string;
}

export interface InterfacePlan {
  readonly name: string;
  readonly index: number;
  readonly kind: InterfaceKind;
  /** `02:00:00:00:00:01`; null where it has none. */
  readonly mac: string | null;
  /** Bytes. */
  readonly mtu: number;
  readonly addresses: readonly PlannedAddress[];
  /** Scanned when no target is given. */
  readonly used: boolean;
  readonly reason: InterfaceReason;
  /** The reason, for people. */
  readonly why: string;
}

export interface DefaultTargets {
  /** Sorted, disjoint; without network and broadcast addresses. */
  readonly ranges: readonly AddressRange[];
  readonly interfaceName: string;
  /** Subnets that were left out, for people. */
  readonly notices: readonly string[];
}

/** What the planner knows of the kernel. */
export interface InterfaceView {
  readonly interfaces: readonly NetworkInterface[];
  readonly addresses: readonly InterfaceAddress[];
  readonly routes: readonly Route[];
}

const MAIN_TABLE = 254;
/** /22: 1,024 addresses. A larger subnet is scanned only by someone who named it. */
export const SMALLEST_DEFAULT_PREFIX = 22;

/** Reads the kernel and plans its interfaces. Needs no privileges. */
export function planInterfaces(): InterfacePlan[] {
  return planFrom(
    withNetlink((netlink) => ({
      interfaces: netlink.interfaces(),
      addresses: netlink.addresses(),
      routes: netlink.routes(),
    })),
  );
}

/** Plans interfaces from values. */
export function planFrom(view: InterfaceView): InterfacePlan[] {
  const chosen = defaultInterface(view);
  return view.interfaces.map((each) => {
    const kind = kindOf(each);
    const addresses = view.addresses.filter((address) => address.interfaceIndex === each.index).map(planAddress);
    const reason = reasonFor(each, kind, addresses.length, chosen);
    return {
      name: each.name,
      index: each.index,
      kind,
      mac: each.mac === null || each.loopback ? null : formatMac(each.mac, 0),
      mtu: each.mtu,
      addresses,
      used: reason === 'default-route',
      reason,
      why: explain(reason, kind, masterName(view, each)),
    };
  });
}

/** What an interface is. */
export function kindOf(each: NetworkInterface): InterfaceKind {
  if (each.loopback) return 'loopback';
  const kind = each.kind === null ? undefined : (KINDS.get(each.kind) ?? 'other');
  if ((kind === 'bridge' || kind === undefined) && CONTAINER_BRIDGE.test(each.name)) return 'docker bridge';
  if (kind !== undefined && kind !== 'other') return kind;
  if (ARPHRD_TUNNELS.includes(each.hardwareType)) return 'tun';
  return kind === undefined && each.hardwareType === ARPHRD_ETHER ? 'physical' : 'other';
}

/**
 * The subnets to scan when no target is given. Throws LinkError: E_NO_DEFAULT_ROUTE, E_SUBNET_TOO_LARGE where all of
 * them must be named, E_NO_SUBNET where there is no neighbour to scan.
 */
export function defaultTargets(plan: readonly InterfacePlan[]): DefaultTargets {
  const used = plan.find((each) => each.used);
  if (used === undefined) {
    throw new LinkError(
      'E_NO_DEFAULT_ROUTE',
      `no target given, and no interface with a default route to take one from (${describe(plan)}); name what to scan, for example: portolan scan 192.168.1.0/24`,
    );
  }
  const ranges: AddressRange[] = [];
  const notices: string[] = [];
  let tooLarge: string | null = null;
  for (const { subnet, prefixLength } of used.addresses) {
    const name = `${formatIpv4(subnet[0])}/${prefixLength}`;
    if (prefixLength >= 32) continue; // no neighbours
    if (prefixLength < SMALLEST_DEFAULT_PREFIX) {
      tooLarge ??= name;
      notices.push(`${name} of ${used.name} is larger than a /${SMALLEST_DEFAULT_PREFIX}: name it to have it scanned`);
    } else if (prefixLength === 31) ranges.push(subnet);
    else ranges.push([subnet[0] + 1, subnet[1] - 1]);
  }
  if (ranges.length === 0 && tooLarge !== null) {
    throw new LinkError(
      'E_SUBNET_TOO_LARGE',
      `no target given, and ${tooLarge} of ${used.name} is larger than a /${SMALLEST_DEFAULT_PREFIX}; name it if you mean all of it: portolan scan ${tooLarge}`,
    );
  }
  if (ranges.length === 0) {
    throw new LinkError(
      'E_NO_SUBNET',
      `no target given, and ${used.name} has no subnet with neighbours (${describe([used])}); name what to scan`,
    );
  }
  return { ranges: merge(ranges), interfaceName: used.name, notices };
}

/** The interface of the main table's best default route: the local network's, also where a VPN has rules of its own. */
function defaultInterface(view: InterfaceView): number | null {
  let best: { priority: number; index: number } | null = null;
  for (const route of view.routes) {
    if (route.table !== MAIN_TABLE || route.prefixLength !== 0 || route.type !== 'unicast') continue;
    const index = route.interfaceIndex;
    if (index === null || !view.interfaces.some((each) => each.index === index && each.up)) continue;
    if (best === null || route.priority < best.priority) best = { priority: route.priority, index };
  }
  return best?.index ?? null;
}

function reasonFor(
  each: NetworkInterface,
  kind: InterfaceKind,
  addresses: number,
  chosen: number | null,
): InterfaceReason {
  if (kind === 'loopback') return 'loopback';
  if (!each.up) return 'down';
  if (addresses === 0) return 'no-address';
  if (kind === 'docker bridge') return 'container-network';
  if (!each.running) return 'no-carrier';
  if (each.index === chosen) return 'default-route';
  return kind === 'veth' ? 'container-network' : 'not-default-route';
}

function explain(reason: InterfaceReason, kind: InterfaceKind, master: string | null): string {
  switch (reason) {
    case 'default-route':
      return 'has the default route';
    case 'loopback':
      return 'reaches this machine only';
    case 'down':
      return 'is down';
    case 'no-carrier':
      return 'is not connected';
    case 'no-address':
      return master === null ? 'has no IPv4 address' : `has no IPv4 address: it is part of ${master}`;
    case 'container-network':
      return `leads to containers or virtual machines of this machine (${kind}): scanned only when named`;
    case 'not-default-route':
      return 'does not have the default route: scanned only when named';
  }
}

function masterName(view: InterfaceView, each: NetworkInterface): string | null {
  if (each.master === null) return null;
  return view.interfaces.find((other) => other.index === each.master)?.name ?? null;
}

function planAddress({ address, peer, prefixLength }: InterfaceAddress): PlannedAddress {
  const size = 2 ** (32 - prefixLength);
  // On a point-to-point link the prefix is the other end's.
  const first = Math.floor(peer / size) * size;
  return { address, prefixLength, subnet: [first, first + size - 1], text: `${formatIpv4(address)}/${prefixLength}` };
}

function describe(plan: readonly InterfacePlan[]): string {
  const parts = plan.map((each) => {
    const addresses = each.addresses.map((address) => address.text).join(' ') || 'no address';
    return `${each.name}: ${addresses}, ${each.why}`;
  });
  return parts.join('; ') || 'there are no interfaces';
}

function merge(ranges: readonly AddressRange[]): AddressRange[] {
  const merged: AddressRange[] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1)
      merged[merged.length - 1] = [before[0], Math.max(before[1], last)];
    else merged.push([first, last]);
  }
  return merged;
}
