// What a test network is made of: plain data, built by build.ts. Names of nodes become namespaces, one each.

/** One end of a link: an interface of a node. */
export interface End {
  readonly node: string;
  /** At most 15 characters; unique in its node. */
  readonly interface: string;
  /** `198.18.0.1/24`; without it the interface is only brought up. */
  readonly address?: string;
  /** What leaves the node here is slowed to this. */
  readonly shape?: Shape;
}

/** tc-tbf(8) with a queue of whole packets (tc-pfifo(8)); offloads are switched off, so that packets are packets. */
export interface Shape {
  readonly megabitsPerSecond: number;
  readonly queuePackets: number;
}

export type Link =
  /** A veth pair. */
  | { readonly kind: 'wire'; readonly ends: readonly [End, End] }
  /** A bridge in a namespace of its own, with a veth pair to each end. */
  | { readonly kind: 'bridge'; readonly ends: readonly End[] }
  /** A point-to-point link without Ethernet: two tun devices and a process that carries packets between them. */
  | { readonly kind: 'tun'; readonly ends: readonly [End, End]; readonly delayMs: number }
  /** A TAP device behind which a process plays the hosts. */
  | { readonly kind: 'tap'; readonly end: End; readonly responder: Responder }
  /** A veth pair whose second end answers from its driver. */
  | { readonly kind: 'xdp'; readonly ends: readonly [End, End]; readonly responder: XdpResponder };

/** Hosts played by tap-responder.ts. */
export interface Responder {
  readonly hosts: readonly string[];
  readonly open: OpenPorts;
  /** From a frame's arrival to its answer. */
  readonly delayMs: number;
}

export type OpenPorts =
  | { readonly kind: 'list'; readonly ports: Readonly<Record<string, readonly number[]>> }
  /** Each (address, port) is open with probability `share`, decided by the seed. */
  | { readonly kind: 'share'; readonly seed: string; readonly share: number };

/** Hosts played by xdp-responder.ts. What they do not answer goes to the kernel behind it. */
export interface XdpResponder {
  /** The first of `count` addresses in a row. */
  readonly first: string;
  readonly count: number;
  readonly open: OpenPorts | Modulus;
  /** Of what comes in, and again of what goes out; whole percents or fractions. */
  readonly lossPercent: number;
  /** The first `hosts` of them send so many RSTs in each second, and swallow the rest. */
  readonly limit: { readonly hosts: number; readonly resetsPerSecond: number } | null;
  /** They swallow everything: for measuring what goes one way. */
  readonly dropsAll: boolean;
  /** TCP alone unless told. With `arp` they can be on the scanner's own link, all with the interface's MAC address. */
  readonly answers?: readonly Answer[];
  /** Only this share of the addresses has a host, decided by the seed; what the others get is swallowed. */
  readonly there?: { readonly seed: string; readonly share: number };
}

/**
 * tcp: SYN-ACK or RST to a SYN. udp: open ports send every datagram back, closed ones get an ICMP port unreachable; the
 * same ports are open by TCP and UDP. icmp: echo replies.
 */
export type Answer = 'tcp' | 'udp' | 'icmp' | 'arp';

/** Ports that leave this remainder are open. */
export interface Modulus {
  readonly kind: 'modulus';
  readonly modulus: number;
  readonly remainder: number;
}

export interface Route {
  /** A prefix, or `default`. */
  readonly to: string;
  readonly via: string;
}

export interface Node {
  readonly name: string;
  /** Prefixes all of whose addresses are the node's own. */
  readonly owns?: readonly string[];
  readonly routes?: readonly Route[];
  readonly forwards?: boolean;
  /** sysctl(8) settings, full names. */
  readonly settings?: Readonly<Record<string, number>>;
  readonly listeners?: readonly Listener[];
  readonly datagrams?: readonly DatagramListener[];
  /** nft(8) text, from rules.ts. */
  readonly rules?: readonly string[];
  /** The addresses this node answers as, in this scenario. */
  readonly hosts?: readonly string[];
}

export interface Listener {
  /** An address of the node, or `0.0.0.0` for all. */
  readonly address: string;
  readonly ports: readonly number[];
}

/** UDP. Most services have nothing to say to an empty datagram: those do not answer. */
export interface DatagramListener extends Listener {
  /** A text: the only question, in hexadecimal, that is answered, by sending it back. */
  readonly answers: boolean | string;
}

export interface Scenario {
  readonly name: string;
  /** One line for people. */
  readonly about: string;
  /** The first is the scanner's. */
  readonly nodes: readonly Node[];
  readonly links: readonly Link[];
  /** What to scan: addresses, prefixes and ranges. */
  readonly targets: readonly string[];
  /** What the open ports of `truth()` are open for; TCP unless told. */
  readonly protocol?: 'udp';
  /** What ports to scan, as for `-p`; null: all of them. */
  readonly ports: string | null;
  /** Hosts where every port answers SYN-ACK; `truth()` leaves them out. */
  readonly answersAll?: readonly string[];
}
