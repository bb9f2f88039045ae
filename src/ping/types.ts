// What a ping is asked and what it says: the contract between the engine, the reports and other programs.
// What it says is declared in events.schema.ts, which loads zod: here are the types of it alone.
import type { Declared as Of } from '../finding/declared.schema.ts';
import type { Range } from '../target/ranges.ts';
import type * as events from './events.schema.ts';

export type PingMethod = PingStart['method'];

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
  /** Addresses never to ask: targets among them are taken out where the engine takes the job. Sorted, disjoint. */
  readonly excluded?: readonly Range[];
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
  /** Of an ICMP echo request: 0 unless it is to show what becomes of another one (RFC 792). */
  readonly echoCode?: number;
  /** Each answer is told with its first bytes, which nobody looks into here, and when it came. */
  readonly keepPackets?: boolean;
  /** A descriptor open for appending, where what is sent and received is recorded (pcapng). */
  readonly recordTo: number | null;
}

/** Once per target, before its first probe. */
export type PingStart = Of<typeof events.pingStart>;
/** One probe's outcome, when its reply or its timeout comes. */
export type PingResult = Of<typeof events.pingResult>;
export type PingState = PingResult['state'];
/** A reply that does not count, or counts apart. */
export type PingStray = Of<typeof events.pingStray>;
/** Per target at the end, also after an abort. */
export type PingEnd = Of<typeof events.pingEnd>;
/** Milliseconds. */
export type PingStats = NonNullable<PingEnd['rttMs']>;
export type PingNotice = Of<typeof events.pingNotice>;
export type PingEvent = PingStart | PingResult | PingStray | PingEnd | PingNotice;
