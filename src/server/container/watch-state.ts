// What the lifecycle and the thread that watches it share while it ends: 32-bit words, written by the lifecycle alone.
//
//   step number · part · step · limit in ms (0: none is under way; -1: it is over)
//
// The step number is written last: who sees a new one sees what belongs to it.

export const WORD = { number: 0, part: 1, step: 2, limitMs: 3, count: 4 } as const;
export const RESTS = 0;
export const IS_OVER = -1;
export const STEPS = ['stop', 'destroy'] as const;
export type EndStep = (typeof STEPS)[number];

/** What the thread is given. */
export interface WatchSetup {
  readonly words: Int32Array;
  /** Of the parts, by their place. */
  readonly names: readonly string[];
}
