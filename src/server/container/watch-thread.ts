// The thread that watches the end of a lifecycle. A part that keeps the event loop to itself lets no timer fire, and no signal in: this thread has
// neither. It names the part whose step is under way and kills the process; engine and keeper end with it, as they hear of it no more.
//
//  1. A step that takes its limit is ended by the lifecycle's own timer. Only one that is still the same GRACE_MS later has blocked it.
//  2. The limit and the grace are waited for one after the other, so that who was stopped for a while (SIGSTOP) has all of the second.
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { IS_OVER, RESTS, STEPS, type WatchSetup, WORD } from './watch-state.ts';

const GRACE_MS = 1000;

const { words, names } = workerData as WatchSetup;

/** Whether the same step is still under way after so long. */
function isSameAfter(number: number, milliseconds: number): boolean {
  return Atomics.wait(words, WORD.number, number, milliseconds) === 'timed-out';
}

for (;;) {
  const number = Atomics.load(words, WORD.number);
  const limitMs = Atomics.load(words, WORD.limitMs);
  if (limitMs === IS_OVER) break;
  if (limitMs === RESTS) Atomics.wait(words, WORD.number, number);
  else if (isSameAfter(number, limitMs) && isSameAfter(number, GRACE_MS)) end(limitMs + GRACE_MS);
}

function end(afterMs: number): void {
  const step = STEPS[Atomics.load(words, WORD.step)];
  const name = names[Atomics.load(words, WORD.part)];
  try {
    const text = `something blocked the process for ${afterMs} ms while ${name} was in ${step}: it is killed`;
    writeSync(2, `portolan: ${text} [E_SERVICE_STOP]\n`);
  } catch {
    // Nobody reads it.
  }
  process.kill(process.pid, 'SIGKILL');
}
