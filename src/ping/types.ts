// What a ping is asked and what it says: the contract between the engine, the reports and other programs.

export type PingMethod = 'tcp' | 'icmp' | 'udp' | 'arp' | 'connect';

export interface PingTarget {
  /** As the user wrote it. */
  readonly name: string;
  /** IPv4, an unsigned 32-bit number. */
  readonly address: number;
  /** 0 for icmp and arp. */
  readonly port: number;
}

export interface PingOptions {
  readonly targets: readonly PingTarget[];
  readonly method: PingMethod;
  /** Probes to each target; null: endless. */
  readonly count: number | null;
  /** Milliseconds between two probes to one target. */
  readonly intervalMs: number;
  /** Frames a second over all targets; null: no cap. */
  readonly rateCap: number | null;
  readonly timeoutMs: number;
  /** Only this interface; null: where the kernel routes. */
  readonly interfaceName: string | null;
  /** Our address, which must be ours; null: what the kernel chooses. */
  readonly source: number | null;
  /** `full`: MSS, SACK, timestamps, window scale, as a modern client sends; `bare`: 40 bytes. */
  readonly syn: 'full' | 'bare';
  /** TCP flag bits (wire/tcp.ts), SYN unless the user says otherwise. */
  readonly flags: number;
  readonly ttl: number;
  readonly tos: number;
  readonly dontFragment: boolean;
  readonly payload: Uint8Array;
  /** A descriptor open for appending, where what is sent and received is recorded (pcapng). */
  readonly recordTo: number | null;
}

/** Once per target, before its first probe. */
export interface PingStart {
  readonly type: 'ping-start';
  readonly target: string;
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  readonly seq: number;
  readonly interface: string;
  readonly method: PingMethod;
}

export type PingState =
  | 'open'
  | 'closed'
  | 'up'
  | 'unreachable'
  | 'time-exceeded'
  | 'no-answer'
  /** Our kernel would not send. */
  | 'refused-by-us';

/** One probe's outcome, when its reply or its timeout comes. */
export interface PingResult {
  readonly type: 'ping';
  readonly target: string;
  /** Counts from 1 for each target. */
  readonly n: number;
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  readonly seq: number;
  readonly ack: number | null;
  readonly state: PingState;
  /** `syn-ack`, `rst`, `echo-reply`, `udp-response`, `arp-reply`, `icmp-port-unreachable` ..., `no-response`. */
  readonly reason: string;
  /** Who sent it, for ICMP errors. */
  readonly from: string | null;
  readonly ttl: number | null;
  readonly window: number | null;
  readonly mac: string | null;
  readonly rttMs: number | null;
}

/** A reply that does not count, or counts apart. */
export interface PingStray {
  readonly type: 'ping-stray';
  readonly target: string | null;
  readonly kind: 'duplicate' | 'late' | 'out-of-order' | 'stray';
  /** Stable words: `wrong-ack`, `wrong-address`, `wrong-port`, `rst-wrong-ack`, `truncated`, `bad-checksum` ... */
  readonly reason: string;
  readonly from: string;
  readonly n: number | null;
  readonly rttMs: number | null;
}

/** Milliseconds. */
export interface PingStats {
  readonly min: number;
  readonly avg: number;
  readonly max: number;
  readonly median: number;
  readonly p95: number;
  readonly stddev: number;
  readonly jitter: number;
}

/** Per target at the end, also after an abort. */
export interface PingEnd {
  readonly type: 'ping-end';
  readonly target: string;
  readonly dst: string;
  readonly dport: number;
  readonly sent: number;
  readonly received: number;
  /** Up to 4 decimals. */
  readonly lossPercent: number;
  readonly duplicates: number;
  readonly late: number;
  readonly outOfOrder: number;
  readonly strays: Readonly<Record<string, number>>;
  readonly rttMs: PingStats | null;
  readonly clock: 'kernel' | 'kernel-receive' | 'process';
  readonly interrupted: boolean;
}

export interface PingNotice {
  readonly type: 'ping-notice';
  readonly code: string;
  readonly text: string;
}

export type PingEvent = PingStart | PingResult | PingStray | PingEnd | PingNotice;
