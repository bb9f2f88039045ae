// rtnetlink(7) bodies to values. What is too short or of another address family gives null and is left out; an
// attribute of the wrong size counts as absent.
import { type Attributes, addressU32, hostU32, parseAttributes, text, viewOver } from './message.ts';
import { NEIGHBOUR_STATES, ROUTE_SCOPES, ROUTE_TYPES } from './names.ts';
import type {
  InterfaceAddress,
  Neighbour,
  NetworkInterface,
  NextHop,
  PolicyRule,
  PortRange,
  Route,
  RouteAnswer,
  RouteScope,
  RouteType,
} from './values.ts';

const AF_INET = 2;
const NAME_LIMIT = 15; // IFNAMSIZ without its zero byte
/** The kernel's own limit of next hops is lower; a hostile length field finds this one. */
const NEXT_HOP_LIMIT = 1024;

const IFF_UP = 1;
const IFF_LOOPBACK = 0x8;
const IFF_POINTOPOINT = 0x10;
const IFF_RUNNING = 0x40;
const IFF_NOARP = 0x80;
const IFF_LOWER_UP = 0x10000;
const IFLA = { address: 1, name: 3, mtu: 4, link: 5, master: 10, linkInfo: 18, linkNamespace: 37 } as const;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const IFLA_VLAN_ID = 1;

const IFA_F_SECONDARY = 1;
const IFA = { address: 1, local: 2, broadcast: 4 } as const;

const RTA = {
  destination: 1,
  outgoing: 4,
  gateway: 5,
  priority: 6,
  source: 7,
  multipath: 9,
  table: 15,
  via: 18,
} as const;
const NEXT_HOP_SIZE = 8; // struct rtnexthop

const FRA = { destination: 1, priority: 6, table: 15, protocol: 22, sourcePorts: 23, destinationPorts: 24 } as const;
const NDA = { destination: 1, linkAddress: 2 } as const;

/** struct ifinfomsg: family, type (2), index (4), flags (8), change (12). */
export function decodeInterface(body: Uint8Array): NetworkInterface | null {
  if (body.length < 16) return null;
  const view = viewOver(body);
  const attributes = parseAttributes(body, 16);
  const index = view.getInt32(4, true);
  const name = text(attributes.get(IFLA.name));
  if (index <= 0 || name === null || name.length === 0 || name.length > NAME_LIMIT) return null;
  const flags = view.getUint32(8, true);
  const information = parseAttributes(attributes.get(IFLA.linkInfo) ?? new Uint8Array(0));
  const kind = text(information.get(IFLA_INFO_KIND));
  const lower = hostU32(attributes.get(IFLA.link));
  return {
    index,
    name,
    kind,
    hardwareType: view.getUint16(2, true),
    mac: hardwareAddress(attributes.get(IFLA.address)),
    mtu: hostU32(attributes.get(IFLA.mtu)) ?? 0,
    up: (flags & IFF_UP) !== 0,
    running: (flags & IFF_RUNNING) !== 0,
    carrier: (flags & IFF_LOWER_UP) !== 0,
    loopback: (flags & IFF_LOOPBACK) !== 0,
    noArp: (flags & IFF_NOARP) !== 0,
    pointToPoint: (flags & IFF_POINTOPOINT) !== 0,
    master: hostU32(attributes.get(IFLA.master)),
    lower: lower === 0 ? null : lower,
    lowerElsewhere: lower !== null && attributes.has(IFLA.linkNamespace),
    vlan: kind === 'vlan' ? vlanOf(information.get(IFLA_INFO_DATA)) : null,
  };
}

/** struct ifaddrmsg: family, prefix length (1), flags (2), scope (3), index (4). */
export function decodeAddress(body: Uint8Array): InterfaceAddress | null {
  if (body.length < 8 || body[0] !== AF_INET || body[1] > 32) return null;
  const attributes = parseAttributes(body, 8);
  const peer = addressU32(attributes.get(IFA.address));
  // IFA_LOCAL is absent where there is no peer to tell it from.
  const address = addressU32(attributes.get(IFA.local)) ?? peer;
  if (address === null) return null;
  return {
    interfaceIndex: viewOver(body).getUint32(4, true),
    address,
    peer: peer ?? address,
    prefixLength: body[1],
    broadcast: addressU32(attributes.get(IFA.broadcast)),
    scope: scopeName(body[3]),
    secondary: (body[2] & IFA_F_SECONDARY) !== 0,
  };
}

/** struct rtmsg: family, prefix length (1), source length, tos, table (4), protocol (5), scope (6), type (7). */
export function decodeRoute(body: Uint8Array): Route | null {
  if (body.length < 12 || body[0] !== AF_INET || body[1] > 32) return null;
  const attributes = parseAttributes(body, 12);
  const multipath = nextHops(attributes.get(RTA.multipath));
  const destination = addressU32(attributes.get(RTA.destination)) ?? 0;
  return {
    type: typeName(body[7]),
    table: hostU32(attributes.get(RTA.table)) ?? body[4],
    destination: networkOf(destination, body[1]),
    prefixLength: body[1],
    ...(multipath[0] ?? nextHop(hostU32(attributes.get(RTA.outgoing)), attributes)),
    source: addressU32(attributes.get(RTA.source)),
    priority: hostU32(attributes.get(RTA.priority)) ?? 0,
    scope: scopeName(body[6]),
    protocol: body[5],
    multipath,
  };
}

/** The reply to a lookup: the same message, its destination the address asked about. */
export function decodeRouteAnswer(body: Uint8Array, assumed: boolean): RouteAnswer | null {
  const route = decodeRoute(body);
  if (route === null) return null;
  const { type, interfaceIndex, gateway, otherFamily, source, table } = route;
  return { type, interfaceIndex, gateway, otherFamily, source, table, assumed };
}

/** struct fib_rule_hdr: family, destination length (1), source length (2), tos (3), table (4), action (7). */
export function decodeRule(body: Uint8Array): PolicyRule | null {
  if (body.length < 12 || body[0] !== AF_INET || body[1] > 32) return null;
  const attributes = parseAttributes(body, 12);
  return {
    priority: hostU32(attributes.get(FRA.priority)) ?? 0,
    table: hostU32(attributes.get(FRA.table)) ?? body[4],
    destination: networkOf(addressU32(attributes.get(FRA.destination)) ?? 0, body[1]),
    prefixLength: body[1],
    protocol: attributes.get(FRA.protocol)?.[0] ?? null,
    sourcePorts: portRange(attributes.get(FRA.sourcePorts)),
    destinationPorts: portRange(attributes.get(FRA.destinationPorts)),
  };
}

/** struct fib_rule_port_range, in the machine's byte order. */
function portRange(payload: Uint8Array | undefined): PortRange | null {
  if (payload?.length !== 4) return null;
  const view = viewOver(payload);
  return [view.getUint16(0, true), view.getUint16(2, true)];
}

/** struct ndmsg: family, index (4), state (8), flags (10), type (11). */
export function decodeNeighbour(body: Uint8Array): Neighbour | null {
  if (body.length < 12 || body[0] !== AF_INET) return null;
  const view = viewOver(body);
  const attributes = parseAttributes(body, 12);
  const address = addressU32(attributes.get(NDA.destination));
  const state = NEIGHBOUR_STATES.get(view.getUint16(8, true));
  if (address === null || state === undefined) return null;
  return {
    interfaceIndex: view.getInt32(4, true),
    address,
    mac: hardwareAddress(attributes.get(NDA.linkAddress)),
    state,
  };
}

function nextHop(interfaceIndex: number | null, attributes: Attributes): NextHop {
  const via = attributes.get(RTA.via); // struct rtvia: family, address
  const sameFamily = via !== undefined && via.length === 6 && via[0] === AF_INET;
  return {
    interfaceIndex,
    gateway: addressU32(attributes.get(RTA.gateway)) ?? (sameFamily ? addressU32(via.subarray(2)) : null),
    otherFamily: via !== undefined && !sameFamily,
  };
}

/** struct rtnexthop: length, flags (2), hops (3), index (4), then attributes. */
function nextHops(payload: Uint8Array | undefined): NextHop[] {
  const hops: NextHop[] = [];
  if (payload === undefined) return hops;
  const view = viewOver(payload);
  let offset = 0;
  while (offset + NEXT_HOP_SIZE <= payload.length && hops.length < NEXT_HOP_LIMIT) {
    const length = view.getUint16(offset, true);
    if (length < NEXT_HOP_SIZE || length > payload.length - offset) break;
    const attributes = parseAttributes(payload.subarray(offset + NEXT_HOP_SIZE, offset + length));
    hops.push(nextHop(view.getInt32(offset + 4, true), attributes));
    offset += (length + 3) & ~3;
  }
  return hops;
}

/** A host's 16 bits (if_link.h, IFLA_VLAN_ID). */
function vlanOf(data: Uint8Array | undefined): number | null {
  const id = data === undefined ? undefined : parseAttributes(data).get(IFLA_VLAN_ID);
  return id?.length === 2 ? viewOver(id).getUint16(0, true) : null;
}

function hardwareAddress(payload: Uint8Array | undefined): Uint8Array | null {
  return payload?.length === 6 ? payload.slice() : null;
}

function networkOf(address: number, prefixLength: number): number {
  return prefixLength === 0 ? 0 : (address & (-1 << (32 - prefixLength))) >>> 0;
}

function typeName(number: number): RouteType {
  return ROUTE_TYPES.get(number) ?? 'other';
}

function scopeName(number: number): RouteScope {
  // Numbers between the named ones are the administrator's own, all nearer than "global".
  return ROUTE_SCOPES.get(number) ?? (number < 200 ? 'global' : 'site');
}
