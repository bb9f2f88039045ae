// Whether a host limits its refusals, tried: a port that has refused is closed, and asked again at once it refuses again, unless the host
// limits that. Who is silent then is no filter, and hides nothing by it.
//
//  1. A host is tried once, when what its limit has saved up is used: AFTER_MS after its first refusal. So soon afterwards no limit has saved
//     up much again.
//  2. One refusal of these may have been due. More than that, and it is not known to limit them.

const AFTER_MS = 250;
const TRIAL = 8;
const REFUSED_MOST = 2;

interface Trial {
  readonly host: number;
  readonly fromMs: number;
  asked: number;
  judged: number;
  refused: number;
}

export interface RefusalTrials {
  /** This probe, a host's, is the first that it refused. */
  meet(host: number, probe: number, nowMs: number): void;
  /** Called often: asks those whose time has come, each once. */
  tryEach(nowMs: number, ask: (probe: number) => boolean): void;
  /** It was refused again, or its time is over. */
  judged(probe: number, refused: boolean): void;
}

/** `most`: hosts that are tried; `limits`: called for each that is found to limit its refusals. */
export function createRefusalTrials(most: number, limits: (host: number) => void): RefusalTrials {
  const trials = new Map<number, Trial>();
  const met = new Set<number>();

  return {
    meet(host, probe, nowMs) {
      if (met.size >= most || met.has(host)) return;
      met.add(host);
      trials.set(probe, { host, fromMs: nowMs + AFTER_MS, asked: 0, judged: 0, refused: 0 });
    },
    tryEach(nowMs, ask) {
      for (const [probe, trial] of trials) {
        if (trial.asked < TRIAL && trial.fromMs <= nowMs && ask(probe)) trial.asked++;
      }
    },
    judged(probe, refused) {
      const trial = trials.get(probe);
      if (trial === undefined) return;
      trial.judged++;
      if (refused) trial.refused++;
      if (trial.judged === TRIAL && trial.refused <= REFUSED_MOST) limits(trial.host);
    },
  };
}
