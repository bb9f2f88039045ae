// Hosts that hardly ever answered anything: they filter, and tell nothing of the pace (host-watch.ts, rule 3).
import type { HostCounters } from '../state/shared-state.ts';
import { MOSTLY_SILENT } from './pace.ts';

/** So many probes show whether a host answers. */
const PROBES = 10;
/** Beside one that answers, so many of them, and so small a share of what that one answers, show it at once. */
const BESIDE_PROBES = 40;
const BESIDE = 0.25;

export interface Mute {
  has(host: number): boolean;
  /** It is not watched any more. */
  add(host: number): void;
  /** It answers after all. */
  delete(host: number): void;
  /** There is one, or was. */
  any(): boolean;
  /** Called when what was asked so far has had its time to be answered. True where there was a new one among the watched. */
  look(): boolean;
  /** Beside others: somebody shows that the way bears. What of `sent` went to each has had its time to be answered. */
  lookBeside(sent: ArrayLike<number>): void;
}

/** `answers`: how many a host gave. */
export function createMute(hosts: HostCounters, answers: (host: number) => number): Mute {
  const total = hosts.sent.length;
  const isMute = new Uint8Array(total);
  let any = false;

  function add(host: number): void {
    isMute[host] = 1;
    hosts.watched[host] = 0;
    any = true;
  }

  return {
    has: (host) => isMute[host] === 1,
    add,
    delete(host) {
      isMute[host] = 0;
    },
    any: () => any,
    look() {
      let found = false;
      for (let host = 0; host < total; host++) {
        if (hosts.watched[host] === 0 || hosts.sent[host] < PROBES) continue;
        if (answers(host) >= (1 - MOSTLY_SILENT) * hosts.sent[host]) continue;
        add(host);
        found = true;
      }
      return found;
    },
    lookBeside(sent) {
      let most = 0;
      for (let host = 0; host < sent.length; host++) {
        if (sent[host] >= BESIDE_PROBES) most = Math.max(most, answers(host) / sent[host]);
      }
      for (let host = 0; host < sent.length; host++) {
        if (hosts.watched[host] === 0 || sent[host] < BESIDE_PROBES) continue;
        if (answers(host) < BESIDE * Math.min(1, most) * sent[host]) add(host);
      }
    },
  };
}
