// How many frames may go out now. Smooth: what a sleeping thread missed is not made up for in a burst. With a cap N,
// no 100 milliseconds see more than N / 10 frames:
//   from 1,000 a second: rate 0.97 N with a bucket of 0.003 N, and 0.097 N + 0.003 N = 0.1 N;
//   below: one frame at a time, each at least 1.01 / N seconds after the one before really went.

/** Microseconds of sending that the bucket holds: half a millisecond at the most goes out at once. */
const BUCKET_MICROS = 500;
const SMOOTH_CAP = 1000;

export interface TokenBucket {
  rate: number;
  tokens: number;
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
  bucket.gap = 0;
  bucket.rate = rate;
  bucket.size = Math.max(1, (rate * BUCKET_MICROS) / 1e6);
  if (cap > 0 && cap < SMOOTH_CAP) {
    bucket.gap = 1.01e6 / Math.min(rate, cap);
  } else if (cap > 0) {
    bucket.rate = Math.min(rate, cap * 0.97);
    bucket.size = Math.max(1, Math.min(bucket.size, Math.floor(cap * 0.003)));
  }
  bucket.tokens = Math.min(bucket.tokens, bucket.size);
}

/** How many frames may go now, at most `most`; they count as sent. */
export function take(bucket: TokenBucket, nowMicros: number, most: number): number {
  const elapsed = nowMicros - bucket.lastMicros;
  if (bucket.gap > 0) {
    if (elapsed < bucket.gap) return 0;
    bucket.lastMicros = nowMicros;
    return 1;
  }
  bucket.lastMicros = nowMicros;
  bucket.tokens = Math.min(bucket.size, bucket.tokens + (elapsed * bucket.rate) / 1e6);
  const whole = Math.min(Math.floor(bucket.tokens), most);
  bucket.tokens -= whole;
  return whole;
}

/** Microseconds until a worthwhile number of frames may go: half a bucket. */
export function waitMicros(bucket: TokenBucket, nowMicros: number): number {
  const elapsed = nowMicros - bucket.lastMicros;
  if (bucket.gap > 0) return Math.max(0, bucket.gap - elapsed);
  const worthwhile = Math.max(1, bucket.size / 2);
  return Math.max(0, ((worthwhile - bucket.tokens) / bucket.rate) * 1e6 - elapsed);
}
