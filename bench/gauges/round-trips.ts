// Probes and their answers, paired as the capture shows them: what the tools' own figures are held against.
import { ACK, RST, SYN } from '../../src/wire/tcp.ts';
import type { Segment } from './tcp-capture.ts';

/** A SYN that left. */
export interface RoundTrip {
  readonly port: number;
  readonly seq: number;
  /** On the capture's clock. */
  readonly sentNanos: number;
  /** Of the first SYN-ACK or RST to this port that acknowledges this sequence number; null: there is none. */
  readonly rttNanos: number | null;
  /** The answer's own sequence number. */
  readonly answerSeq: number | null;
  /** False where several probes of one port and sequence number waited when the answer came: it may be another's. */
  readonly sure: boolean;
}

const KINDS = SYN | RST | ACK;

/** In the order they were sent. An answer to which no probe waits is a duplicate, and left out. */
export function roundTripsOf(segments: readonly Segment[]): RoundTrip[] {
  const trips: RoundTrip[] = [];
  /** By port and sequence number: which ones wait, the oldest first. */
  const waiting = new Map<number, number[]>();
  for (const { outbound, nanos, port, seq, ack, flags } of segments) {
    const kind = flags & KINDS;
    if (outbound && kind === SYN) {
      const others = waiting.get(keyOf(port, seq));
      if (others) others.push(trips.length);
      else waiting.set(keyOf(port, seq), [trips.length]);
      trips.push({ port, seq, sentNanos: nanos, rttNanos: null, answerSeq: null, sure: true });
    } else if (!outbound && (kind === (SYN | ACK) || kind === (RST | ACK))) {
      const queue = waiting.get(keyOf(port, (ack - 1) >>> 0));
      const sure = queue?.length === 1;
      const index = queue?.shift();
      if (index === undefined) continue;
      const trip = trips[index];
      trips[index] = { ...trip, rttNanos: nanos - trip.sentNanos, answerSeq: seq, sure };
    }
  }
  return trips;
}

/** A number of its own for each port and sequence number. */
export function keyOf(port: number, seq: number): number {
  return port * 2 ** 32 + seq;
}
