// Probes that stayed silent: to be asked again, or for good.
//
//   given up ──► unsure ──sign of life──► silent ──next round──► asked again, a second after it was asked before at the soonest
//                  │                └───► later  ──next round──► counts as asked again: the kernel has repeated its SYN
//                  └──outage──► asked again as if it had not been
//
// Silence says something about a port only while the way bears. So it waits in `unsure` until anything is answered; where
// nothing ever was there is nothing to wait for.
import type { ProbeSource } from './connect-round.ts';
import { END, NOT_YET } from './connect-round.ts';
import { createProbeList, type ProbeList } from './probe-list.ts';

/** In place of a time: it has been asked twice already. */
export const TWICE = 0;

/** Probes, and from when on each may be asked again; milliseconds. */
export interface SilentList {
  readonly probes: ProbeList;
  readonly times: ProbeList;
}

export function createSilentList(): SilentList {
  return { probes: createProbeList(), times: createProbeList() };
}

export function pushSilent(list: SilentList, probe: number, notBefore: number): void {
  list.probes.push(probe);
  list.times.push(notBefore);
}

export interface Silence {
  silent: SilentList;
  later: ProbeList;
  unsure: SilentList;
}

export function createSilence(): Silence {
  return { silent: createSilentList(), later: createProbeList(), unsure: createSilentList() };
}

export function silentCount({ silent, later, unsure }: Silence): number {
  return silent.probes.length + later.length + unsure.probes.length;
}

/** What was unsure is silent: the way bore all the time. */
export function confirmSilence(silence: Silence): void {
  const { probes, times } = silence.unsure;
  for (let probe = probes.shift(); probe >= 0; probe = probes.shift()) {
    const notBefore = times.shift();
    if (notBefore === TWICE) silence.later.push(probe);
    else pushSilent(silence.silent, probe, notBefore);
  }
}

/** A round's source: each probe once its time has come. */
export function silentSource({ probes, times }: SilentList, now: () => number): ProbeSource {
  let notBefore = -1;
  return {
    next() {
      if (notBefore < 0) notBefore = times.shift();
      if (notBefore < 0) return END;
      if (notBefore > now()) return NOT_YET;
      notBefore = -1;
      return probes.shift();
    },
  };
}
