// Whether the way to the targets bears. Silence that begins everywhere at once is an outage, and not a firewall; what tells
// them apart is a canary: a probe that was answered before is asked again.
//
//   BEARS ──nothing answers, nor a canary──► DOUBTED ──nor some more───► LOST ──anything answers──► BEARS
//     │ ▲                                       └──── one answers ────────────────────────────────────▲
//     │ └──────────────── a connect begins again, and a canary answers ◄─┐
//     └──our own system begins nothing any more──► NO_ROUTE ─────────────┘
//
// Rules:
//  1. Any answer is a sign of life. Where none has come for half a second although something is under way, a canary is
//     asked, and another each half second: closed ports before open ones, which write logs; of different hosts in turn.
//     It is lost after twice its host's time-out; its socket waits on while the way is in doubt, three seconds at the most,
//     as the host may have become slow.
//  2. In doubt nothing is begun and nothing given up. One lost canary may be chance, so more are asked at once: three, or so
//     many that by the loss seen so far it is one in a thousand that they all are.
//  3. In an outage canaries are asked four times a second. When one answers, whatever is under way, and whatever was given
//     up since the last sign, is asked again as if it had not been.
//  4. An outage is told when it has lasted for three seconds, and waited for ten, all of one scan half a minute. Then the scan goes on: a target that has locked
//     us out looks just like this.
//  5. Refusals of connect(2) itself are no answers. After a whole round of targets, nothing but refused, nothing is begun
//     but one probe ten times a second, to see whether there is a way again. After ten seconds the scan ends and says why;
//     after one, where there never was a way.
//  6. After a quarter of a second without any answer at all the windows are what they were before: no queue loses everything.
import { getSystemErrorName } from 'node:util';
import * as tcpConnect from '../../../probe/tcp-connect.ts';
import { formatIpv4 } from '../../../wire/address.ts';
import { addressOfHost } from '../../order/host-table.ts';
import { MISS_CHANCE } from '../../passes/rounds.ts';
import { CANARY, FLYING, LINGERING, land, takeOffCanary, WOVEN } from '../flights.ts';
import { timeoutOf } from '../round-trip.ts';
import type { ConnectScan } from '../scan.ts';
import { confirmSilence } from '../silence.ts';
import { recover } from '../window.ts';
import { BEARS, DOUBTED, hasCanaries, LOST, NO_ROUTE, pickCanary, type Way } from './state.ts';

const QUIET_MS = 500;
const PAUSE_MS = 250;
const LOST_CANARY_MS = 250;
/** Lost one after the other, they are an outage. */
const DOUBT_LEAST = 4;
const DOUBT_MOST = 64;
/** In an outage so many are under way. */
const LOST_CANARIES = 3;
/** From so few canaries it is not known how many get lost. */
const FATES_LEAST = 16;
const OUTAGE_MOST_MS = 10_000;
const CANARY_LEAST_MS = 200;
export const CANARY_MOST_MS = 3000;
const TRY_MS = 100;
const NO_ROUTE_MOST_MS = 10_000;
const NEVER_A_ROUTE_MS = 1000;
const REFUSALS_LEAST = 64;
const REFUSALS_MOST = 65_536;

/** Something was answered. Not while answers are being settled: it may end what others stand for. */
export function sign(scan: ConnectScan, time: number): void {
  const { way, silence } = scan;
  way.signed = false;
  way.signAt = time;
  if (way.state !== LOST) way.lost += way.lostInRow;
  way.lostInRow = 0;
  if (way.state === BEARS) {
    confirmSilence(silence);
    return;
  }
  if (way.state === NO_ROUTE) return; // an answer that was on its way; what counts is whether connects begin
  if (way.state === LOST) {
    way.patience -= time - way.since;
    startOver(scan);
  } else {
    confirmSilence(silence);
  }
  becomes(way, BEARS, time);
}

/** Nothing was sent for so long because nobody wanted it: that is no time in which nobody answered. */
export function rested(way: Way, milliseconds: number): void {
  way.signAt += milliseconds;
  way.since += milliseconds;
  way.nextAt += milliseconds;
}

/** Rule 6. To be called before answers are settled. */
export function recoverWindows(scan: ConnectScan, time: number): void {
  if (time - scan.way.signAt < PAUSE_MS) return;
  recover(scan.window, time);
  for (const host of scan.hosts.all.values()) recover(host.window, time);
}

/** Has a probe asked once more in this round as if it had not been asked. */
export function askAgain(scan: ConnectScan, probe: number): void {
  scan.again.add(probe);
  scan.round.again(probe);
}

/** Rule 3: what may have met the outage is asked again. */
function startOver(scan: ConnectScan): void {
  const { flights, silence, sockets } = scan;
  for (let slot = 0; slot < flights.used; slot++) {
    if (flights.state[slot] !== FLYING && flights.state[slot] !== LINGERING) continue;
    sockets.abandon(slot);
    askAgain(scan, flights.probe[slot]);
    land(flights, slot);
  }
  const { probes, times } = silence.unsure;
  for (let probe = probes.shift(); probe >= 0; probe = probes.shift()) {
    times.shift();
    askAgain(scan, probe);
  }
}

function becomes(way: Way, state: number, time: number): void {
  way.state = state;
  way.since = time;
  way.nextAt = time;
}

/** A canary that was sent at `sentAt` was not answered in time. */
export function canaryLost(scan: ConnectScan, sentAt: number, time: number): void {
  const { way } = scan;
  way.pending--;
  if (way.signAt > sentAt) {
    way.lost++;
    return;
  }
  way.lostInRow++;
  if (way.state === BEARS) becomes(way, DOUBTED, time);
  if (way.state === DOUBTED) doubt(scan, time);
}

/** Rule 2. */
function doubt(scan: ConnectScan, time: number): void {
  const { way, flights } = scan;
  const needed = lostByChance(scan);
  while (way.lostInRow + way.pending < needed && sendCanary(scan, CANARY, time));
  if (way.state !== DOUBTED) return;
  const noneCanGo = way.pending === 0 && flights.freeCount === 0;
  if (way.lostInRow >= needed || noneCanGo) becomes(way, LOST, time);
}

/** How many canaries in a row get lost by chance, once in a thousand times. */
function lostByChance({ way, missed, answered }: ConnectScan): number {
  const canaries = way.heard + way.lost;
  const known = (way.lost + 0.5) / (canaries + 1);
  // What filters is silent as well: more canaries than needed, where few have been asked.
  const loss = canaries >= FATES_LEAST ? known : Math.max(known, missed / (missed + answered));
  return Math.max(DOUBT_LEAST, Math.min(DOUBT_MOST, Math.ceil(Math.log(MISS_CHANCE) / Math.log(loss))));
}

/** Rule 4. */
function tellOutage(scan: ConnectScan): void {
  const seconds = OUTAGE_MOST_MS / 1000;
  const text = `nothing answers any more, not even what did before: waiting up to ${seconds} seconds for it`;
  scan.notice('N_OUTAGE', text);
}

/** Called now and then. `idle`: nothing is left to do but to make sure that silence was silence. */
export function watchWay(scan: ConnectScan, idle: boolean, time: number): void {
  const { way, flights, silence } = scan;
  if (way.state === BEARS) {
    const unsure = silence.unsure.probes.length > 0;
    const stranded = scan.stranded.length > 0 && way.canaryAt < scan.strandedAt;
    if (!hasCanaries(way) || way.pending > 0) return;
    const quiet = time - way.signAt >= QUIET_MS && (unsure || flights.freeCount < flights.free.length);
    if ((quiet && time >= way.nextAt) || (idle && (unsure || stranded))) {
      sendCanary(scan, CANARY, time);
      way.nextAt = time + QUIET_MS;
    }
  } else if (way.state === DOUBTED) {
    doubt(scan, time);
  } else if (way.state === LOST) {
    if (time - way.since >= CANARY_MOST_MS) tellOutage(scan);
    if (time - way.since >= Math.min(OUTAGE_MOST_MS, way.patience)) waitedEnough(scan, time);
    else if (time >= way.nextAt && way.pending < LOST_CANARIES) {
      sendCanary(scan, CANARY, time);
      way.nextAt = time + LOST_CANARY_MS;
    }
  } else {
    giveUpRoute(scan, time);
  }
}

/** Rule 4. What answered before answers no more: it is no canary either. */
function waitedEnough(scan: ConnectScan, time: number): void {
  const { way } = scan;
  way.patience = Math.max(0, way.patience - (time - way.since));
  way.closed.count = 0;
  way.closed.written = 0;
  way.open.count = 0;
  way.open.written = 0;
  confirmSilence(scan.silence);
  becomes(way, BEARS, time);
}

function rtoOf({ hosts, ports }: ConnectScan, probe: number): number {
  return timeoutOf(hosts.get(Math.floor(probe / ports))?.roundTrip ?? null);
}

/** After so long, milliseconds, it is a sign that this canary was not answered. */
export function canaryTimeout(scan: ConnectScan, probe: number): number {
  return Math.min(CANARY_MOST_MS, Math.max(CANARY_LEAST_MS, rtoOf(scan, probe) * 2));
}

/** `state`: CANARY or WOVEN. False where it could not go. */
export function sendCanary(scan: ConnectScan, state: number, time: number): boolean {
  const { way, flights, sockets, table, ports, portNumbers, allowance } = scan;
  if (scan.reins.paused || !hasCanaries(way) || flights.freeCount === 0 || allowance.take(1, time) === 0) return false;
  const probe = pickCanary(way);
  const number = Math.floor(probe / ports);
  const timeout = state === WOVEN ? rtoOf(scan, probe) : canaryTimeout(scan, probe);
  const slot = takeOffCanary(flights, state, probe, time, timeout);
  const address = addressOfHost(table, number);
  const error = sockets.start(slot, address, portNumbers[probe - number * ports]);
  allowance.spent(1, error === 0 ? 1 : 0, time, scan.now());
  way.canaryAt = time;
  if (error === 0) {
    way.pending++;
    scan.sent++;
    scan.retransmitted++;
    return true;
  }
  land(flights, slot);
  if (tcpConnect.readRefusal(error) === tcpConnect.NO_WAY) {
    // There was a way: here it answered.
    routeRefused(scan, address, error, time);
    if (way.state === BEARS) routeGone(scan, time);
  }
  return false;
}

/** Our own system knows no way there: the probe is asked again at the end of the round. */
export function strand(scan: ConnectScan, probe: number, address: number, error: number, time: number): void {
  if (scan.stranded.length < scan.silentMost) scan.stranded.push(probe);
  scan.strandedAt = time;
  // Those that are tried for the second time are those without a way, one after the other.
  if (scan.floatedIn < scan.attempt || scan.way.state !== BEARS) routeRefused(scan, address, error, time);
}

function routeRefused(scan: ConnectScan, address: number, error: number, time: number): void {
  const { way, table } = scan;
  way.refusals++;
  way.error = error;
  way.refusedAddress = address;
  const most = Math.max(REFUSALS_LEAST, Math.min(REFUSALS_MOST, table.hosts));
  if (way.state === BEARS && way.refusals >= most) routeGone(scan, time);
}

/** Rule 5: wait for a way. */
function routeGone(scan: ConnectScan, time: number): void {
  const { way } = scan;
  if (scan.sent > 0) {
    const seconds = NO_ROUTE_MOST_MS / 1000;
    scan.notice('N_NO_WAY', `${describe(way)}: waiting up to ${seconds} seconds for a way`);
  }
  becomes(way, NO_ROUTE, time);
}

/** A connect began: there is a way. */
export function routeFound(scan: ConnectScan, time: number): void {
  const { way } = scan;
  way.refusals = 0;
  if (way.state !== NO_ROUTE) return;
  if (hasCanaries(way)) {
    becomes(way, LOST, time);
  } else {
    startOver(scan);
    becomes(way, BEARS, time);
  }
}

/** Whether a probe may be tried to see if there is a way. */
export function mayTry(way: Way, time: number): boolean {
  if (way.state !== NO_ROUTE || time < way.nextAt) return false;
  way.nextAt = time + TRY_MS;
  return true;
}

function giveUpRoute(scan: ConnectScan, time: number): void {
  const { way } = scan;
  if (time - way.since < (scan.sent > 0 ? NO_ROUTE_MOST_MS : NEVER_A_ROUTE_MS)) return;
  scan.cut = { code: 'N_REFUSED_HERE', text: describe(way) };
}

function describe({ error, refusedAddress }: Way): string {
  return `this system has no way to ${formatIpv4(refusedAddress)} (${getSystemErrorName(-error)})`;
}

/** What stranded on our own side for good, in words. */
export function describeRefused(way: Way, probes: number): string {
  return `${probes.toLocaleString('en')} probes were not asked: ${describe(way)}`;
}
