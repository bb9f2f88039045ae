// How long to wait before a lost connection is tried again.

const FIRST_MS = 300;
const LONGEST_MS = 10_000;

/** Milliseconds before attempt number `attempt` (from 1): twice as long each time, a fifth more or less, so that not all come back at once. */
export function waitBefore(attempt: number, random: number): number {
  const plain = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10));
  return Math.round(plain * (0.8 + 0.4 * random));
}
