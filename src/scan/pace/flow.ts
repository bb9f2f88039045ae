// Reads the flow bins: what became of the probes sent between two moments.

import { BIN_COUNT, type FlowBins } from '../state/shared-state.ts';
import type { Window } from './pace.ts';

/** Sums the bins of the milliseconds `from` to `to - 1` since the start. */
export function readFlow(bins: FlowBins, from: number, to: number, kernelDrops: number): Window {
  let sent = 0;
  let answered = 0;
  let frames = 0;
  for (let millisecond = from; millisecond < to; millisecond++) {
    const bin = millisecond & (BIN_COUNT - 1);
    if (bins.millisecond[bin] !== millisecond) continue;
    sent += bins.sent[bin];
    answered += bins.answered[bin];
    frames += bins.frames[bin];
  }
  return { sent, answered, frames, milliseconds: Math.max(1, to - from), kernelDrops };
}
