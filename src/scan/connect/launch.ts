// Begins connects, as many as the windows, the rate cap and the files allow.
//
// Rules:
//  1. Exclusions are checked again before every connect; broadcast addresses of the subnets here are never asked.
//  2. Addresses on the link that answer no ARP are asked no more (absent-hosts.ts).
//  3. A refusal of our own system is no verdict. What ran out makes the scan slower. Where there is no way the probe strands:
//     it is asked again at the end of the round, and where there still is none it counts as not asked.
import * as tcpConnect from '../../probe/tcp-connect.ts';
import { contains } from '../../target/ranges.ts';
import { addressOfHost } from '../order/host-table.ts';
import { fault, record } from './answers.ts';
import { land, putLast, takeOff } from './flights.ts';
import type { ConnectHost } from './hosts.ts';
import type { ConnectScan } from './scan.ts';
import { OVER } from './silence.ts';
import { spreadRoom, wentOut } from './spread.ts';
import { makeRoom, patienceFor, staySilent } from './sweep.ts';
import { bearsNow } from './way/state.ts';
import { mayTry, routeFound, sign, strand } from './way/way.ts';
import { weave } from './way/weave.ts';
import { STRETCH_MS } from './window.ts';

/** Connects between two looks at the answers: small, so that a burst fits into the shortest queues. */
const BURST = 32;
/** Probes looked at for one burst, where most of them are not asked. */
const LOOKS = 512;

/** How many began. */
export function launch(scan: ConnectScan, time: number): number {
  const { flights, window, round, allowance } = scan;
  if (time < scan.faults.pausedUntil) return 0;
  if (!bearsNow(scan.way)) {
    if (mayTry(scan.way, time)) tryStranded(scan, time);
    return 0;
  }
  if (round.isEmpty()) return 0;
  if (flights.freeCount < BURST && flights.lingering > 0) makeRoom(scan, BURST, time);
  const even = spreadRoom(scan.spread, window.size, time);
  const room = Math.min(BURST, even, Math.floor(window.size) - window.flying, flights.freeCount);
  if (room <= 0) return 0;
  const most = allowance.take(room, time);
  let begun = 0;
  for (let looks = 0; begun < most && looks < LOOKS && mayGoOn(scan, time) && round.next(); looks++) {
    const address = addressOfHost(scan.table, round.host);
    const host = round.known ?? null;
    if (leftOut(scan, round.probe, address, host)) continue;
    const error = begin(scan, round.probe, address, host, time);
    if (error === 0) begun++;
    else if (!refused(scan, round.probe, address, error, time)) break;
  }
  allowance.spent(most, begun, time, scan.now());
  if (begun > 0) weave(scan, begun, time);
  return begun;
}

function mayGoOn(scan: ConnectScan, time: number): boolean {
  return bearsNow(scan.way) && !isHeldUp(scan, time);
}

/** What the cap allowed at that time is allowed no longer. */
function isHeldUp({ allowance, now }: ConnectScan, time: number): boolean {
  return allowance.isCapped && allowance.isStale(time, now());
}

/** Rules 1 and 2. */
function leftOut(scan: ConnectScan, probe: number, address: number, host: ConnectHost | null): boolean {
  const never = contains(scan.spec.excluded, address) || scan.broadcast.has(address);
  if (!never && (host !== null || !scan.absent.spare(address))) return false;
  // Who was asked already stays counted; his probe is silent.
  if (scan.again.delete(probe)) staySilent(scan, probe, OVER);
  else if (never || scan.attempt === 1) scan.probes--;
  return true;
}

/** 0, or errno: then nothing has changed. */
function begin(scan: ConnectScan, probe: number, address: number, host: ConnectHost | null, time: number): number {
  const { flights, ports } = scan;
  const patience = patienceFor(host, scan.attempt);
  const slot = takeOff(flights, probe, host, time, patience, scan.attempt);
  const error = scan.sockets.start(slot, address, scan.portNumbers[probe % ports]);
  if (error !== 0) {
    land(flights, slot);
    if (host !== null) scan.round.freed(host);
    return error;
  }
  if (isHeldUp(scan, time)) flights.heldUp[slot] = 1;
  wentOut(scan.spread, scan.roundTrip.smoothed === 0 ? STRETCH_MS : patience);
  scan.sent++;
  if (scan.again.delete(probe) || scan.attempt > 1) scan.retransmitted++;
  else countAsked(scan, probe);
  routeFound(scan, time);
  return 0;
}

function countAsked(scan: ConnectScan, probe: number): void {
  scan.asked++;
  const { sent } = scan.state.hosts;
  if (sent.length > 0) sent[Math.floor(probe / scan.ports)]++;
}

/** Our own system would not begin a connect. False where nothing more should be begun now. */
function refused(scan: ConnectScan, probe: number, address: number, error: number, time: number): boolean {
  const verdict = tcpConnect.readRefusal(error);
  if (verdict === tcpConnect.OWN_FAULT) {
    scan.round.putBack();
    putLast(scan.flights);
    fault(scan, error, time);
    return false;
  }
  if (verdict === tcpConnect.NO_WAY) {
    strand(scan, probe, address, error, time);
    return true;
  }
  if (scan.again.delete(probe) || scan.attempt > 1) scan.retransmitted++;
  else countAsked(scan, probe);
  record(scan, probe, verdict, tcpConnect.nearestIcmp(error), 0, 0, scan.attempt, time);
  sign(scan, time);
  return true;
}

/** Whether there is a way again: one stranded probe tells. Where it begins, all the others go again. */
function tryStranded(scan: ConnectScan, time: number): void {
  const probe = scan.stranded.shift();
  if (probe < 0) {
    routeFound(scan, time);
    return;
  }
  const number = Math.floor(probe / scan.ports);
  const address = addressOfHost(scan.table, number);
  if (scan.flights.freeCount === 0 || scan.allowance.take(1, time) === 0) {
    scan.stranded.push(probe);
    return;
  }
  const error = begin(scan, probe, address, scan.hosts.get(number) ?? null, time);
  scan.allowance.spent(1, error === 0 ? 1 : 0, time, scan.now());
  if (error === 0) {
    floatStranded(scan);
  } else if (tcpConnect.readRefusal(error) === tcpConnect.NO_WAY) {
    strand(scan, probe, address, error, time);
  } else {
    scan.stranded.push(probe);
    routeFound(scan, time);
  }
}

/** The stranded ones are asked in this round. */
export function floatStranded(scan: ConnectScan): void {
  for (let probe = scan.stranded.shift(); probe >= 0; probe = scan.stranded.shift()) scan.round.again(probe);
}
