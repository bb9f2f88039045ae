import { bootMicros, bootMillis, bootToRealtime, realtimeMicros } from '../../link/time.ts';
import type { Book } from '../book/book.ts';
import type { Reader } from './reader.ts';

/** Microseconds by which the clock may wander between two looks. */
const CLOCK_STEP = 2000;

/** Microseconds; tests give others. */
export interface Clocks {
  /** What the kernel stamps packets with: may be set at any moment. */
  real(): number;
  /** Nobody sets it, and it counts suspension: a machine that slept has no clock that was set. */
  boot(): number;
  /** What to add to the second to have the first, read with care. */
  offset(): number;
}

const KERNEL: Clocks = { real: realtimeMicros, boot: bootMicros, offset: bootToRealtime };

/** Round trips across a step of CLOCK_REALTIME cannot be told: the kernel's times are of that clock. */
export function createClockWatch(
  reader: Pick<Reader, 'steppedAt'>,
  book: Pick<Book, 'notice'>,
  clocks: Clocks = KERNEL,
): (now: number) => void {
  let offset = clocks.offset();
  return (now) => {
    const wandered = clocks.real() - clocks.boot() - offset;
    if (Math.abs(wandered) <= CLOCK_STEP) {
      offset += wandered / 8;
      return;
    }
    // This thread may have been stopped between the two readings: look again, with care.
    const exact = clocks.offset();
    const step = exact - offset;
    offset = exact;
    if (Math.abs(step) <= CLOCK_STEP) return;
    reader.steppedAt = Math.max(now, bootMillis());
    const text = `the system clock was set by ${(step / 1000).toFixed(1)} ms; probes under way have no round-trip time`;
    book.notice('N_CLOCK_STEPPED', text);
  };
}
