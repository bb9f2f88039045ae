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
  /** `question` is asked when its turn has come, under this cap. */
  take(question: () => void, cap: number, now: number): void;
  /** Called often. */
  tick(now: number): void;
}

/** From one question to the next under this cap, milliseconds at least. */
export const questionEveryMs = (cap: number): number => TURNS_A_QUESTION * turnMsOf(cap);

const turnMsOf = (cap: number): number => (cap < 10 ? 1000 / cap : 100 / Math.floor(cap / 10)) + BEGUN_MS;

export function createHopTurn(commands: Int32Array): HopTurn {
  let turnMs = 0;
  let waiting: (() => void) | null = null;
  let heldUntil = Number.POSITIVE_INFINITY;
  return {
    take(question, cap, now) {
      turnMs = turnMsOf(cap);
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
