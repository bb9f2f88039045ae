// The clock that the kernel stamps packets with: CLOCK_REALTIME, in microseconds.
import { declare } from './libc.ts';

const CLOCK_REALTIME = 0;
const clockGettime = declare('int clock_gettime(int clock, void* time)');
const time = new BigInt64Array(2);

/** Microseconds since 1970 (clock_gettime(2)); a double holds them exactly. */
export function realtimeMicros(): number {
  clockGettime(CLOCK_REALTIME, time);
  return Number(time[0]) * 1e6 + Math.floor(Number(time[1]) / 1000);
}

/** What to add to `performance.now() * 1000` of this thread to have microseconds since 1970. */
export function realtimeOffset(): number {
  let best = Number.POSITIVE_INFINITY;
  let offset = 0;
  // The reading between the closest pair of performance.now() calls is the least disturbed one.
  for (let k = 0; k < 16; k++) {
    const before = performance.now();
    const real = realtimeMicros();
    const after = performance.now();
    if (after - before < best) {
      best = after - before;
      offset = real - (before + after) * 500;
    }
  }
  return offset;
}

const nanosleep = declare('int nanosleep(void* request, void* remaining)');
const request = new BigInt64Array(2);

/** Blocks this thread for about this long: for worker threads only. */
export function sleepMicros(micros: number): void {
  request[0] = BigInt(Math.floor(micros / 1e6));
  request[1] = BigInt(Math.floor((micros % 1e6) * 1000));
  nanosleep(request, null);
}
