// Our own side runs out of something: files, ports, memory. The scan pauses, and gives up where that does not help.
import { getSystemErrorName } from 'node:util';
import { ScanError } from './scan-error.ts';

const PAUSE_MS = 20;
const LIMIT_MS = 5000;

export interface Faults {
  /** Nothing may be begun before this time, milliseconds. */
  readonly pausedUntil: number;
  /** A connect failed with this errno. Throws ScanError `E_NO_SOCKETS` where nothing else has happened for five seconds. */
  happened(error: number, now: number): void;
  /** A connect ended in any other way. */
  over(): void;
}

export function createFaults(): Faults {
  let since = -1;
  let pausedUntil = 0;
  return {
    get pausedUntil() {
      return pausedUntil;
    },
    happened(error, now) {
      if (since < 0) since = now;
      pausedUntil = now + PAUSE_MS;
      if (now - since <= LIMIT_MS) return;
      const advice = 'close other programs that hold many connections, or raise the limit of open files (ulimit -n)';
      throw new ScanError(
        'E_NO_SOCKETS',
        `this machine gives no connections (${getSystemErrorName(-error)}): ${advice}`,
      );
    },
    over() {
      since = -1;
    },
  };
}
