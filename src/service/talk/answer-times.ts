// How long the daemons of one host take to answer what they understood. A host that is busy, or that we make busy, answers late
// on all its ports, and is waited for as its answers say, not as its round-trip time does.
//
//  1. Smoothed as round-trip times are (RFC 6298 section 2): a mean, and how far answers lie from it.
//  2. Whoever is asked is given the mean and four deviations, never less than by rule and never more than MOST_TIMES that.
//  3. Where nobody measured the round-trip time, it is the shortest that a connection to this host took: the others were late, or
//     this process was.
//  4. Being busy passes: HALF_MS after its last answer half of what goes beyond the rule is left, and so on. Who is busy for longer
//     answers meanwhile, on one port or another.
const GAIN = 1 / 8;
const DEVIATION_GAIN = 1 / 4;
const DEVIATIONS = 4;
const MOST_TIMES = 3;
const HALF_MS = 500;

export interface AnswerTimes {
  /** It took so long, milliseconds. */
  answered(milliseconds: number): void;
  /** How long an answer is waited for, where `byRule` is what the round-trip time asks for. */
  wait(byRule: number): number;
  /** A connection took so long, milliseconds. Gives the shortest so far. */
  connected(milliseconds: number): number;
}

export function createAnswerTimes(now = () => performance.now()): AnswerTimes {
  let mean = Number.NaN;
  let deviation = 0;
  let shortest = Number.POSITIVE_INFINITY;
  let last = 0;
  return {
    answered(milliseconds) {
      last = now();
      if (Number.isNaN(mean)) {
        mean = milliseconds;
        deviation = milliseconds / 2;
        return;
      }
      deviation += DEVIATION_GAIN * (Math.abs(milliseconds - mean) - deviation);
      mean += GAIN * (milliseconds - mean);
    },
    wait(byRule) {
      if (Number.isNaN(mean)) return byRule;
      const measured = Math.min(Math.max(byRule, mean + DEVIATIONS * deviation), MOST_TIMES * byRule);
      return byRule + (measured - byRule) * 0.5 ** ((now() - last) / HALF_MS);
    },
    connected(milliseconds) {
      shortest = Math.min(shortest, milliseconds);
      return shortest;
    },
  };
}
