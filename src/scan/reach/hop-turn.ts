// A question about a next hop under a cap so low that no frame is to spare (token-bucket.ts): it takes the place of a probe.
//
// Rules:
//  1. The senders are held back, and the question goes once the last probe is as long ago as a probe's turn takes.
//  2. They go on when that long has passed after the question: so the cap holds over every 100 ms.
//  3. Questions take a tenth of the time at the most, so a hop that never answers does not slow a scan down by more.
import { COMMAND, PAUSE } from '../state/shared-state.ts';

/** What a sender has already begun may leave so much later. */
const BEGUN_MS = 10;
const TURNS_A_QUESTION = 20;

export interface HopTurn {
  /** From one question to the next, milliseconds at least. */
  readonly everyMs: number;
  /** `question` is asked when its turn has come. */
  take(question: () => void, now: number): void;
  /** Called often. */
  tick(now: number): void;
}

export function createHopTurn(commands: Int32Array, cap: number): HopTurn {
  const turnMs = (cap < 10 ? 1000 / cap : 100 / Math.floor(cap / 10)) + BEGUN_MS;
  let waiting: (() => void) | null = null;
  let heldUntil = Number.POSITIVE_INFINITY;
  return {
    everyMs: TURNS_A_QUESTION * turnMs,
    take(question, now) {
      Atomics.or(commands, COMMAND.paused, PAUSE.hop);
      waiting = question;
      heldUntil = now + turnMs;
    },
    tick(now) {
      if (now < heldUntil) return;
      if (waiting === null) {
        Atomics.and(commands, COMMAND.paused, ~PAUSE.hop);
        heldUntil = Number.POSITIVE_INFINITY;
        return;
      }
      waiting();
      waiting = null;
      heldUntil = now + turnMs;
    },
  };
}
