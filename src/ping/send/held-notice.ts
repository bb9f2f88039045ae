// Notices of a state that may flap: one line a change, and no two of them closer than the hold time. What has gone back
// meanwhile is never told.
const HOLD_MS = 2000;

export interface HeldNotice<T> {
  /** The state is this now. */
  see(state: T, now: number): void;
  /** Tells what was held back, once its time has come; called now and then, and with infinity at the end. */
  settle(now: number): void;
}

export function createHeldNotice<T>(initial: T, tell: (state: T) => void): HeldNotice<T> {
  let told = initial;
  let current = initial;
  let toldAt = Number.NEGATIVE_INFINITY;
  function settle(now: number): void {
    if (current === told || now - toldAt < HOLD_MS) return;
    told = current;
    toldAt = now;
    tell(told);
  }
  return {
    see(state, now) {
      if (state === current) return;
      current = state;
      settle(now);
    },
    settle,
  };
}
