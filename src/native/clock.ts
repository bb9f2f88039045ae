// The kernel's clocks, in microseconds (clock_gettime(2)).
//
//   CLOCK_BOOTTIME  what waits, time-outs and elapsed times are measured with: nobody sets it, and it counts suspension
//   CLOCK_REALTIME  what the kernel stamps packets with; it may be set at any moment
import { declare, SystemError } from './libc.ts';

const CLOCK_REALTIME = 0;
const CLOCK_BOOTTIME = 7;
const clockGettime = declare('int clock_gettime(int clock, void* time)');
const time = new BigInt64Array(2);

/** Microseconds since 1970; a double holds them exactly. */
export function realtimeMicros(): number {
  clockGettime(CLOCK_REALTIME, time);
  return Number(time[0]) * 1e6 + Math.floor(Number(time[1]) / 1000);
}

/** struct timespec as halves of 64 bits, low half first: the engine's threads ask often, and this is quicker. */
const bootTime = new Int32Array(4);

/** Microseconds since the machine started, the time that it slept included. */
export function bootMicros(): number {
  clockGettime(CLOCK_BOOTTIME, bootTime);
  return ((bootTime[0] >>> 0) + bootTime[1] * 2 ** 32) * 1e6 + Math.floor(bootTime[2] / 1000);
}

/** Milliseconds of that clock; of the process's own where only Linux has it, which stands still while the machine sleeps. */
export const bootMillis: () => number =
  process.platform === 'linux' ? () => bootMicros() / 1000 : () => performance.now();

/** What to add to `bootMicros()` to have microseconds since 1970, as long as nobody sets the clock. */
export function bootToRealtime(): number {
  let best = Number.POSITIVE_INFINITY;
  let offset = 0;
  // The reading between the closest pair of calls is the least disturbed one.
  for (let k = 0; k < 16; k++) {
    const before = bootMicros();
    const real = realtimeMicros();
    const after = bootMicros();
    if (after - before < best) {
      best = after - before;
      offset = real - (before + after) / 2;
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

const PR_SET_TIMERSLACK = 29;
const prctl = declare('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)');

/**
 * How late the kernel may wake this thread, nanoseconds (PR_SET_TIMERSLACK of prctl(2)); 50,000 unless set. Threads
 * started later inherit it.
 */
export function setTimerSlack(nanoseconds: number): void {
  if (prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0) !== 0) throw new SystemError('prctl PR_SET_TIMERSLACK');
}
