// How long a host takes to answer, and how long to wait for it. Each host has an estimate of its own: that one host is near
// says nothing about another.
//
// Rules:
//  1. RFC 6298 section 2 (link/rtt.ts), each host by its own answers, milliseconds.
//  2. Who never answered anything is a stranger. The first time he is given a second (section 2.1), and two more, the first
//     doubling, where his socket need not make room for others; after that three seconds at once.
//  3. An answer after the kernel has repeated the SYN may be to either (Karn's algorithm): it is no measurement, unless
//     it came too quickly for the second, is nearer to what is usual for the first, or is the first of its host.
import { longest, type RttEstimate } from '../../link/rtt.ts';

const INITIAL_MS = 1000;
/** A little less than three, so that the kernel does not repeat the SYN once more when nobody waits for it any longer. */
const STRANGER_MS = 2970;
const LEAST_MS = 100;
const MOST_MS = 5000;
const BACKOFF_MOST = 4;
/** The time that the answer to a SYN which the kernel repeated is given at least. */
const LINGER_LEAST_MS = 200;

/** Retransmission timeout, milliseconds. */
export function timeoutOf(roundTrip: RttEstimate | null): number {
  if (roundTrip === null || roundTrip.smoothed === 0) return INITIAL_MS;
  return Math.min(MOST_MS, Math.max(LEAST_MS, longest(roundTrip)));
}

/** How long a connect counts as under way. `attempt`: from 1. */
export function patience(roundTrip: RttEstimate | null, attempt: number): number {
  if (roundTrip === null || roundTrip.smoothed === 0) return attempt === 1 ? INITIAL_MS : STRANGER_MS;
  return Math.min(MOST_MS, timeoutOf(roundTrip) * Math.min(attempt, BACKOFF_MOST));
}

/** How long the socket of a first attempt waits, from its beginning: until the kernel's repeat has had its time. */
export function lingerTime(roundTrip: RttEstimate | null, firstRepeat: number): number {
  if (roundTrip === null || roundTrip.smoothed === 0) return STRANGER_MS;
  return firstRepeat + Math.max(LINGER_LEAST_MS, timeoutOf(roundTrip));
}

/** Whether an answer after so long says how long the way takes; `lastRepeat`: when the SYN was repeated, 0: never. */
export function isMeasurement(roundTrip: RttEstimate, rtt: number, lastRepeat: number): boolean {
  const usual = roundTrip.smoothed;
  if (lastRepeat === 0 || usual === 0 || rtt - lastRepeat < usual / 2) return true;
  return Math.abs(rtt - usual) <= Math.abs(rtt - lastRepeat - usual);
}

/** Whether an answer after so long was to the repeat, most likely. */
export function isRecovery(roundTrip: RttEstimate, rtt: number, lastRepeat: number): boolean {
  return lastRepeat > 0 && roundTrip.smoothed > 0 && !isMeasurement(roundTrip, rtt, lastRepeat);
}

/** How often a stranger is asked by one socket that waits all its time. */
export function strangerAsks(synRepeats: readonly number[]): number {
  return 1 + synRepeats.filter((at) => at < STRANGER_MS).length;
}
