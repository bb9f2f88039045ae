// What of a scan's probes is lost, from the answers that only repeats brought (rounds.ts, rules 1 and 5).

import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import { COUNTER } from '../state/shared-state.ts';
import type { SpokenCounts } from './languages.ts';
import { measuredLoss } from './rounds.ts';

export interface ScanLoss {
  now(): number;
  /** Answers that tell of loss (rule 5). */
  answered(): number;
  /** Of ports that were asked first (planner.ts, rule 4) these had answered in the time that takes. */
  earlyIsOver(): void;
  isOfResponses(): boolean;
  /** A repeat begins: where refusals are limited, what responds from now on only a repeat brought. */
  repeatBegins(): void;
}

export function createScanLoss(setup: EngineSetup, watch: HostWatch, spoken: SpokenCounts): ScanLoss {
  const { counters } = setup.state;
  const { refusalsAreLimited } = PROBES[setup.probe];
  const reliable = refusalsAreLimited ? COUNTER.open : COUNTER.answered;
  /** Responses when the first repeat began. */
  let atFirst: number | null = null;
  let early: number | null = null;

  function ofResponses(): number {
    const open = early === null ? 0 : spoken.allSpokenOpen();
    return Math.max(
      measuredLoss(open, open - (early ?? 0)),
      measuredLoss(counters[reliable], counters[reliable] - (atFirst ?? counters[reliable])),
    );
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
    earlyIsOver() {
      early ??= spoken.allSpokenOpen();
    },
    isOfResponses: () => early !== null,
    repeatBegins() {
      atFirst ??= counters[reliable];
    },
  };
}
