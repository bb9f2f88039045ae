// Even pacing with a promise: over any 100 ms no more frames leave than the rate allows. The times at which the last
// frames were sent stand in a ring as long as one window's share; a frame may go when the oldest of them has left it.
//
// So it uses a cap up to the last frame, and knows when others may begin; but it needs memory and a step for each frame.
// For ARP and ping, tens of thousands a second or a cap. Probes by the million go out by five numbers (scan/pace/token-bucket.ts),
// which stay 3 % and more under a cap and can be kept by a program in the kernel.

const WINDOW_MS = 100;
/** A caller that comes late may catch up on this much, no more: bursts fill small queues. */
const CATCH_UP_MS = 5;
/** Between two buckets: a timer may be early, and clocks are read before and after the frame has gone. */
const CLEAR_SLACK_MS = 2;

export interface Pacer {
  /** The limit, frames a second. */
  readonly rate: number;
  /** How many frames may be sent now, at most `most`. */
  allowance(now: number, most: number): number;
  /** Frames were sent; `now` is the time after the call that sent them. */
  sent(count: number, now: number): void;
  /** Milliseconds until one more may go. */
  waitMs(now: number): number;
  /** Milliseconds until whoever paces by another bucket may begin: no frame of ours is in the window any more. */
  clearMs(now: number): number;
  /** Slows down to, or comes back up from, a lower rate; the rate given at the start stays the limit. */
  setRate(rate: number): void;
}

/**
 * Keeps a limit that may change, or be none (null), at any moment; 0: nothing may go. What went under the limit before counts: after
 * a change nothing goes for as long as a window takes.
 */
export function createChangingPacer(
  limit: () => number | null,
): Pick<Pacer, 'allowance' | 'sent' | 'waitMs' | 'clearMs'> {
  let rate = limit();
  let pacer = rate === null || rate === 0 ? null : createPacer(rate);
  let heldUntil = Number.NEGATIVE_INFINITY;

  function look(now: number): void {
    const wanted = limit();
    if (wanted === rate) return;
    rate = wanted;
    pacer = rate === null || rate === 0 ? null : createPacer(rate);
    heldUntil = now + WINDOW_MS + CLEAR_SLACK_MS;
  }

  return {
    allowance(now, most) {
      look(now);
      if (rate === 0 || (rate !== null && now < heldUntil)) return 0;
      return pacer === null ? most : pacer.allowance(now, most);
    },
    sent: (count, now) => pacer?.sent(count, now),
    waitMs: (now) =>
      rate === 0 ? CATCH_UP_MS : Math.max(rate === null ? 0 : heldUntil - now, pacer?.waitMs(now) ?? 0),
    clearMs: (now) => pacer?.clearMs(now) ?? 0,
  };
}

/** `rate` is in frames a second, above 0; all times are milliseconds of one clock. */
export function createPacer(rate: number): Pacer {
  const share = Math.max(1, Math.floor((rate * WINDOW_MS) / 1000));
  // Under one frame a window the window is one frame long.
  const windowMs = Math.max(WINDOW_MS, 1000 / rate);
  const smallestIntervalMs = windowMs / share;
  let intervalMs = smallestIntervalMs;
  const times = new Float64Array(share).fill(Number.NEGATIVE_INFINITY);
  let head = 0;
  let due = Number.NEGATIVE_INFINITY;

  /** Frames that the window has room for, up to `most`. */
  function room(now: number, most: number): number {
    let count = 0;
    while (count < most && count < share && times[(head + count) % share] < now - windowMs) count++;
    return count;
  }

  return {
    rate,
    allowance(now, most) {
      due = due === Number.NEGATIVE_INFINITY ? now : Math.max(due, now - CATCH_UP_MS);
      const paced = due > now ? 0 : Math.floor((now - due) / intervalMs) + 1;
      return room(now, Math.min(most, paced));
    },
    sent(count, now) {
      for (let k = 0; k < count; k++) {
        times[head] = now;
        head = head + 1 === share ? 0 : head + 1;
      }
      due += count * intervalMs;
    },
    setRate(lower) {
      intervalMs = Math.max(smallestIntervalMs, 1000 / lower);
    },
    clearMs: (now) => Math.max(0, times[head === 0 ? share - 1 : head - 1] + windowMs + CLEAR_SLACK_MS - now),
    waitMs: (now) => Math.max(0, due - now, times[head] + windowMs - now),
  };
}
