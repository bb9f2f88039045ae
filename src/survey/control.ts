// The handle of a survey that runs: pause, go on, another pace, fewer targets. It reaches whatever runs now and all that begins later.
import type { Steering } from '../finding/steering.ts';
import { contains, normalize, type Range } from '../target/ranges.ts';
import { parseIpv4 } from '../wire/address.ts';

/** More than any machine sends. */
const RATE_MOST = 1e9;

export interface SurveyControl extends Steering {
  /** Nothing new is asked until `goOn`. What was asked has its time, and what comes back counts. */
  pause(): void;
  goOn(): void;
  /** Probes a second, never exceeded over any 100 ms, whatever was asked for before; null: what the network bears. Throws a RangeError. */
  setRate(perSecond: number | null): void;
  /** Nothing more is sent to these addresses; what was found of them stays. */
  drop(addresses: readonly Range[]): void;
  readonly state: 'running' | 'paused';
}

/** For the option `control` of `survey` and `runSurvey`. */
export function createSurveyControl(): SurveyControl {
  const told = new Set<() => void>();
  let paused = false;
  let rateCap: number | null | undefined;
  let dropped: readonly Range[] = [];

  function change(change: () => void): void {
    change();
    for (const each of [...told]) each();
  }

  function hold(wanted: boolean): void {
    if (paused === wanted) return;
    change(() => {
      paused = wanted;
    });
  }

  return {
    get paused() {
      return paused;
    },
    get rateCap() {
      return rateCap;
    },
    get dropped() {
      return dropped;
    },
    isDropped: (ip) => dropped.length > 0 && contains(dropped, parseIpv4(ip)!),
    get state() {
      return paused ? 'paused' : 'running';
    },
    pause: () => hold(true),
    goOn: () => hold(false),
    setRate(perSecond) {
      if (perSecond !== null && !(perSecond > 0 && perSecond <= RATE_MOST)) {
        throw new RangeError(`a rate of ${perSecond}: more than 0, at most ${RATE_MOST}, or null for no limit`);
      }
      change(() => {
        rateCap = perSecond;
      });
    },
    drop(addresses) {
      change(() => {
        dropped = normalize([...dropped, ...addresses]);
      });
    },
    onChange(changed) {
      told.add(changed);
      return () => void told.delete(changed);
    },
  };
}
