// Hosts that limit how many RSTs they send, in scans that are over before the pace can show it: closed ports whose RST was
// not sent look filtered.
//
// Rules:
//  1. Whoever answered far less than most at once, and when asked again sent some more RSTs and left most of what was asked
//     silent, may limit them: it is asked once more so slowly that the repeat takes SLOW_SECONDS. Who is alone is held against one that
//     answers everything, unless it is known to limit them already.
//  2. If that did not bring far fewer than the quick repeat before, it limits them: what is lost brings less each time. It is
//     asked on at SHARE of the rate at which they came.
//  3. Where that would take too long it is given up, and said to limit its RSTs.

/** So far below what others answer, or what came before, says something of the host. */
const FAR_BELOW = 0.6;
/** If it is more than chance makes of it, in standard deviations. */
const BY_CHANCE = 2;
/** What a host with a rate of its own may take longer for no scan waits for. */
export const TOO_LONG_SECONDS = 20;
const LEAST_GAIN = 5;
const LEFT = 2;
const SLOW_SECONDS = 3;
const SHARE = 0.8;
const MOST_SLOW = 3;

export interface SlowRepeats {
  /** The host is asked again; so many of its ports were closed until now. */
  asksAgain(host: number, closed: number): void;
  /**
   * Its last attempt has had its time; `silent`: what is left. `slowly`: it is to be asked once more, at `rate` a second.
   * `unknown`: as any other host.
   */
  judge(host: number, silent: number, closed: number): SlowVerdict;
  /** RSTs a second; 0 where that was not seen. */
  perSecond(host: number): number;
}

export interface SlowVerdict {
  readonly verdict: 'unknown' | 'slowly' | 'limits' | 'filters';
  readonly rate: number;
}

/** `expected`: answers, if the host fared as most do. */
export function isFarBelow(answered: number, expected: number): boolean {
  return answered < FAR_BELOW * expected && expected - answered > BY_CHANCE * Math.sqrt(expected);
}

const UNKNOWN: SlowVerdict = { verdict: 'unknown', rate: 0 };

/** `size`: hosts. `answers`: all that one has answered, `atOnce`: before it was asked again; `isKnown`: to limit its RSTs. */
export function createSlowRepeats(
  size: number,
  ports: number,
  answers: (host: number) => number,
  atOnce: (host: number) => number,
  isKnown: (host: number) => boolean,
): SlowRepeats {
  const closedBefore = new Uint32Array(size);
  /** RSTs that the quick repeat before the first slow one brought. */
  const quickGain = new Uint32Array(size);
  const slow = new Uint8Array(size);
  const perSecond = new Float64Array(size);

  /** What most others answered at once, as a share. */
  function medianBeside(host: number): number {
    const shares: number[] = [];
    for (let other = 0; other < size; other++) {
      if (other !== host && answers(other) > 0) shares.push(atOnce(other) / ports);
    }
    shares.sort((a, b) => a - b);
    return shares[shares.length >> 1] ?? (isKnown(host) ? 0 : 1);
  }

  return {
    asksAgain(host, closed) {
      closedBefore[host] = closed;
    },
    judge(host, silent, closed) {
      if (slow[host] >= MOST_SLOW) return UNKNOWN;
      const gain = closed - closedBefore[host];
      if (slow[host] === 0) {
        if (gain < LEAST_GAIN || silent < LEFT * gain) return UNKNOWN;
        if (!isFarBelow(atOnce(host), medianBeside(host) * ports)) return UNKNOWN;
        quickGain[host] = gain;
        slow[host] = 1;
        return { verdict: 'slowly', rate: silent / SLOW_SECONDS };
      }
      if (slow[host] === 1) {
        if (gain < Math.max(LEAST_GAIN, FAR_BELOW * quickGain[host])) {
          slow[host] = MOST_SLOW;
          return { verdict: 'filters', rate: 0 };
        }
        perSecond[host] = gain / SLOW_SECONDS;
      } else if (gain < LEAST_GAIN) return UNKNOWN;
      slow[host]++;
      const rate = perSecond[host] * SHARE;
      return { verdict: silent / rate > TOO_LONG_SECONDS ? 'limits' : 'slowly', rate };
    },
    perSecond: (host) => perSecond[host],
  };
}
