// What of a scan's probes is lost, from the answers that only repeats brought (rounds.ts, rules 1 and 5). The source port that
// an answer comes to says which pass asked: what comes late is not lost.

import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import { CANARY_SLOT, COUNTER, slotOf } from '../state/shared-state.ts';
import type { SpokenCounts } from './languages.ts';
import { measuredLoss } from './rounds.ts';

export interface ScanLoss {
  now(): number;
  /** Answers that tell of loss (rule 5). */
  answered(): number;
  /** The passes up to this one asked the ports that are asked first (planner.ts, rule 4). */
  earlyIsOver(lastPass: number): void;
  isOfResponses(): boolean;
  /** This pass is about to be sent. `repeats`: it, and all later ones, ask what was asked before. */
  passBegins(pass: number, repeats: boolean): void;
}

/** From this pass on source ports are used again (slotOf). */
const FIRST_USED_AGAIN = CANARY_SLOT;

/** Responses to what was asked for the first time. */
interface FirstOpen {
  readonly early: number;
  readonly all: number;
}

export function createScanLoss(setup: EngineSetup, watch: HostWatch, spoken: SpokenCounts): ScanLoss {
  const { counters } = setup.state;
  const { refusalsAreLimited } = PROBES[setup.probe];
  const reliable = refusalsAreLimited ? COUNTER.open : COUNTER.answered;
  /** What a scan that is gone on with had. */
  const before = { open: counters[COUNTER.open], spokenOpen: counters[COUNTER.open] > 0 ? spoken.allSpokenOpen() : 0 };
  /** The last passes that asked what they did for the first time: ports that are asked first, and all. */
  let lastEarly: number | null = null;
  let lastFirst: number | null = null;
  /** What they had brought when their source ports were used again: from then on that is all. */
  let kept: FirstOpen | null = null;

  function firstOpen(): FirstOpen {
    return kept ?? { early: openUpTo(lastEarly ?? 0), all: openUpTo(lastFirst ?? FIRST_USED_AGAIN - 1) };
  }

  function openUpTo(last: number): number {
    let open = 0;
    for (let pass = 1; pass <= last; pass++) open += counters[COUNTER.openByPass + slotOf(pass)];
    return open;
  }

  function ofResponses(): number {
    const first = firstOpen();
    const open = counters[COUNTER.open] - before.open;
    const ofAll = lastFirst === null ? 0 : measuredLoss(open, open - first.all);
    if (lastEarly === null) return ofAll;
    const spokenOpen = spoken.allSpokenOpen() - before.spokenOpen;
    return Math.max(ofAll, measuredLoss(spokenOpen, spokenOpen - first.early));
  }

  function ofAnswers(): number {
    let recovered = 0;
    for (let k = 0; k < 16; k++) if (k !== 1) recovered += counters[COUNTER.answeredByPass + k];
    return measuredLoss(
      counters[COUNTER.answered] - watch.unreliableAnswers(),
      recovered - watch.unreliableRecovered(),
    );
  }

  return {
    now: () => (refusalsAreLimited ? ofResponses() : ofAnswers()),
    answered: () => counters[reliable],
    earlyIsOver(lastPass) {
      lastEarly ??= lastPass;
    },
    isOfResponses: () => lastEarly !== null,
    passBegins(pass, repeats) {
      if (pass >= FIRST_USED_AGAIN) kept ??= firstOpen();
      if (repeats) lastFirst ??= pass - 1;
    },
  };
}
