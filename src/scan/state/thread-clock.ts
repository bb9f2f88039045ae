// The engine's time: microseconds since the scan's start, on a clock that nobody sets (CLOCK_BOOTTIME).
//
// The kernel stamps packets with CLOCK_REALTIME, which somebody may set in the middle of a scan. So a stamp is moved to
// our clock by a difference that is looked at again and again, and believed only where it is possible: a packet
// came before it is read, and not long before.
import { bootMicros, bootToRealtime, realtimeMicros, sleepMicros } from '../../link/time.ts';

export interface Clock {
  (): number;
  /** Blocks the thread, about this many microseconds. */
  sleep(micros: number): void;
}

/** A clock for any thread; `epochMicros` is the start as `bootMicros` tells it. */
export function startClock(epochMicros: number): Clock {
  const clock = () => bootMicros() - epochMicros;
  return Object.assign(clock, { sleep: sleepMicros });
}

/** The two clocks run apart by so much before one is taken to have been set: slewing (adjtime(3)) does less in a look. */
const STEP_MICROS = 1000;
/** A packet waits in the ring no longer than this, however late its reader is. */
const RING_KEEPS_MICROS = 1_000_000;
/** One that comes while others are read is later than the look; by so little. */
const READING_MICROS = 10_000;

export interface StampClock {
  /** Called before packets are read. `now`: the engine's time. */
  look(now: number): void;
  /** The engine's time of a packet that the kernel stamped `micros` (since 1970), and that is being read. */
  at(micros: number): number;
}

/** `realtime`: microseconds since 1970; `measure`: how far those are ahead of `bootMicros`. */
export function createStampClock(
  epochMicros: number,
  realtime: () => number = realtimeMicros,
  measure: () => number = bootToRealtime,
): StampClock {
  let ahead = measure() + epochMicros;
  let last = 0;
  return {
    look(now) {
      last = now;
      const apart = realtime() - now - ahead;
      if (Math.abs(apart) > STEP_MICROS) ahead = measure() + epochMicros;
      else ahead += Math.sign(apart);
    },
    at(micros) {
      const at = micros - ahead;
      return at > last + READING_MICROS || at < last - RING_KEEPS_MICROS ? last : at;
    },
  };
}
