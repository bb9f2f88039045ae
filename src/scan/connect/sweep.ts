// What is not answered: when it stops counting as under way, how long its socket waits on, and when it is given up.
//
// Rules:
//  1. A connect is under way for as long as its host takes to answer (connect/round-trip.ts). Then it is lost to the windows.
//  2. The socket of a first attempt waits on: until the kernel's repeat of the SYN, a second later, has had its time, for
//     a stranger three seconds. So nothing is given up within a second of its first asking, and the two attempts of
//     most probes are one socket's.
//  3. Where sockets are short the one that waits longest makes room; its probe is asked again in the next round.
//  4. The kernel's repeat is an attempt: the user's limit and the rate cap hold for it. One that may not go, or goes nobody knows when, is prevented.
//     While the scan is paused none may go.
//  5. While it is in doubt whether the way bears, nothing is given up but a canary, which then has three seconds.

import { CANARY, FLYING, IDLE, isCanary, LINGERING, land, linger, OVERDUE, WOVEN } from './flights.ts';
import type { ConnectHost } from './hosts.ts';
import { lingerTime, patience, timeoutOf } from './round-trip.ts';
import { type ConnectScan, countRepeats } from './scan.ts';
import { addSilent, OVER, pushSilent, silentCount, TWICE } from './silence.ts';
import { bearsNow, hasCanaries } from './way/state.ts';
import { CANARY_MOST_MS, canaryLost, canaryTimeout } from './way/way.ts';
import { missed, silent as windowSilent } from './window.ts';

/** A silent probe is asked again so long after it was asked, at the soonest. */
const SPREAD_MS = 1000;
/** Of all sockets, so many make room at once: finding the oldest is work. */
const ROOM_SHARE = 1 / 16;

export function sweep(scan: ConnectScan, time: number): void {
  const { flights } = scan;
  for (let slot = 0; slot < flights.used; slot++) {
    if (flights.state[slot] === IDLE || time < flights.deadline[slot]) continue;
    if (isCanary(flights, slot)) sweepCanary(scan, slot, time);
    else if (bearsNow(scan.way)) sweepProbe(scan, slot, time);
  }
}

function sweepCanary(scan: ConnectScan, slot: number, time: number): void {
  const { flights, sockets } = scan;
  if (flights.state[slot] === WOVEN && time >= flights.until[slot]) {
    missed(scan.window, time, timeoutOf(scan.roundTrip));
    flights.state[slot] = CANARY;
    flights.until[slot] = flights.sentAt[slot] + canaryTimeout(scan, flights.probe[slot]);
  }
  if (time < flights.until[slot]) {
    flights.deadline[slot] = flights.until[slot];
    return;
  }
  if (flights.state[slot] === CANARY) {
    flights.state[slot] = OVERDUE;
    canaryLost(scan, flights.sentAt[slot], time);
  }
  if (!bearsNow(scan.way) && time < flights.sentAt[slot] + CANARY_MOST_MS) return;
  sockets.abandon(slot);
  land(flights, slot);
}

function sweepProbe(scan: ConnectScan, slot: number, time: number): void {
  const { flights } = scan;
  if (!repeatsAllowed(scan, slot, time)) {
    if (flights.state[slot] === FLYING) lose(scan, slot, time);
    giveUp(scan, slot, false, time);
    return;
  }
  if (time >= flights.until[slot] && flights.state[slot] === FLYING) {
    lose(scan, slot, time);
    const until = flights.attempt[slot] === 1 ? lingersUntil(scan, slot) : 0;
    if (until <= time) {
      giveUp(scan, slot, true, time);
      return;
    }
    const host = flights.host[slot];
    linger(flights, slot, until);
    if (host !== null) scan.round.freed(host);
  }
  if (time >= flights.until[slot] && flights.state[slot] === LINGERING) {
    // Who was a stranger may have answered since.
    flights.until[slot] = lingersUntil(scan, slot);
    if (time >= flights.until[slot]) {
      giveUp(scan, slot, true, time);
      return;
    }
  }
  const next = scan.sockets.synRepeats[flights.repeats[slot]] ?? Number.POSITIVE_INFINITY;
  const asked = flights.sentAt[slot] + next - scan.allowance.margin;
  flights.deadline[slot] = Math.min(flights.until[slot], asked);
}

function lingersUntil(scan: ConnectScan, slot: number): number {
  const host = scan.hosts.get(Math.floor(scan.flights.probe[slot] / scan.ports));
  return scan.flights.sentAt[slot] + lingerTime(host?.roundTrip ?? null, scan.sockets.synRepeats[0]);
}

/** When the socket will be given up, as far as can be told now. */
function endOf(scan: ConnectScan, slot: number): number {
  const { state, attempt, until } = scan.flights;
  if (state[slot] !== FLYING || attempt[slot] > 1) return until[slot];
  return Math.max(until[slot], lingersUntil(scan, slot));
}

/** Rule 4: false where the kernel is about to repeat this SYN and may not. */
function repeatsAllowed(scan: ConnectScan, slot: number, time: number): boolean {
  const { flights, sockets, allowance, spec } = scan;
  for (;;) {
    const k = flights.repeats[slot];
    if (k >= sockets.synRepeats.length) return true;
    const due = flights.sentAt[slot] + sockets.synRepeats[k];
    if (time < due - allowance.margin || endOf(scan, slot) <= due) return true;
    if (flights.heldUp[slot] === 1 || scan.reins.paused) return false;
    if (spec.maxRetries !== null && flights.attempt[slot] + k > spec.maxRetries) return false;
    if (!allowance.repeat(due, time)) return false;
    flights.repeats[slot]++;
  }
}

/** The windows hear that a probe was not answered in time. */
function lose(scan: ConnectScan, slot: number, time: number): void {
  const { window, roundTrip } = scan;
  const host = scan.flights.host[slot];
  if (host !== null && expectsAnswers(host)) {
    missed(window, time, timeoutOf(roundTrip));
    missed(host.window, time, timeoutOf(host.roundTrip));
  } else {
    if (host !== null) windowSilent(host.window, time, timeoutOf(host.roundTrip));
    windowSilent(window, time, timeoutOf(roundTrip));
  }
  const known = host ?? scan.hosts.get(Math.floor(scan.flights.probe[slot] / scan.ports));
  if (known === undefined) return;
  scan.missed++;
  known.missed++;
}

/** A host of which more is silent than answers is behind a firewall: that says nothing about the way there. */
function expectsAnswers(host: ConnectHost): boolean {
  return host.open + host.closed > host.missed;
}

/** Frees the slot of a probe that was not answered. `waited`: it had all the time that it is due. */
export function giveUp(scan: ConnectScan, slot: number, waited: boolean, time: number): void {
  const { flights, sockets, spec } = scan;
  const probe = flights.probe[slot];
  const age = time - flights.sentAt[slot];
  const host = flights.host[slot];
  sockets.abandon(slot);
  land(flights, slot);
  scan.faults.over();
  const repeats = countRepeats(scan, age);
  scan.retransmitted += repeats;
  const first = flights.attempt[slot] === 1;
  // What waits on into the second round is asked in its name: there it is one of that round's.
  const twice = first && scan.attempt === 1 && waited && repeats > 0;
  if (first && scan.attempt > 1 && repeats === 0) {
    scan.round.again(probe); // it had to make room before the kernel asked again
  } else if (flights.attempt[slot] + repeats > (spec.maxRetries ?? Number.POSITIVE_INFINITY)) {
    staySilent(scan, probe, OVER);
  } else {
    staySilent(scan, probe, twice ? TWICE : flights.sentAt[slot] + SPREAD_MS);
  }
  if (host !== null) scan.round.freed(host);
}

/** `notBefore`: when it may be asked again, TWICE or OVER. */
export function staySilent(scan: ConnectScan, probe: number, notBefore: number): void {
  const { silence, silentMost } = scan;
  if (silentCount(silence) < silentMost) {
    if (hasCanaries(scan.way)) pushSilent(silence.unsure, probe, notBefore);
    else addSilent(silence, probe, notBefore);
    return;
  }
  scan.stateless = true;
  const text = `more than ${silentMost.toLocaleString('en')} probes stayed silent: the others are not asked again`;
  scan.notice('N_STATELESS', text);
}

/** Rule 3: some sockets that only wait are freed, the longest waiting ones first. */
export function makeRoom(scan: ConnectScan, least: number, time: number): void {
  const { flights } = scan;
  const most = Math.max(least, Math.floor(flights.free.length * ROOM_SHARE));
  const waiting: number[] = [];
  for (let slot = 0; slot < flights.used; slot++) if (flights.state[slot] === LINGERING) waiting.push(slot);
  waiting.sort((a, b) => flights.sentAt[a] - flights.sentAt[b]);
  for (const slot of waiting.slice(0, most)) giveUp(scan, slot, false, time);
}

/** How long a connect to this host counts as under way. */
export function patienceFor(host: ConnectHost | null, attempt: number): number {
  return patience(host?.roundTrip ?? null, attempt);
}
