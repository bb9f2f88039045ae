// When and how often the silent are asked again.
import { longest, type RttEstimate } from '../rtt.ts';

/** One in a million: the chance to miss a host that is there. */
const MISS = 1e-6;
const MOST_ROUNDS = 14;

const UNKNOWN_RTO_MS = 250;
const SMALLEST_RTO_MS = 60;
const LARGEST_RTO_MS = 3000;

/** Rounds that are spent on this many silent addresses on a link that seems to lose nothing: few cost little. */
function usualRounds(silent: number): number {
  if (silent <= 1024) return 6;
  return silent <= 8192 ? 4 : 3;
}

/**
 * How many rounds to ask in all. `gained` holds the answers that came in each round so far; what a round gained over
 * the one before is what got lost of it. `persistent` is for the one address everything depends on, a gateway's.
 */
export function roundsNeeded(silent: number, gained: readonly number[], persistent: boolean): number {
  if (persistent) return MOST_ROUNDS;
  const usual = usualRounds(silent);
  const loss = lossBetween(gained);
  if (loss <= 0) return usual;
  const needed = loss >= 1 ? MOST_ROUNDS : Math.ceil(Math.log(MISS) / Math.log(loss));
  return Math.max(usual, Math.min(MOST_ROUNDS, needed));
}

/** The share of requests that got no answer, though their hosts are there, by what each round gained; 0 where nothing is known. */
export function lossBetween(gained: readonly number[]): number {
  let asked = 0;
  let again = 0;
  for (let round = 1; round < gained.length; round++) {
    asked += gained[round - 1];
    again += gained[round];
  }
  if (asked === 0) return again === 0 ? 0 : 1;
  return Math.min(1, again / asked);
}

/** How long the last requests of a round are waited for, milliseconds, as is the estimate. */
export function roundTimeout(estimate: RttEstimate): number {
  if (estimate.smoothed === 0) return UNKNOWN_RTO_MS;
  return Math.min(LARGEST_RTO_MS, Math.max(SMALLEST_RTO_MS, longest(estimate)));
}

/**
 * When the next round may begin, so that nobody is asked again within `timeoutMs`: all rounds ask in one order, evenly, so whoever stands
 * at a part of this round stands at about the same part of the next one, which takes `nextMs`.
 */
export function nextRoundAt(
  { began, ended }: { readonly began: number; readonly ended: number },
  timeoutMs: number,
  nextMs: number,
): number {
  return Math.max(ended, began + timeoutMs + Math.max(0, ended - began - nextMs));
}

/** Devices that sleep wake up for broadcasts a few times a second: every third beacon of 102.4 ms, as is usual. */
const LATE_MS = 400;
const LATEST_MS = 1500;

/** How long an answer is waited for in all, milliseconds since its host was first asked; `latestMs`: the longest that one has taken. */
export function patience(latestMs: number): number {
  return Math.min(LATEST_MS, Math.max(LATE_MS, 1.3 * latestMs));
}
