// Spreads connects in time where silence makes room for them. Answers come as far apart as the narrowest link lets them, and
// so do the connects that follow them. Silence comes all at once, a time-out after a burst: what follows would be the same
// burst again, and again where the kernel repeats its SYNs, and each time the same probes would not fit into a queue.
//
// Rule: each answer lets two connects go at once, its own place and that by which the window may have grown; all else goes
// evenly, at the rate at which a window empties by silence and a half more.
import { START } from './window.ts';

const PER_ANSWER = 2;
const SHARE = 1.5;
/** What a late look does not lose; as long as a turn of the event loop, and for the shortest of queues. */
const LATE_MS = 2;
const LEAST = 8;

export interface Spread {
  /** Connects that may go. */
  room: number;
  lookedAt: number;
}

export function createSpread(start: number): Spread {
  return { room: START, lookedAt: start };
}

/** So many were answered. */
export function answersMakeRoom(spread: Spread, answers: number): void {
  spread.room += PER_ANSWER * answers;
}

/** How many may go. `size`: of the window; `timeout`: after which it is empty, milliseconds. */
export function spreadRoom(spread: Spread, size: number, timeout: number, now: number): number {
  const perMs = (SHARE * size) / timeout;
  const most = Math.max(LEAST, LATE_MS * perMs);
  if (spread.room < most) spread.room = Math.min(most, spread.room + (now - spread.lookedAt) * perMs);
  spread.lookedAt = now;
  return Math.floor(spread.room);
}

export function wentOut(spread: Spread, connects: number): void {
  spread.room -= connects;
}
