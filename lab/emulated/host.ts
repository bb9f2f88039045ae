// What is said of an emulated host: how its stack behaves, what its ports say, and who it is in truth.
//
// Every host says where its facts are published. What no publication says is left out, or is the default of the stack it is built on.
// The words of a truth are those of the product's vocabulary (src/finding/facts/clue.schema.ts); a test holds them to it.

/** How packets are numbered in the field "identification" of IPv4. */
export type Identification = 'zero' | 'counter' | 'random';

/**
 * Which options a SYN-ACK carries: `when` names what the SYN offered (`w` window scale, `s` SACK, `t` timestamps; `!s`: not), all of
 * it must be so; then these stand there: M maximum segment size, W window scale, S SACK permitted, T timestamps, N no-operation, E end.
 */
export type OptionLayout = readonly (readonly [when: string, tokens: string])[];

export interface Stack {
  readonly ttl: number;
  readonly window: number;
  /** Where timestamps are agreed on, if it is another one. */
  readonly windowWithTimestamps?: number;
  readonly mss: number;
  readonly windowScale: number;
  readonly options: OptionLayout;
  /** Ticks a second. */
  readonly timestampRate: number;
  /** A SYN that wants ECN (RFC 3168 section 6.1.1) is given it. */
  readonly ecn: boolean;
  /** A SYN that ends the connection at once is taken for a SYN; else it is dropped. */
  readonly takesSynFin: boolean;
  /** Of TCP. */
  readonly dontFragment: boolean;
  readonly identification: {
    /** SYN-ACK. */
    readonly handshake: Identification;
    readonly reset: Identification;
    readonly other: Identification;
  };
  /** Of a RST; no window, and the shape of RFC 9293 section 3.10.7.1, unless told. */
  readonly reset?: { readonly window: number; readonly alwaysAcknowledges: boolean };
  readonly icmp: {
    /** An echo of another code than 0 is answered with that code, or with 0; null: no answer to any echo. */
    readonly echo: { readonly code: 'same' | 'zero'; readonly dontFragment: boolean; readonly ttl?: number } | null;
    readonly timestamp: boolean;
    /** Bytes that an error quotes behind the IPv4 header, at the most. */
    readonly quoted: number;
    /** Errors to one asker: so many at once, then so many a second; null: no limit. */
    readonly errorLimit: { readonly burst: number; readonly perSecond: number } | null;
  };
}

/** How a host answers ARP. */
export type ArpManner =
  | { readonly is: 'normal' }
  | { readonly is: 'late'; readonly ms: number }
  /** Only the n-th ask in a row; who has not been asked for a while counts anew. */
  | { readonly is: 'nth'; readonly n: number }
  /** Another machine claims the same address. */
  | { readonly is: 'twins'; readonly mac: string }
  /** A radio that sleeps: whatever is sent to it waits until it is awake, `awakeMs` of each `cycleMs`. */
  | { readonly is: 'asleep'; readonly cycleMs: number; readonly awakeMs: number }
  /** Answers for these addresses as well, though they are not its own (RFC 1027). */
  | { readonly is: 'proxy'; readonly first: string; readonly last: string };

/** What a machine knows of itself. */
export interface Self {
  /** Dotted. */
  readonly address: string;
  /** `00:17:88:...` */
  readonly mac: string;
}

export interface Said {
  readonly bytes: Uint8Array | string;
  /** Afterwards the connection is closed. */
  readonly close?: boolean;
}

/** A connection whose answers are not ready at once. */
export interface Conversation {
  hear(bytes: Buffer): void;
  /** The other side has ended, or is gone. */
  end(): void;
}

/** What a TCP port says. Text is Latin-1. */
export interface Talk {
  /** Said as soon as the connection stands. */
  readonly greeting?: Uint8Array | string;
  /** To all that was heard since the last answer; null: more must come. */
  answer?(heard: Buffer): Said | null;
  /** In place of both: begins a conversation, which says what it has to say when it can. */
  converse?(say: (said: Said) => void): Conversation;
}

/** What a UDP port says; null: nothing. */
export interface Datagrams {
  answer(heard: Buffer): Uint8Array | string | null;
  /** Groups it has joined; `255.255.255.255` among them where it listens to broadcasts. */
  readonly groups?: readonly string[];
  /** What it says goes to all of the link, at the port it was asked on, instead of to who asked. */
  readonly toAll?: boolean;
}

export interface Ports {
  readonly tcp?: Readonly<Record<number, Talk>>;
  readonly udp?: Readonly<Record<number, Datagrams>>;
}

export interface PublishedName {
  /** By which protocol: mdns, netbios, snmp ... */
  readonly source: string;
  readonly name: string;
}

/** Who it is; what is null cannot be told from outside, and nothing is asked of it. */
export interface Truth {
  readonly family: string | null;
  readonly kind: string | null;
  readonly vendor?: string;
  readonly model?: string;
  readonly names?: readonly PublishedName[];
}

export interface EmulatedHost {
  readonly name: string;
  readonly truth: Truth;
  /** Where its facts are published. */
  readonly published: readonly string[];
  /** The first three bytes of its MAC address, one of its maker's (IEEE's register). */
  readonly macPrefix: string;
  readonly stack: Stack;
  readonly arp?: ArpManner;
  /** What a firewall does to ports that are not listed; refused (RST, port unreachable) unless told. */
  readonly closed?: 'refused' | 'silent';
  readonly latencyMs?: number;
  /** Of packets, each way. */
  readonly lossPercent?: number;
  ports?(self: Self): Ports;
}

/** A host at its place in a network. */
export interface Place {
  /** Of an `EmulatedHost`. */
  readonly host: string;
  readonly address: string;
  /** It hides: no echo, no open port, nothing refused; by ARP alone it is found. */
  readonly hides?: boolean;
  readonly arp?: ArpManner;
  /** It tells this mask to whoever asks (RFC 950 appendix I): net.inet.icmp.maskrepl of the BSDs, `ip mask-reply` of Cisco IOS. */
  readonly mask?: string;
  readonly latencyMs?: number;
  readonly lossPercent?: number;
}
