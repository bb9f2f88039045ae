// How many frames may go out now. Smooth: what a sleeping thread missed is not made up for in a burst. With a cap N,
// no 100 milliseconds see more than k = floor(N / 10) frames, or one where N is below 10:
//   from 500 a second a bucket. A batch b that is held up between `take` and the wire may fall together with a full
//   bucket, b + 1, and what flows in: 2 b + 1 + rate / 10 <= k, where b is one frame or half a thousandth of N;
//   below, one frame at a time, each at least 101 / k milliseconds after the one before really went (`went`).
// Five numbers and no time of any frame, unlike link/pacer.ts: so it costs nothing at millions a second, and the transmit
// program in the kernel keeps the same.

/** Half a millisecond of sending at the most goes out at once; bursts fill small queues. */
const BATCH_MICROS = 500;
const SMOOTH_CAP = 500;
/** Frames that the rate stays under the k of 100 milliseconds, and the share of the cap that it may be at the most. */
const RESERVE = 2;
const CAP_SHARE = 0.97;
const GAP_SLACK = 1.01;

export interface TokenBucket {
  rate: number;
  /** At most `size` + 1: the fraction of a frame that a late waking would lose otherwise. */
  tokens: number;
  /** Frames that may go at once, at least 1. */
  size: number;
  /** Microseconds between two frames; 0 where the bucket rules. */
  gap: number;
  lastMicros: number;
}

export function createTokenBucket(nowMicros: number): TokenBucket {
  return { rate: 1, tokens: 1, size: 1, gap: 0, lastMicros: nowMicros };
}

/** `rate` frames a second, never above `cap` (0: none). */
export function setRate(bucket: TokenBucket, rate: number, cap: number): void {
  const perWindow = Math.floor(cap / 10);
  bucket.gap = 0;
  bucket.rate = rate;
  if (cap > 0 && cap < SMOOTH_CAP) {
    const capGap = perWindow === 0 ? 1e6 / cap : 1e5 / perWindow;
    bucket.gap = GAP_SLACK * Math.max(1e6 / rate, capGap);
  } else if (cap > 0) {
    bucket.rate = Math.min(rate, cap * CAP_SHARE, (perWindow - RESERVE) * 10);
  }
  bucket.size = Math.max(1, (bucket.rate * BATCH_MICROS) / 1e6);
  bucket.tokens = Math.min(bucket.tokens, bucket.size + 1);
}

/** How many frames may go now, at most `most`; they count as sent. */
export function take(bucket: TokenBucket, nowMicros: number, most: number): number {
  const elapsed = nowMicros - bucket.lastMicros;
  if (bucket.gap > 0) {
    if (elapsed < bucket.gap || most < 1) return 0;
    bucket.lastMicros = nowMicros;
    return 1;
  }
  bucket.lastMicros = nowMicros;
  bucket.tokens = Math.min(bucket.size + 1, bucket.tokens + (elapsed * bucket.rate) / 1e6);
  const whole = Math.min(Math.floor(bucket.tokens), Math.floor(bucket.size), most);
  bucket.tokens -= whole;
  return whole;
}

/** Called after frames were sent, where any were; `nowMicros` is the time after the call that sent them. */
export function went(bucket: TokenBucket, nowMicros: number): void {
  if (bucket.gap > 0) bucket.lastMicros = nowMicros;
}

/** Microseconds until a worthwhile number of frames may go: half of what may go at once. */
export function waitMicros(bucket: TokenBucket, nowMicros: number): number {
  const elapsed = nowMicros - bucket.lastMicros;
  if (bucket.gap > 0) return Math.max(0, bucket.gap - elapsed);
  const worthwhile = Math.max(1, bucket.size / 2);
  return Math.max(0, ((worthwhile - bucket.tokens) / bucket.rate) * 1e6 - elapsed);
}
