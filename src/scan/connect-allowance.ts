// How many connects the rate cap allows now. A connect is one frame of ours, the SYN; an accepted one is three.
import { createTokenBucket, setRate, take, went } from './token-bucket.ts';

/** Our ACK and our RST. */
const FRAMES_MORE_WHERE_OPEN = 2;

export interface Allowance {
  /** How many of `room` connects may begin; they count as begun. Times in milliseconds. */
  take(room: number, now: number): number;
  /** `begun` of the `taken` did begin. */
  spent(taken: number, begun: number, now: number): void;
  /** A connect was accepted. */
  opened(): void;
}

/** `rateCap`: frames a second; null: no cap. */
export function createAllowance(rateCap: number | null, start: number): Allowance {
  if (rateCap === null) return { take: (room) => room, spent: () => {}, opened: () => {} };
  const bucket = createTokenBucket(start * 1000);
  setRate(bucket, rateCap, rateCap);
  let debt = 0;
  return {
    take(room, now) {
      const frames = take(bucket, now * 1000, room);
      const paid = Math.min(debt, frames);
      debt -= paid;
      return frames - paid;
    },
    spent(taken, begun, now) {
      bucket.tokens = Math.min(bucket.size + 1, bucket.tokens + taken - begun);
      if (begun > 0) went(bucket, now * 1000);
    },
    opened() {
      debt += FRAMES_MORE_WHERE_OPEN;
    },
  };
}
