// How a scan that runs is steered (src/finding/steering.ts), as the engines see it: the limit that holds now. They look again and
// again, so that a change reaches them within milliseconds; a lower limit holds over every 100 ms from a quarter of a second on.
import { capOf, type Reins } from '../finding/steering.ts';

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

/** Nobody steers. */
export const steadyReins = (rateCap: number | null): ScanReins => ({ paused: false, rateCap });
