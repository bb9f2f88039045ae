// How many ports this process can keep up with. Answers that wait in the kernel because their reader is busy come late, and so
// do our own words: the later the turns of the event loop, the fewer are asked at once. It is judged every WINDOW_MS.
//
// Lateness and not the time in which it did something: a loop that is never idle, and turns within milliseconds, keeps up.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const WINDOW_MS = 100;
/** Answers are waited for a hundred milliseconds at least. */
const LATE_MS = 20;
/** Ports that are silent cost time and nothing else: however busy the machine is, so many wait beside each other. */
const LEAST = 32;
const FIRST = 96;
const GROWTH = 16;
const CUT = 0.8;

export interface Load {
  /** So many at once, for now. */
  limit(): number;
}

/** `lateness`: of the event loop's turns since it was asked last, their mean; `now`: both in milliseconds. */
export function createLoad(most: number, lateness = eventLoopDelay(), now = () => performance.now()): Load {
  let limit = FIRST;
  let judged = now();
  return {
    limit() {
      const time = now();
      if (time - judged < WINDOW_MS) return limit;
      judged = time;
      limit = lateness() > LATE_MS ? Math.max(LEAST, Math.floor(limit * CUT)) : Math.min(most, limit + GROWTH);
      return limit;
    },
  };
}

const RESOLUTION_MS = 5;

/** What was measured includes the time between two looks. */
function eventLoopDelay(): () => number {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return () => {
    const mean = delay.count === 0 ? WINDOW_MS : delay.mean / 1e6 - RESOLUTION_MS;
    delay.reset();
    return mean;
  };
}
