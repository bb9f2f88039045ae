// Runs passes: has the engine send one, waits for the answers, turn by turn (turn.ts).
import { HANDLING_MS } from '../pace/pace-follower.ts';
import { COMMAND, COUNTER, type Pass, slotOf } from '../state/shared-state.ts';
import { createTurns, type TurnParts } from './turn.ts';

/** After an interruption: how long answers that are on their way may still come in. */
export const LAST_ANSWERS_MS = 250;
/** A receiver that has not read everything by its time gets so much longer. */
const RECEIVER_LATE_MS = 1000;

export interface PassRunner {
  /** Returns when all of the pass is sent. */
  send(pass: Pass): Promise<void>;
  /** Waits for what is still to come, until then (milliseconds since the start) at the longest. */
  waitUntil(ms: number): Promise<void>;
  /** Nothing more is to be sent: everything is answered, or the scan was ended. */
  isOver(): boolean;
  /** Nobody answers any more: the way there is lost. */
  isLost(): boolean;
}

export function createPassRunner(parts: TurnParts & { readonly signal: AbortSignal }): PassRunner {
  const { setup, door, signal } = parts;
  const { commands, counters } = setup.state;
  const { now } = door;
  const turns = createTurns(parts);
  let hasBegun = false;

  const isOver = (): boolean => signal.aborted || turns.isLost() || turns.isAnswered();

  /** Everything that the kernel received up to this moment has been read. */
  function caughtUp(moment: number): boolean {
    return counters[COUNTER.idleMicros] / 1000 - HANDLING_MS[door.name] >= moment;
  }

  async function lastAnswers(): Promise<void> {
    const end = counters[COUNTER.lastSendMicros] / 1000 + LAST_ANSWERS_MS;
    while (now() < end && !turns.isAnswered()) await turns.turn();
  }

  return {
    async send(pass) {
      turns.passBegins(pass);
      door.startPass(pass);
      if (!hasBegun) {
        await door.begun;
        hasBegun = true;
        turns.beginsNow();
      }
      while (!door.isSent(pass)) await turns.turn();
      const last = Math.floor(counters[COUNTER.lastSendMicros]) & 0x7fffffff;
      Atomics.store(commands, COMMAND.passSentAt + slotOf(pass.number), last);
      if (signal.aborted) await lastAnswers();
    },
    async waitUntil(ms) {
      while (!isOver() && (now() < ms || !caughtUp(ms - HANDLING_MS[door.name]))) {
        if (now() > ms + RECEIVER_LATE_MS) return;
        await turns.turn();
      }
      if (signal.aborted) await lastAnswers();
    },
    isOver,
    isLost: turns.isLost,
  };
}
