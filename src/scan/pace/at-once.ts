// What each host answered at once, before any of its probes was asked again: what came since only a repeat brought.
import { measuredLoss } from '../passes/rounds.ts';
import type { HostCounters } from '../state/shared-state.ts';

/** A host that answers less of what it is asked filters or limits: what a repeat brings of it is no loss. */
const MUCH_ANSWERED = 0.3;

export interface AtOnce {
  /** The host is about to be asked for the second time. */
  asksAgain(host: number): void;
  isAskedAgain(host: number): boolean;
  /** All that it has answered. */
  answers(host: number): number;
  /** Answers that only a repeat brought; and of these the open ones. */
  recovered(host: number): number;
  openRecovered(host: number): number;
  /** The share of its open ports that only repeats brought. */
  openLoss(host: number): number;
  /** The share of its answers that only repeats brought, where it answers much of what it is asked; else 0. */
  ownLoss(host: number): number;
}

/** `size`: the hosts of which this is kept, the first ones. */
export function createAtOnce(hosts: HostCounters, ports: number, size: number): AtOnce {
  const again = new Uint8Array(size);
  const answeredAtOnce = new Float64Array(size);
  const openAtOnce = new Uint32Array(size);

  const answers = (host: number): number => hosts.open[host] + hosts.closed[host] + hosts.filtered[host];
  const isAskedAgain = (host: number): boolean => host < size && again[host] === 1;
  const recovered = (host: number): number => (isAskedAgain(host) ? answers(host) - answeredAtOnce[host] : 0);
  const openRecovered = (host: number): number => (isAskedAgain(host) ? hosts.open[host] - openAtOnce[host] : 0);

  return {
    asksAgain(host) {
      if (host >= size || again[host] === 1) return;
      again[host] = 1;
      answeredAtOnce[host] = answers(host);
      openAtOnce[host] = hosts.open[host];
    },
    isAskedAgain,
    answers,
    recovered,
    openRecovered,
    openLoss: (host) => (isAskedAgain(host) ? measuredLoss(hosts.open[host], openRecovered(host)) : 0),
    ownLoss(host) {
      if (size === 0 || answers(host) < MUCH_ANSWERED * ports) return 0;
      return measuredLoss(answers(host), recovered(host));
    },
  };
}
