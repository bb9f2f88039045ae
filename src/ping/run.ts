// What the parts of a raw run share.
import type { PingPacket } from '../probe/ping-packet.ts';
import type { Book } from './book/book.ts';
import type { ProbeTable } from './book/probe-table.ts';
import type { Doors } from './reach/doors.ts';
import type { Reader } from './read/reader.ts';
import type { Schedule } from './send/schedule.ts';
import type { PingEvent, PingOptions } from './types.ts';

/** Where events go, and how many still wait there. */
export interface Sink {
  emit(event: PingEvent): void;
  waiting(): number;
}

export type RawMethod = 'tcp' | 'udp' | 'icmp' | 'arp';

export interface Run {
  readonly options: PingOptions;
  readonly method: RawMethod;
  readonly schedule: Schedule;
  /** As asked for; shorter for arp. */
  readonly timeoutMs: number;
  /** null for arp. */
  readonly packet: PingPacket | null;
  /** Our source ports; for icmp the one identifier. */
  readonly ports: { readonly base: number; readonly count: number };
  readonly table: ProbeTable;
  readonly book: Book;
  readonly reader: Reader;
  readonly doors: Doors;
  /** Where the kernel's times are counted from, microseconds since 1970. */
  readonly epochMicros: number;
}
