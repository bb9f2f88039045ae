// Frames that wait for a fixed time: a ring of slots, first in, first out, as all wait equally long.
//
//      head ──► oldest frame, due first          tail ──► next free slot
//      count = tail - head; both only grow; slot of n: n & (SLOTS - 1)
import { FRAME_LIMIT, numericAddress } from './tuntap.ts';

/** At 60,000 frames a second this is a quarter of a second of delay. A power of two. */
const SLOTS = 16_384;
const SLOT_BYTES = 1536;

export interface DelayLine {
  /** Where the next frame is to be written, at `offset()` of it, FRAME_LIMIT bytes at most. */
  readonly bytes: Uint8Array;
  offset(): number;
  /** The same place as an address. */
  address(): number;
  /** Keeps the frame written there. False: the line is full, the frame is lost. */
  push(length: number, now: number): boolean;
  /** Microseconds until the oldest frame is due; 0: due; -1: none waits. */
  dueIn(now: number): number;
  headAddress(): number;
  headLength(): number;
  shift(): void;
}

/** Times are in milliseconds, as performance.now() gives them. */
export function createDelayLine(delayMs: number): DelayLine {
  // One slot more than can wait: there is always room to write the next frame.
  const bytes = new Uint8Array((SLOTS + 1) * SLOT_BYTES);
  const base = numericAddress(bytes);
  const lengths = new Uint16Array(SLOTS);
  const dues = new Float64Array(SLOTS);
  let head = 0;
  let tail = 0;
  const place = (): number => (tail - head === SLOTS ? SLOTS : tail & (SLOTS - 1)) * SLOT_BYTES;
  return {
    bytes,
    offset: place,
    address: () => base + place(),
    push(length, now) {
      if (tail - head === SLOTS || length > FRAME_LIMIT) return false;
      lengths[tail & (SLOTS - 1)] = length;
      dues[tail & (SLOTS - 1)] = now + delayMs;
      tail++;
      return true;
    },
    dueIn(now) {
      if (head === tail) return -1;
      return Math.max(0, (dues[head & (SLOTS - 1)] - now) * 1000);
    },
    headAddress: () => base + (head & (SLOTS - 1)) * SLOT_BYTES,
    headLength: () => lengths[head & (SLOTS - 1)],
    shift() {
      head++;
    },
  };
}
