import { realtimeMicros, realtimeOffset } from '../link/time.ts';
import type { Book } from './book.ts';
import type { Reader } from './reader.ts';

/** Microseconds by which the clock may wander between two looks. */
const CLOCK_STEP = 2000;

/** Round trips across a step of CLOCK_REALTIME cannot be told: the kernel's times are of that clock. */
export function createClockWatch(reader: Reader, book: Book): (now: number) => void {
  let offset = realtimeOffset();
  return (now) => {
    const wandered = realtimeMicros() - performance.now() * 1000 - offset;
    if (Math.abs(wandered) <= CLOCK_STEP) {
      offset += wandered / 8;
      return;
    }
    // This thread may have been stopped between the two readings: look again, with care.
    const exact = realtimeOffset();
    const step = exact - offset;
    offset = exact;
    if (Math.abs(step) <= CLOCK_STEP) return;
    reader.steppedAt = Math.max(now, performance.now());
    const text = `the system clock was set by ${(step / 1000).toFixed(1)} ms; probes under way have no round-trip time`;
    book.notice('N_CLOCK_STEPPED', text);
  };
}
