// How many ports this process can keep up with. Answers that wait in the kernel because their reader is busy come late, and
// are taken for silence: so the busier the event loop is, the fewer are asked at once. It is judged every WINDOW_MS.
import { performance } from 'node:perf_hooks';

const WINDOW_MS = 100;
/** Of the time, in which the event loop did something. */
const BUSY = 0.9;
/** Ports that are silent cost time and nothing else: however busy the machine is, so many wait beside each other. */
const LEAST = 24;
const FIRST = 48;
const GROWTH = 16;
const CUT = 0.8;

export interface Load {
  /** So many at once, for now. */
  limit(): number;
}

/** `busyShare`: of the time since it was asked last; `now` in milliseconds. */
export function createLoad(most: number, busyShare = eventLoopShare(), now = () => performance.now()): Load {
  let limit = FIRST;
  let judged = now();
  return {
    limit() {
      const time = now();
      if (time - judged < WINDOW_MS) return limit;
      judged = time;
      limit = busyShare() > BUSY ? Math.max(LEAST, Math.floor(limit * CUT)) : Math.min(most, limit + GROWTH);
      return limit;
    },
  };
}

function eventLoopShare(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const current = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(current, last);
    last = current;
    return utilization;
  };
}
