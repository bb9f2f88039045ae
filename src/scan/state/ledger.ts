// What became of each probe, 2 bits a probe, in memory that the engine's threads share.
//
//   word = index / 16    ┌ probe 15 ┬ ... ┬ probe 1 ┬ probe 0 ┐    0 unanswered, 1 open, 2 closed, 3 filtered (ICMP)
//                        └ bits 31,30     └ 3,2     ┴ 1,0     ┘
//
// Invariant: where `setOnce` is called, one thread writes (the raw engine's receiver), any may read. So plain loads and
// stores will do: a reader sees a probe either as it was or as it is, at the worst one update late. In the kernel engine
// programs on several processors write, by compare-and-swap (kernel/receive/program.ts), and threads only read.
import { CLOSED, FILTERED, OPEN } from '../../probe/answer.ts';

/** What is written down is what a probe's `read` returns. */
export { CLOSED, FILTERED, OPEN };
export const UNANSWERED = 0;

/** Bytes that the ledger of so many probes takes; a whole number of 32-bit words. */
export function ledgerBytes(probes: number): number {
  return Math.ceil(probes / 16) * 4;
}

/** The state of probe `index`, 0 <= index < 2^32. */
export function get(words: Uint32Array, index: number): number {
  // `>>>` and `&` take the index modulo 2^32, so they are right up to 2^32 - 1, where `>>` would not be.
  return (words[index >>> 4] >>> ((index & 15) << 1)) & 3;
}

/**
 * Writes a first answer and returns what stood there before: 0 says that the answer is news. Later answers change
 * nothing, but for an open port after an ICMP error: a service that answers is open, whatever a router said.
 */
export function setOnce(words: Uint32Array, index: number, value: number): number {
  const place = index >>> 4;
  const shift = (index & 15) << 1;
  const word = words[place];
  const previous = (word >>> shift) & 3;
  if (previous === UNANSWERED) words[place] = word | (value << shift);
  else if (previous === FILTERED && value === OPEN) words[place] = (word & ~(3 << shift)) | (OPEN << shift);
  return previous;
}

/** How many probes of [from, to) are in each state, by state number. A word, 16 probes, at a time. */
export function countStates(
  words: Uint32Array,
  from: number,
  to: number,
): [unanswered: number, open: number, closed: number, filtered: number] {
  if (from >= to) return [0, 0, 0, 0];
  const firstWord = from >>> 4;
  const lastWord = (to - 1) >>> 4;
  let open = 0;
  let closed = 0;
  let filtered = 0;
  for (let place = firstWord; place <= lastWord; place++) {
    let word = words[place];
    if (word === 0) continue;
    if (place === firstWord) word &= -1 << ((from & 15) << 1);
    if (place === lastWord) word &= -1 >>> (30 - (((to - 1) & 15) << 1));
    const low = word & 0x55555555;
    const high = (word >>> 1) & 0x55555555;
    open += ones(low & ~high);
    closed += ones(high & ~low);
    filtered += ones(low & high);
  }
  return [to - from - open - closed - filtered, open, closed, filtered];
}

/** How many of the even bits are set; the odd ones must be 0. */
function ones(even: number): number {
  const pairs = (even & 0x33333333) + ((even >>> 2) & 0x33333333);
  return Math.imul((pairs + (pairs >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
