// Watches the end of a lifecycle from a thread of its own (watch-thread.ts). It is started with the end: a thread costs a tenth of a second of
// processor time, a sixth of the server's start.
import { Worker } from 'node:worker_threads';
import { type EndStep, IS_OVER, RESTS, STEPS, type WatchSetup, WORD } from './watch-state.ts';

export interface Watch {
  /** The part at this place begins this step, which may take so long. */
  step(part: number, step: EndStep, limitMs: number): void;
  /** All has ended. */
  over(): void;
}

export function createWatch(names: readonly string[]): Watch {
  let words: Int32Array | null = null;
  const put = (all: Int32Array, limitMs: number): void => {
    Atomics.store(all, WORD.limitMs, limitMs);
    Atomics.add(all, WORD.number, 1);
    Atomics.notify(all, WORD.number);
  };
  return {
    step(part, step, limitMs) {
      words ??= open(names);
      Atomics.store(words, WORD.part, part);
      Atomics.store(words, WORD.step, STEPS.indexOf(step));
      put(words, Math.ceil(limitMs));
    },
    over() {
      if (words !== null) put(words, IS_OVER);
      words = null;
    },
  };
}

function open(names: readonly string[]): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(WORD.count * Int32Array.BYTES_PER_ELEMENT));
  words[WORD.limitMs] = RESTS;
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const thread = new Worker(new URL(`./watch-thread.${suffix}`, import.meta.url), {
    workerData: { words, names } satisfies WatchSetup,
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  // Without it the lifecycle's own limits hold all the same.
  thread.on('error', () => {});
  thread.unref();
  return words;
}
