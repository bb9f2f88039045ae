// How a scan that runs is steered (src/finding/steering.ts), as the engines see it: the limit that holds now. They look again and
// again, so that a change reaches them within milliseconds; a lower limit holds over every 100 ms from a quarter of a second on.
import { capOf, type Reins } from '../finding/steering.ts';
import { COMMAND, COUNTER, PAUSE, type SharedState } from './state/shared-state.ts';

export interface ScanReins {
  readonly paused: boolean;
  /** Frames a second, never exceeded; null: no limit. */
  readonly rateCap: number | null;
}

/** `asked`: the limit that was asked for at the start; `share`: what of a limit is for the probes. */
export function scanReins(
  asked: number | null,
  reins: Reins,
  share: (cap: number | null) => number | null = (cap) => cap,
): ScanReins {
  return {
    get paused() {
      return reins.paused;
    },
    get rateCap() {
      return share(capOf(reins, asked));
    },
  };
}

/** Tells whoever sends what is wanted now; returns whether nothing is to be sent. */
export function obey(
  { paused, rateCap }: ScanReins,
  { commands, counters }: Pick<SharedState, 'commands' | 'counters'>,
): boolean {
  counters[COUNTER.rateCap] = rateCap ?? 0;
  if (paused) Atomics.or(commands, COMMAND.paused, PAUSE.person);
  else Atomics.and(commands, COMMAND.paused, ~PAUSE.person);
  return paused;
}

/** Nobody steers. */
export const steadyReins = (rateCap: number | null): ScanReins => ({ paused: false, rateCap });
