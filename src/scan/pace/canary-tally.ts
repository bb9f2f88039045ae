// How each of the canaries fared (canaries.ts, rule 5): whether it is the way that loses, or a service that limits what it answers.
//
//  1. A loss on the way meets all alike. Who answers far less often than the best of them has a reason of its own.
//  2. What overflows while the pace is looked for is lost in bursts; what a way always loses is lost all the time. So the
//     median over stretches of canaries shows what goes missing where little is asked.

/** So many, and a port's share of answers is known well enough to be held against another's. */
const JUDGED = 20;
/** So many asked lately are looked at; of older ones half as much each time. */
const REMEMBERED = 64;
const FAR_BELOW = 0.6;
/** So many tell of a loss, and make a stretch. */
const TELLING = 40;
/** A loss estimate from few is not trusted to be zero: as if half a one more had been lost. */
const PRIOR_LOST = 0.5;

export interface CanaryLoss {
  /** The share that was lost; and what is always lost. */
  readonly loss: number;
  readonly usual: number;
}

interface Stretch {
  asked: number;
  lost: number;
  /** Shares that earlier ones lost. */
  readonly losses: number[];
}

interface Count {
  asked: number;
  answered: number;
  /** Lately. */
  recent: number;
  recentAnswered: number;
}

export interface CanaryTally {
  /** This one, a host's, was answered, or its time is over. */
  count(index: number, host: number, answered: boolean): void;
  isLimited(index: number): boolean;
  /** What these lost, all of a host's; null where they were asked too seldom. */
  lossOf(host: number, indices: readonly number[]): CanaryLoss | null;
}

export function createTally(): CanaryTally {
  const counts = new Map<number, Count>();
  const stretches = new Map<number, Stretch>();

  function stretch(host: number, answered: boolean): void {
    const its = stretches.get(host) ?? { asked: 0, lost: 0, losses: [] };
    stretches.set(host, its);
    its.asked++;
    if (!answered) its.lost++;
    if (its.asked < TELLING) return;
    its.losses.push(its.lost / its.asked);
    its.asked = 0;
    its.lost = 0;
  }

  function medianOf(host: number): number {
    const losses = (stretches.get(host)?.losses ?? []).toSorted((a, b) => a - b);
    return losses[losses.length >> 1] ?? 1;
  }

  function best(): number {
    let most = 0;
    for (const { recent, recentAnswered } of counts.values()) {
      if (recent >= JUDGED) most = Math.max(most, recentAnswered / recent);
    }
    return most;
  }

  return {
    count(index, host, answered) {
      stretch(host, answered);
      const mine = counts.get(index) ?? { asked: 0, answered: 0, recent: 0, recentAnswered: 0 };
      counts.set(index, mine);
      mine.asked++;
      mine.recent++;
      if (answered) {
        mine.answered++;
        mine.recentAnswered++;
      }
      if (mine.recent < REMEMBERED) return;
      mine.recent /= 2;
      mine.recentAnswered /= 2;
    },
    isLimited(index) {
      const mine = counts.get(index);
      if (mine === undefined || mine.recent < JUDGED) return false;
      return mine.recentAnswered < FAR_BELOW * best() * mine.recent;
    },
    lossOf(host, indices) {
      let asked = 0;
      let lost = 0;
      for (const index of indices) {
        const mine = counts.get(index);
        if (mine === undefined) continue;
        asked += mine.asked;
        lost += mine.asked - mine.answered;
      }
      if (asked < TELLING) return null;
      const loss = (lost + PRIOR_LOST) / (asked + 2 * PRIOR_LOST);
      return { loss, usual: Math.min(loss, Math.max(medianOf(host), PRIOR_LOST / asked)) };
    },
  };
}
