// How work that runs is steered by whoever asked for it: held for a while, made slower or faster, kept from some of its targets.
//
// Rules:
//  1. Paused, nothing new is asked. What was asked before has its time, and what comes back counts.
//  2. The newest word about the pace wins: a limit may be above the one that was asked for at the start, and there may be none.
//  3. To a target that was dropped nothing more is sent: what was begun with it ends, nothing is begun. What was found stays.

/** What is wanted now; it may be another at any moment. */
export interface Reins {
  readonly paused: boolean;
  /** Probes a second, never exceeded; null: what the network bears; undefined: as it was asked for at the start. */
  readonly rateCap: number | null | undefined;
}

export interface Steering extends Reins {
  /** Targets that were dropped, as unsigned 32-bit numbers, inclusive; sorted, disjoint. Another list after each change. */
  readonly dropped: readonly (readonly [first: number, last: number])[];
  /** Whether an address was dropped. */
  isDropped(ip: string): boolean;
  /** Calls `changed` after each change, until the function that is returned is called. */
  onChange(changed: () => void): () => void;
}

/** Nobody steers. */
export const UNSTEERED: Steering = {
  paused: false,
  rateCap: undefined,
  dropped: [],
  isDropped: () => false,
  onChange: () => () => {},
};

/** The limit that holds now, where `asked` was asked for at the start. */
export function capOf({ rateCap }: Reins, asked: number | null): number | null {
  return rateCap === undefined ? asked : rateCap;
}

/** Resolves at once unless it is paused, else when it goes on; and when the signal ends it all. */
export async function whenGoing(steering: Steering, signal: AbortSignal): Promise<void> {
  if (!steering.paused || signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = steering.onChange(() => {
    if (!steering.paused) resolve();
  });
  const aborted = (): void => resolve();
  signal.addEventListener('abort', aborted);
  await promise;
  signal.removeEventListener('abort', aborted);
  done();
}
