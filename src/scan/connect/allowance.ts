// How many connects the rate cap allows now. A connect is one frame of ours, the SYN; an accepted one is three; and while
// one stays silent the kernel repeats its SYN.
//
// Rules, where there is a cap:
//  1. Connects come out of a bucket (token-bucket.ts) that obeys the cap by itself. An accepted one costs two more.
//  2. The kernel's repeats go at their own times. Each has to be allowed well before; one that is not, is prevented by
//     giving up its socket.
//  3. Within any 100 milliseconds connects and repeats together stay under the cap: a connect needs room among the
//     repeats of the 100 before and after, and a repeat among what has gone and was allowed around its own time, where
//     repeats get no more than half.
//  4. Where the cap changes, the new one holds over every 100 ms from a third of a second on.

import { createTokenBucket, setRate, take, went } from '../pace/token-bucket.ts';
import type { ScanReins } from '../reins.ts';

/** Our ACK and our RST. */
const FRAMES_MORE_WHERE_OPEN = 2;
const WINDOW_MS = 100;
/** The kernel's timers are late by this much at the most. */
const LATE_MS = 20;
const BIN_MS = 10;
/** Times from two seconds back to two ahead. */
const BINS = 512;

export interface Allowance {
  /** Whether there was a cap when `take` was last called. */
  readonly isCapped: boolean;
  /** Milliseconds before the kernel repeats a SYN at which to ask for it. */
  readonly margin: number;
  /** How many of `room` connects may begin; they count as begun. Times in milliseconds. */
  take(room: number, now: number): number;
  /** `begun` of those `taken` at a time did begin, until now. */
  spent(taken: number, begun: number, at: number, now: number): void;
  /** This process was held up since then: what was allowed is allowed no longer. */
  isStale(at: number, now: number): boolean;
  /** A connect was accepted. */
  opened(): void;
  /** Whether the kernel may repeat a SYN at `due`; it counts as sent then. */
  repeat(due: number, now: number): boolean;
}

/** What one cap allows, or none. */
type Limit = Omit<Allowance, 'isCapped'>;

/** Without a cap there is only the time that this process may be held up, so that a repeat nobody wants does not go. */
const MARGIN_MS = 20;
/** Early enough for a process that is held up for a moment. */
const CAPPED_MARGIN_MS = 200;

/**
 * Under a limit that may change at any moment. After a change nothing begins until what went under the one before is out of the
 * window (rule 4).
 */
export function createAllowance(reins: Pick<ScanReins, 'rateCap'>, start: number): Allowance {
  let { rateCap } = reins;
  let now = allowanceUnder(rateCap, start);
  let heldUntil = Number.NEGATIVE_INFINITY;

  function look(time: number): Limit {
    if (reins.rateCap === rateCap) return now;
    ({ rateCap } = reins);
    now = allowanceUnder(rateCap, time);
    heldUntil = rateCap === null ? time : time + CAPPED_MARGIN_MS + WINDOW_MS;
    return now;
  }

  return {
    get isCapped() {
      return rateCap !== null;
    },
    get margin() {
      return now.margin;
    },
    take(room, time) {
      const allowance = look(time);
      return time < heldUntil ? 0 : allowance.take(room, time);
    },
    spent: (taken, begun, at, time) => now.spent(taken, begun, at, time),
    isStale: (at, time) => now.isStale(at, time),
    opened: () => now.opened(),
    repeat: (due, time) => look(time).repeat(due, time),
  };
}

/** `rateCap`: frames a second; null: no cap. */
function allowanceUnder(rateCap: number | null, start: number): Limit {
  if (rateCap === null) {
    return {
      margin: MARGIN_MS,
      take: (room) => room,
      spent: () => {},
      isStale: () => false,
      opened: () => {},
      repeat: () => true,
    };
  }
  const bucket = createTokenBucket(start * 1000);
  setRate(bucket, rateCap, rateCap);
  const window = Math.min(1000, Math.max(WINDOW_MS, 1000 / rateCap)) + LATE_MS;
  const most = Math.max(1, Math.floor(rateCap / 10));
  const connects = createBins();
  const repeats = createBins();
  let debt = 0;
  return {
    margin: CAPPED_MARGIN_MS,
    take(room, now) {
      const planned = repeats.sum(now - window, now + window);
      const free = planned === 0 ? room : most - planned - connects.sum(now - window, now);
      if (free <= 0) return 0;
      const frames = take(bucket, now * 1000, Math.min(room, free));
      const paid = Math.min(debt, frames);
      debt -= paid;
      connects.add(now, frames);
      return frames - paid;
    },
    spent(taken, begun, at, now) {
      // The last ones may have gone later than was thought.
      if (begun > 0 && isStale(at, now)) connects.add(now, begun);
      bucket.tokens = Math.min(bucket.size + 1, bucket.tokens + taken - begun);
      if (begun > 0) went(bucket, now * 1000);
    },
    isStale,
    opened() {
      debt += FRAMES_MORE_WHERE_OPEN;
    },
    repeat(due, now) {
      const planned = repeats.sum(due - window, due + window) + 1;
      const gone = due - window < now ? connects.sum(due - window, now) : 0;
      if (planned > Math.max(1, most / 2) || planned + gone > most) return false;
      repeats.add(due, 1);
      return true;
    },
  };
}

function isStale(at: number, now: number): boolean {
  return now - at > LATE_MS;
}

interface Bins {
  add(time: number, count: number): void;
  /** What was added for the bins that touch these times. */
  sum(from: number, to: number): number;
}

/** Counts by time, in a ring; a bin counts for the newest time it was used for. */
function createBins(): Bins {
  const counts = new Uint32Array(BINS);
  const ticks = new Float64Array(BINS).fill(-1);
  return {
    add(time, count) {
      const tick = Math.floor(time / BIN_MS);
      const bin = tick % BINS;
      if (ticks[bin] !== tick) {
        ticks[bin] = tick;
        counts[bin] = 0;
      }
      counts[bin] += count;
    },
    sum(from, to) {
      let total = 0;
      for (let tick = Math.max(0, Math.floor(from / BIN_MS)); tick <= to / BIN_MS; tick++) {
        if (ticks[tick % BINS] === tick) total += counts[tick % BINS];
      }
      return total;
    },
  };
}
