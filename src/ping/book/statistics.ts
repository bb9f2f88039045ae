// Figures over the round-trip times of one target. Up to 100,000 of them everything is exact. Beyond that the times are
// counted in classes, each 0.2 % wider than the one before, so that median and p95 are right to 0.1 % in 50 KiB;
// min, max, avg, stddev and jitter need no more than a running value and stay exact.
import type { PingStats } from '../types.ts';

export const EXACT_MOST = 100_000;

const GROWTH = 1.002;
const LOG_GROWTH = Math.log(GROWTH);
/** Milliseconds: what is shorter (or is longer than an hour) is counted in the first (the last) class. */
const SHORTEST = 1e-4;
const LONGEST = 3.6e6;
const CLASSES = Math.ceil(Math.log(LONGEST / SHORTEST) / LOG_GROWTH) + 2;

export interface RttStatistics {
  readonly count: number;
  /** Milliseconds, in order of arrival. */
  add(rttMs: number): void;
  /** null where nothing was added. */
  read(): PingStats | null;
}

export function createRttStatistics(): RttStatistics {
  let count = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let mean = 0;
  let squares = 0;
  let jitter = 0;
  let last = 0;
  let values: Float64Array | null = new Float64Array(8);
  let classes: Uint32Array | null = null;

  function keep(rttMs: number): void {
    if (classes !== null) {
      classes[classOf(rttMs)]++;
      return;
    }
    let exact = values as Float64Array;
    if (count === EXACT_MOST) {
      classes = new Uint32Array(CLASSES);
      for (let k = 0; k < count; k++) classes[classOf(exact[k])]++;
      classes[classOf(rttMs)]++;
      values = null;
      return;
    }
    if (count === exact.length) {
      exact = new Float64Array(Math.min(EXACT_MOST, count * 2));
      exact.set(values as Float64Array);
      values = exact;
    }
    exact[count] = rttMs;
  }

  return {
    get count() {
      return count;
    },
    add(rttMs) {
      keep(rttMs);
      // RFC 3550 section 6.4.1: the difference of two transit times is here that of two round trips.
      if (count > 0) jitter += (Math.abs(rttMs - last) - jitter) / 16;
      last = rttMs;
      count++;
      if (rttMs < min) min = rttMs;
      if (rttMs > max) max = rttMs;
      // Welford's recurrence: no large sum whose difference would lose digits.
      const before = rttMs - mean;
      mean += before / count;
      squares += before * (rttMs - mean);
    },
    read() {
      if (count === 0) return null;
      let median: number;
      let p95: number;
      const rank95 = Math.ceil(count * 0.95);
      if (classes === null) {
        const sorted = (values as Float64Array).slice(0, count).sort();
        median = (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2;
        p95 = sorted[rank95 - 1];
      } else {
        median = (valueAt(classes, ((count - 1) >> 1) + 1) + valueAt(classes, (count >> 1) + 1)) / 2;
        p95 = valueAt(classes, rank95);
        median = Math.min(max, Math.max(min, median));
        p95 = Math.min(max, Math.max(min, p95));
      }
      const stddev = Math.sqrt(squares / count);
      return {
        min: rounded(min),
        avg: rounded(mean),
        max: rounded(max),
        median: rounded(median),
        p95: rounded(p95),
        stddev: rounded(stddev),
        jitter: rounded(jitter),
      };
    },
  };
}

function classOf(rttMs: number): number {
  if (!(rttMs > SHORTEST)) return 0;
  return Math.min(CLASSES - 1, 1 + Math.floor(Math.log(rttMs / SHORTEST) / LOG_GROWTH));
}

/** The middle (of logarithms) of the class that holds the value of this rank, from 1. */
function valueAt(classes: Uint32Array, rank: number): number {
  let seen = 0;
  for (let k = 0; k < classes.length; k++) {
    seen += classes[k];
    if (seen >= rank) return k === 0 ? SHORTEST : SHORTEST * GROWTH ** (k - 0.5);
  }
  return LONGEST;
}

/** To a tenth of a microsecond: no digits that the clock did not give. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1e4) / 1e4;
}
