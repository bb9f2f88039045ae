// The engine's time: microseconds since the scan's start, on the clock that the kernel stamps packets with.
import { realtimeOffset, sleepMicros } from '../link/time.ts';

export interface Clock {
  (): number;
  /** Blocks the thread, about this many microseconds. */
  sleep(micros: number): void;
}

/** A clock for this thread; `epochMicros` is the start in microseconds since 1970. */
export function startClock(epochMicros: number): Clock {
  const offset = realtimeOffset() - epochMicros;
  const clock = () => performance.now() * 1000 + offset;
  return Object.assign(clock, { sleep: sleepMicros });
}
