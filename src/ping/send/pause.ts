// Waiting without holding up others: timers for the long part, a short sleep for the last millisecond, because timers
// of Node come up to a millisecond late.
import { sleepMicros } from '../../link/time.ts';

/** Milliseconds: the longest the event loop is held. */
const SLEEP_MOST = 1;
const TIMER_SLACK = 1.2;

export interface Pauser {
  /** Resolves after about so many milliseconds, or at once where `wake` was called. */
  pause(milliseconds: number): Promise<void>;
  wake(): void;
}

export function createPauser(): Pauser {
  let finish: (() => void) | null = null;
  let timer: NodeJS.Timeout | undefined;
  return {
    pause(milliseconds) {
      if (milliseconds <= SLEEP_MOST + TIMER_SLACK) {
        if (milliseconds > 0.02) sleepMicros(Math.min(milliseconds, SLEEP_MOST) * 1000);
        return new Promise((resolve) => setImmediate(resolve));
      }
      return new Promise((resolve) => {
        finish = resolve;
        timer = setTimeout(resolve, Math.floor(milliseconds - TIMER_SLACK));
      });
    },
    wake() {
      clearTimeout(timer);
      finish?.();
      finish = null;
    },
  };
}
