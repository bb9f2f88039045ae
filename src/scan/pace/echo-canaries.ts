// Hosts that say themselves, by ICMP echo, whether anything is lost on the way there, where no port of theirs can (canaries.ts, rule 7): a
// host that refuses a datagram a second says nothing of what becomes of twenty thousand.
//
//  1. A host that has refused something is tried, a few hosts at a time, by as many requests as tell of a loss. Only who answers
//     nearly all of them is asked on: some limit their echo replies too, some answer none.
//  2. They are asked in turn; those that the pass asks, if any of them is one.

/** As many as tell of a loss (canary-tally.ts); of these so many answered. */
const TRIAL = 40;
const TRIAL_ANSWERED = 38;
const TRIED_AT_ONCE = 4;

interface Trial {
  asked: number;
  judged: number;
  answered: number;
}

export interface EchoCanaries {
  /** It has refused something. */
  meet(host: number): void;
  /** Called often: asks each host that is tried once. */
  tryEach(ask: (host: number) => boolean): void;
  /** A request to this host was answered, or its time is over. */
  judged(host: number, answered: boolean): void;
  any(): boolean;
  has(host: number): boolean;
  /** Whose turn it is; -1: nobody's. `asks`: which hosts the pass asks; null: all. */
  next(asks: Uint8Array | null): number;
}

/** How a request to a host is told from a probe, whose number is not negative. */
export const echoOf = (host: number): number => -1 - host;
export const hostOfEcho = (what: number): number => -1 - what;

/** `most`: hosts that are tried. */
export function createEchoCanaries(most: number): EchoCanaries {
  const met = new Set<number>();
  const waiting: number[] = [];
  const trials = new Map<number, Trial>();
  const proven: number[] = [];
  const isProven = new Set<number>();
  let turn = 0;

  return {
    meet(host) {
      if (met.size >= most || met.has(host)) return;
      met.add(host);
      waiting.push(host);
    },
    tryEach(ask) {
      while (trials.size < TRIED_AT_ONCE && waiting.length > 0) {
        trials.set(waiting.shift() as number, { asked: 0, judged: 0, answered: 0 });
      }
      for (const [host, trial] of trials) if (trial.asked < TRIAL && ask(host)) trial.asked++;
    },
    judged(host, answered) {
      const trial = trials.get(host);
      if (trial === undefined) return;
      trial.judged++;
      if (answered) trial.answered++;
      if (trial.judged < TRIAL) return;
      trials.delete(host);
      if (trial.answered < TRIAL_ANSWERED) return;
      proven.push(host);
      isProven.add(host);
    },
    any: () => proven.length > 0,
    has: (host) => isProven.has(host),
    next(asks) {
      for (let k = 0; k < proven.length; k++) {
        const host = proven[turn++ % proven.length];
        if (asks === null || asks[host] === 1) return host;
      }
      return proven.length === 0 ? -1 : proven[turn++ % proven.length];
    },
  };
}
