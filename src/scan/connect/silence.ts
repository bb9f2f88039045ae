// Probes that stayed silent: to be asked again, or for good.
//
//   given up ──► unsure ──sign of life──► silent ──next round──► asked again, a second after it was asked before at the soonest
//                  │                ├───► later  ──next round──► counts as asked again: the kernel has repeated its SYN
//                  │                └───► over: asked as often as the user allows
//                  └──outage──► asked again as if it had not been
//
// Silence says something about a port only while the way bears. So it waits in `unsure` until anything is answered; where
// nothing ever was there is nothing to wait for.

import { createProbeList, type ProbeList } from './probe-list.ts';
import type { ProbeSource } from './round.ts';
import { END, NOT_YET } from './round.ts';

/** In place of a time: it has been asked in the name of the next round already; it is not to be asked again. */
export const TWICE = 0;
export const OVER = Number.POSITIVE_INFINITY;

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
  readonly over: ProbeList;
  unsure: SilentList;
}

export function createSilence(): Silence {
  return { silent: createSilentList(), later: createProbeList(), over: createProbeList(), unsure: createSilentList() };
}

export function silentCount({ silent, later, over, unsure }: Silence): number {
  return silent.probes.length + later.length + over.length + unsure.probes.length;
}

/** What was unsure is silent: the way bore all the time. */
export function confirmSilence(silence: Silence): void {
  const { probes, times } = silence.unsure;
  for (let probe = probes.shift(); probe >= 0; probe = probes.shift()) {
    addSilent(silence, probe, times.shift());
  }
}

/** `notBefore`: when it may be asked again, TWICE or OVER. */
export function addSilent(silence: Silence, probe: number, notBefore: number): void {
  if (notBefore === TWICE) silence.later.push(probe);
  else if (notBefore === OVER) silence.over.push(probe);
  else pushSilent(silence.silent, probe, notBefore);
}

/** The next round begins: whoever was asked in its name counts as asked. */
export function turnSilence(silence: Silence): void {
  const { later } = silence;
  silence.silent = createSilentList();
  silence.later = createProbeList();
  for (let probe = later.shift(); probe >= 0; probe = later.shift()) pushSilent(silence.silent, probe, 0);
}

/** These stay silent for good. */
export function giveAll(list: ProbeList, given: ProbeList): void {
  for (let probe = list.shift(); probe >= 0; probe = list.shift()) given.push(probe);
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
