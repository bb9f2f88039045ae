// What each host answered at once, before any of its probes was asked again: what came since only a repeat brought; and
// what it had answered before its silent ones were asked for the third time.
import { hostLoss, measuredLoss, repeatLoss } from '../passes/rounds.ts';
import type { HostCounters } from '../state/shared-state.ts';

/** A host that answers less of what it is asked filters or limits: what a repeat brings of it is no loss. */
const MUCH_ANSWERED = 0.3;

export interface AtOnce {
  /** The host is about to be asked again; it has been so often. */
  asksAgain(host: number, attempts: number): void;
  isAskedAgain(host: number): boolean;
  /** All that it has answered. */
  answers(host: number): number;
  /** Answers that only a repeat brought; and of these the open ones. */
  recovered(host: number): number;
  openRecovered(host: number): number;
  /** The share of its open ports that only repeats brought, where that of all probes that were lost is `scan`. */
  openLoss(host: number, scan: number): number;
  /** The share of its answers that only repeats brought, where it answers much of what it is asked; else 0. */
  ownLoss(host: number): number;
  /** The share that repeats lost (rounds.ts), of which `first` was lost at first: of the hosts that `counts` takes. */
  repeatLoss(first: number, counts: (host: number) => boolean): number;
  /** The same of one host; 0 where it lost nothing at first. */
  ownRepeatLoss(host: number): number;
}

/** `size`: the hosts of which this is kept, the first ones. */
export function createAtOnce(hosts: HostCounters, ports: number, size: number): AtOnce {
  const again = new Uint8Array(size);
  const answeredAtOnce = new Float64Array(size);
  const openAtOnce = new Uint32Array(size);
  /** Negative before the third attempt. */
  const answeredByTwo = new Float64Array(size).fill(-1);

  const answers = (host: number): number => hosts.open[host] + hosts.closed[host] + hosts.filtered[host];
  const isAskedAgain = (host: number): boolean => host < size && again[host] === 1;
  const recovered = (host: number): number => (isAskedAgain(host) ? answers(host) - answeredAtOnce[host] : 0);
  const openRecovered = (host: number): number => (isAskedAgain(host) ? hosts.open[host] - openAtOnce[host] : 0);

  /** What the first repeat lost is known: the host was asked a third time, or needs not be, as nothing of it is missing. */
  const isKnown = (host: number): boolean => answeredByTwo[host] >= 0 || (again[host] === 1 && answers(host) >= ports);
  const late = (host: number): number => (answeredByTwo[host] >= 0 ? answers(host) - answeredByTwo[host] : 0);
  const brought = (host: number): number => answers(host) - late(host) - answeredAtOnce[host];

  function ownLoss(host: number): number {
    if (size === 0 || answers(host) < MUCH_ANSWERED * ports) return 0;
    return measuredLoss(answers(host), recovered(host));
  }

  return {
    asksAgain(host, attempts) {
      if (host >= size) return;
      if (attempts === 2) answeredByTwo[host] = answers(host);
      if (attempts > 1 || again[host] === 1) return;
      again[host] = 1;
      answeredAtOnce[host] = answers(host);
      openAtOnce[host] = hosts.open[host];
    },
    isAskedAgain,
    answers,
    recovered,
    openRecovered,
    openLoss: (host, scan) => (isAskedAgain(host) ? hostLoss(scan, hosts.open[host], openRecovered(host)) : 0),
    ownLoss,
    repeatLoss(first, counts) {
      let sumBrought = 0;
      let sumLate = 0;
      for (let host = 0; host < size; host++) {
        if (!isKnown(host) || !counts(host)) continue;
        sumBrought += brought(host);
        sumLate += late(host);
      }
      return repeatLoss(first, sumBrought, sumLate);
    },
    ownRepeatLoss(host) {
      const first = ownLoss(host);
      if (first === 0 || !isKnown(host)) return first;
      return repeatLoss(first, brought(host), late(host));
    },
  };
}
