// What a ping printed, held against the round trips of the capture of the same run.

import { keyOf, type RoundTrip } from '../gauges/round-trips.ts';
import type { HpingReply, NpingLines, PortolanPing } from '../read/read-ping.ts';
import { figure, grouped } from './statistics.ts';

/** A reply as the tool printed it. */
export interface Printed {
  /** Which of the capture's round trips the tool says it belongs to; -1: to none that left. */
  readonly index: number;
  readonly rttMicros: number;
}

export interface PingScore {
  /** Probes that left. */
  readonly probes: number;
  /** A second, from the first probe to the last; null of fewer than two. */
  readonly rate: number | null;
  readonly answered: number;
  readonly printed: number;
  /** Absolute differences of printed and captured RTT, microseconds, the smallest first. */
  readonly differences: readonly number[];
  /** Printed for a probe that never left, that has no answer in the capture, or a second time. */
  readonly wrong: number;
  /** Answers in the capture that were not printed. */
  readonly missing: number;
  /** Probes without an answer in the capture. */
  readonly lost: number;
  /** Answers of which the capture itself cannot say whose they are: left out of the differences. */
  readonly unsure: number;
}

export function scorePing(trips: readonly RoundTrip[], printed: readonly Printed[]): PingScore {
  const seen = new Set<number>();
  const differences: number[] = [];
  let wrong = 0;
  for (const { index, rttMicros } of printed) {
    const trip = index < 0 ? undefined : trips[index];
    if (trip === undefined || trip.rttNanos === null || seen.has(index)) {
      wrong++;
      continue;
    }
    seen.add(index);
    if (trip.sure) differences.push(Math.abs(rttMicros - trip.rttNanos / 1000));
  }
  const answered = trips.filter(({ rttNanos }) => rttNanos !== null);
  const span = trips.length < 2 ? 0 : (trips[trips.length - 1].sentNanos - trips[0].sentNanos) / 1e9;
  return {
    probes: trips.length,
    rate: span > 0 ? (trips.length - 1) / span : null,
    answered: answered.length,
    printed: printed.length,
    differences: differences.sort((a, b) => a - b),
    wrong,
    missing: answered.length - seen.size,
    lost: trips.length - answered.length,
    unsure: answered.filter(({ sure }) => !sure).length,
  };
}

/** The least value that `share` of all are not above; null of none. `sorted`: the smallest first. */
export function percentile(sorted: readonly number[], share: number): number | null {
  return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

export const PING_COLUMNS: readonly string[] = [
  ...['tool', 'probes', 'a second', 'answered by the capture', 'replies printed'],
  ...['RTT off by, us: p50', 'p99', 'most', 'wrongly paired', 'not printed', 'lost'],
];

/**
 * `prints`: what the tool says of its replies, each with its probe, each alone, or only their number, which then is
 * `received`.
 */
export function pingRow(
  tool: string,
  score: PingScore,
  prints: 'pairs' | 'replies' | 'summary',
  received: number | null,
): string[] {
  const off = [0.5, 0.99, 1].map((share) => percentile(score.differences, share));
  const single = prints !== 'summary';
  return [
    tool,
    ...[score.probes, score.rate, score.answered, single ? score.printed : received].map(grouped),
    ...off.map((micros) => (micros === null ? '-' : figure(micros, 2))),
    prints === 'pairs' ? grouped(score.wrong) : '-',
    single ? grouped(score.missing) : '-',
    grouped(score.lost),
  ];
}

/** Each reply names port and sequence number of its probe; one that acknowledges another number belongs to none. */
export function printedByPortolan({ replies }: PortolanPing, trips: readonly RoundTrip[]): Printed[] {
  const indexes = new Map(trips.map(({ port, seq }, index) => [keyOf(port, seq), index]));
  return replies.map(({ port, seq, ack, rttMs }) => ({
    index: ack === (seq + 1) >>> 0 ? (indexes.get(keyOf(port, seq)) ?? -1) : -1,
    rttMicros: rttMs * 1000,
  }));
}

/** Each reply names its probe's number, in the order of sending. */
export function printedByHping(replies: readonly HpingReply[], trips: readonly RoundTrip[]): Printed[] {
  return replies.map(({ n, rttMs }) => ({ index: n < trips.length ? n : -1, rttMicros: rttMs * 1000 }));
}

/**
 * Nothing printed says whose reply it is, so the capture does: the reply with this sequence number of the target's own.
 * Its RTT is the difference of the two times printed.
 */
export function printedByNping({ sent, received }: NpingLines, trips: readonly RoundTrip[]): Printed[] {
  const indexes = new Map(trips.map(({ answerSeq }, index) => [answerSeq, index]));
  return received.map(({ seconds, seq }) => {
    const index = indexes.get(seq) ?? -1;
    return { index: index < sent.length ? index : -1, rttMicros: (seconds - (sent[index] ?? 0)) * 1e6 };
  });
}
