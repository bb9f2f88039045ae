// Spreads connects in time where silence makes room for them. Answers come as far apart as the narrowest link lets them, and
// so do the connects that follow them. Silence comes all at once, a time-out after a burst: what follows would be the same
// burst again, and again where the kernel repeats its SYNs, and each time the same probes would not fit into a queue.
//
// Rule: each answer lets two connects go at once, its own place and that by which the window may have grown; all else goes
// evenly, at the rate at which a window empties by silence and a fifth more. Until the first answer of all that is the pace
// at which the window doubles.
import { START, STRETCH_MS } from './window.ts';

const PER_ANSWER = 2;
const SHARE = 1.2;
/** What a late look does not lose; as long as a turn of the event loop, and for the shortest of queues. */
const LATE_MS = 2;
const LEAST = 8;
/** How much of the mean each connect is. */
const SMOOTHING = 1 / 64;

export interface Spread {
  /** Connects that may go. */
  room: number;
  /** How long silent connects are waited for, milliseconds; a smoothed mean. */
  wait: number;
  lookedAt: number;
}

export function createSpread(start: number): Spread {
  return { room: START, wait: STRETCH_MS, lookedAt: start };
}

/** So many were answered. */
export function answersMakeRoom(spread: Spread, answers: number): void {
  spread.room += PER_ANSWER * answers;
}

/** How many may go. `size`: of the window. */
export function spreadRoom(spread: Spread, size: number, now: number): number {
  const perMs = (SHARE * size) / spread.wait;
  const most = Math.max(LEAST, LATE_MS * perMs);
  if (spread.room < most) spread.room = Math.min(most, spread.room + (now - spread.lookedAt) * perMs);
  spread.lookedAt = now;
  return Math.floor(spread.room);
}

/** What would go next waits for its turn. */
export function isSpread({ room }: Spread): boolean {
  return room < 1;
}

/** A connect began; it will be waited for so long, milliseconds. */
export function wentOut(spread: Spread, wait: number): void {
  spread.room--;
  spread.wait += (wait - spread.wait) * SMOOTHING;
}
