// What the kernel says over rtnetlink(7), as plain values. Addresses are unsigned 32-bit numbers.

/** A network interface (RTM_GETLINK). */
export interface NetworkInterface {
  readonly index: number;
  readonly name: string;
  /** What made it, in the kernel's words (IFLA_INFO_KIND), such as `bridge`; null for hardware and loopback. */
  readonly kind: string | null;
  /** ARPHRD_* number: 1 Ethernet, 772 loopback, 65534 none. */
  readonly hardwareType: number;
  /** The link address where it has six bytes. */
  readonly mac: Uint8Array | null;
  /** Bytes. */
  readonly mtu: number;
  /** Switched on by the administrator (IFF_UP). */
  readonly up: boolean;
  /** On and with carrier (IFF_RUNNING), as far as the kernel has made up its mind: that takes it up to a second. */
  readonly running: boolean;
  /** With carrier right now (IFF_LOWER_UP): without it no frame leaves. */
  readonly carrier: boolean;
  readonly loopback: boolean;
  readonly noArp: boolean;
  readonly pointToPoint: boolean;
  /** Index of the bridge, bond or VRF it belongs to. */
  readonly master: number | null;
  /** Index of the interface it stands on (vlan, macvlan) or is joined to (veth). */
  readonly lower: number | null;
  /** True where `lower` counts in another network namespace. */
  readonly lowerElsewhere: boolean;
  /** Of an interface of kind `vlan`: the number in its tags (IEEE 802.1Q). */
  readonly vlan: number | null;
}

/** An IPv4 address of an interface (RTM_GETADDR). */
export interface InterfaceAddress {
  readonly interfaceIndex: number;
  readonly address: number;
  /** The other end of a point-to-point link; the same as `address` elsewhere. `prefixLength` belongs to it. */
  readonly peer: number;
  readonly prefixLength: number;
  readonly broadcast: number | null;
  readonly scope: RouteScope;
  /** Not the first address in its subnet. */
  readonly secondary: boolean;
}

export type RouteScope = 'global' | 'site' | 'link' | 'host' | 'nowhere';

/** Route types of rtnetlink(7). */
export type RouteType =
  | 'unspecified'
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'anycast'
  | 'multicast'
  | 'blackhole'
  | 'unreachable'
  | 'prohibit'
  | 'throw'
  | 'nat'
  | 'other';

export interface NextHop {
  readonly interfaceIndex: number | null;
  readonly gateway: number | null;
  /** The gateway has an IPv6 address (RTA_VIA); `gateway` is null then. */
  readonly otherFamily: boolean;
}

/** An entry of a routing table (RTM_GETROUTE dump). */
export interface Route extends NextHop {
  readonly type: RouteType;
  /** 254 is main, 255 local, 253 default. */
  readonly table: number;
  readonly destination: number;
  readonly prefixLength: number;
  readonly source: number | null;
  /** The metric; the lowest wins. */
  readonly priority: number;
  readonly scope: RouteScope;
  /** RTPROT_* number: 2 kernel, 3 boot, 4 static, 16 dhcp. */
  readonly protocol: number;
  /** All next hops where there are several; empty where there is one. */
  readonly multipath: readonly NextHop[];
}

/** A policy rule, as far as it names destinations, protocols and ports (RTM_GETRULE; ip-rule(8)). */
export interface PolicyRule {
  readonly priority: number;
  /** 0 where the rule goes by something else than a table. */
  readonly table: number;
  readonly destination: number;
  readonly prefixLength: number;
  /** IP protocol number it is for; null: all. */
  readonly protocol: number | null;
  /** Inclusive; null: all. */
  readonly sourcePorts: PortRange | null;
  readonly destinationPorts: PortRange | null;
}

export type PortRange = readonly [first: number, last: number];

/** How the kernel would send to one address (RTM_GETROUTE lookup). `no-route` is an answer like the others. */
export interface RouteAnswer {
  readonly type: RouteType | 'no-route';
  /** null where nothing would be sent. */
  readonly interfaceIndex: number | null;
  /** null: the address is on the link itself. */
  readonly gateway: number | null;
  readonly otherFamily: boolean;
  /** The address we would send from; null where the kernel knows none. */
  readonly source: number | null;
  readonly table: number;
  /** No route matched: bound to an interface, the kernel takes everything to be on its link. */
  readonly assumed: boolean;
}

export interface RouteOptions {
  /** As if bound to this interface (SO_BINDTODEVICE). */
  readonly interfaceIndex?: number;
  /** As if bound to this address of ours. */
  readonly source?: number;
  /** IP protocol number and ports, for policy rules that go by them (Linux 4.19). */
  readonly protocol?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

export type NeighbourState =
  | 'none'
  | 'incomplete'
  | 'reachable'
  | 'stale'
  | 'delay'
  | 'probe'
  | 'failed'
  | 'noarp'
  | 'permanent';

/** An entry of the ARP cache (RTM_GETNEIGH). */
export interface Neighbour {
  readonly interfaceIndex: number;
  readonly address: number;
  /** null where it is not known, or not six bytes long. */
  readonly mac: Uint8Array | null;
  readonly state: NeighbourState;
}
