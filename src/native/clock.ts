// The kernel's clocks, in microseconds (clock_gettime(2)).
//
//   CLOCK_BOOTTIME  what waits, time-outs and elapsed times are measured with: nobody sets it, and it counts suspension
//   CLOCK_REALTIME  what the kernel stamps packets with; it may be set at any moment
import { declare } from './libc.ts';

const CLOCK_REALTIME = 0;
const CLOCK_BOOTTIME = 7;
const clockGettime = declare('int clock_gettime(int clock, void* time)');
/** struct timespec as halves of 64 bits, low half first: seconds, nanoseconds. */
const time = new Int32Array(4);

function read(clock: number): number {
  clockGettime(clock, time);
  return ((time[0] >>> 0) + time[1] * 2 ** 32) * 1e6 + Math.floor(time[2] / 1000);
}

/** Microseconds since 1970; a double holds them exactly. */
export function realtimeMicros(): number {
  return read(CLOCK_REALTIME);
}

/** Microseconds since the machine started, the time that it slept included. */
export function bootMicros(): number {
  return read(CLOCK_BOOTTIME);
}

/** What to add to `now` to have microseconds since 1970. */
function realtimeMinus(now: () => number): number {
  let best = Number.POSITIVE_INFINITY;
  let offset = 0;
  // The reading between the closest pair of calls is the least disturbed one.
  for (let k = 0; k < 16; k++) {
    const before = now();
    const real = realtimeMicros();
    const after = now();
    if (after - before < best) {
      best = after - before;
      offset = real - (before + after) / 2;
    }
  }
  return offset;
}

/** What to add to `performance.now() * 1000` of this thread to have microseconds since 1970. */
export function realtimeOffset(): number {
  return realtimeMinus(() => performance.now() * 1000);
}

/** What to add to `bootMicros()` to have microseconds since 1970, as long as nobody sets the clock. */
export function bootToRealtime(): number {
  return realtimeMinus(bootMicros);
}

const nanosleep = declare('int nanosleep(void* request, void* remaining)');
const request = new BigInt64Array(2);

/** Blocks this thread for about this long: for worker threads only. */
export function sleepMicros(micros: number): void {
  request[0] = BigInt(Math.floor(micros / 1e6));
  request[1] = BigInt(Math.floor((micros % 1e6) * 1000));
  nanosleep(request, null);
}
