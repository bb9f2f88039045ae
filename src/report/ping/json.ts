// Events of a ping as JSON lines: lines.schema.ts describes them. Round-trip times have six decimals at the most, a
// nanosecond.
import type { Line } from '../../finding/finding.ts';
import type { PingEvent, PingStats } from '../../ping/types.ts';
import { jsonLine } from '../json-lines.ts';

/** The line of an event that is told at `time`, with its end. */
export function pingLine(event: PingEvent, time: Line['time']): string {
  switch (event.type) {
    case 'ping':
    case 'ping-stray':
      return jsonLine(event.rttMs === null ? event : { ...event, rttMs: nanoseconds(event.rttMs) }, time);
    case 'ping-end':
      return jsonLine(event.rttMs === null ? event : { ...event, rttMs: statistics(event.rttMs) }, time);
    default:
      return jsonLine(event, time);
  }
}

function statistics({ min, avg, max, median, p95, stddev, jitter }: PingStats): PingStats {
  return {
    min: nanoseconds(min),
    avg: nanoseconds(avg),
    max: nanoseconds(max),
    median: nanoseconds(median),
    p95: nanoseconds(p95),
    stddev: nanoseconds(stddev),
    jitter: nanoseconds(jitter),
  };
}

/** Sums and roots leave digits that mean nothing. */
export function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1_000_000) / 1_000_000;
}
