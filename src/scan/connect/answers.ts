// What comes back: a verdict on the probe, a measurement for its host, room in the windows, a sign of life.

import type { PortReason } from '../../finding/finding.ts';
import { DOUBTFUL, LOOPED, NOT_BEGUN, OURS } from '../../link/connect/connect-sockets.ts';
import { smooth } from '../../link/rtt.ts';
import * as tcpConnect from '../../probe/tcp-connect.ts';
import { icmpReason } from '../book/icmp-reason.ts';
import { addressOfHost } from '../order/host-table.ts';
import { describeFault } from './faults.ts';
import { FLYING, isCanary, land, OVERDUE, WOVEN } from './flights.ts';
import type { ConnectHost } from './hosts.ts';
import { isMeasurement, isRecovery, timeoutOf } from './round-trip.ts';
import { type ConnectScan, countRepeats, lastRepeat } from './scan.ts';
import { staySilent } from './sweep.ts';
import { learnCanary } from './way/state.ts';
import { askAgain, canaryLost, strand } from './way/way.ts';
import { shrink, answered as windowAnswered, silent as windowSilent } from './window.ts';

/** A silent probe is asked again so long after our own kernel gave it up. */
const AGAIN_MS = 100;

/** Answer `k` of those that were just collected. */
export function settle(scan: ConnectScan, k: number, time: number): void {
  const { answers, flights } = scan;
  const slot = answers.slot[k];
  const kind = answers.kind[k];
  const verdict = verdictOf(kind, answers.error[k], answers.icmp[k]);
  if (isCanary(flights, slot)) settleCanary(scan, slot, verdict, time);
  else settleProbe(scan, k, slot, verdict, time);
}

function verdictOf(kind: number, error: number, icmp: number): number {
  if (kind === OURS) return tcpConnect.SILENT;
  if (kind === NOT_BEGUN) return tcpConnect.readRefusal(error);
  return tcpConnect.read(error, icmp, kind === LOOPED);
}

/** The state of its port is known already. */
function settleCanary(scan: ConnectScan, slot: number, verdict: number, time: number): void {
  const { flights, way } = scan;
  const sentAt = flights.sentAt[slot];
  const counted = flights.state[slot] === OVERDUE;
  const woven = flights.state[slot] === WOVEN;
  const host = scan.hosts.get(Math.floor(flights.probe[slot] / scan.ports));
  land(flights, slot);
  if (isOwn(verdict)) {
    if (!counted) canaryLost(scan, sentAt, time);
    return;
  }
  if (!counted) way.pending--;
  way.heard++;
  if (woven) windowAnswered(scan.window, time, timeoutOf(scan.roundTrip));
  // A host that has become slow is known to be.
  if (host !== undefined) takeTime(scan, host, time - sentAt);
  if (verdict === tcpConnect.OPEN) scan.allowance.opened();
  way.signed = true;
}

function isOwn(verdict: number): boolean {
  return verdict === tcpConnect.SILENT || verdict === tcpConnect.OWN_FAULT || verdict === tcpConnect.NO_WAY;
}

function settleProbe(scan: ConnectScan, k: number, slot: number, verdict: number, time: number): void {
  const { answers, flights, window, roundTrip } = scan;
  const probe = flights.probe[slot];
  const error = answers.error[k];
  const host = flights.host[slot];
  const age = time - flights.sentAt[slot];
  scan.retransmitted += countRepeats(scan, age);
  if (verdict === tcpConnect.OWN_FAULT) {
    askAgain(scan, probe);
    fault(scan, error, time);
  } else if (verdict === tcpConnect.NO_WAY) {
    // It counted as asked when it was handed over.
    scan.again.add(probe);
    strand(scan, probe, addressOfHost(scan.table, Math.floor(probe / scan.ports)), error, time);
  } else if (verdict === tcpConnect.SILENT) {
    staySilent(scan, probe, time + AGAIN_MS);
    windowSilent(window, time, timeoutOf(roundTrip));
  } else if (verdict === tcpConnect.OPEN && answers.kind[k] === DOUBTFUL && !scan.confirming.has(probe)) {
    // Two probes of ours may have met: a port of ours that really listens does so twice.
    scan.confirming.add(probe);
    askAgain(scan, probe);
  } else {
    const icmp = answers.icmp[k] >= 0 ? answers.icmp[k] : tcpConnect.nearestIcmp(error);
    const offender = answers.icmp[k] >= 0 ? answers.offender[k] : 0;
    record(scan, probe, verdict, icmp, offender, age, flights.attempt[slot], time);
    if (flights.state[slot] === FLYING) {
      windowAnswered(window, time, timeoutOf(roundTrip));
      if (host !== null) windowAnswered(host.window, time, timeoutOf(host.roundTrip));
    }
  }
  land(flights, slot);
  if (host !== null) scan.round.freed(host);
  if (!isOwn(verdict)) scan.way.signed = true;
}

/** The one verdict on a probe. `attempt`: of the connect that brought it. */
export function record(
  scan: ConnectScan,
  probe: number,
  verdict: number,
  icmp: number,
  offender: number,
  rtt: number,
  attempt: number,
  time: number,
): void {
  const { hosts, ports } = scan;
  const number = Math.floor(probe / ports);
  const index = probe - number * ports;
  const address = addressOfHost(scan.table, number);
  scan.faults.over();
  scan.answered++;
  const reason: PortReason =
    verdict === tcpConnect.OPEN ? 'connected' : verdict === tcpConnect.CLOSED ? 'connection-refused' : icmpReason(icmp);
  // An ICMP error of a router says nothing of the host.
  const itself = verdict !== tcpConnect.FILTERED || offender === address;
  const host = hosts.meet(number, address, time, itself, reason, rtt);
  if (verdict === tcpConnect.OPEN) {
    scan.allowance.opened();
    hosts.open(host, index, rtt);
  } else if (verdict === tcpConnect.CLOSED) {
    hosts.closed(host, index);
  } else {
    hosts.filtered(host, index, reason);
  }
  const repeated = lastRepeat(scan, rtt);
  if (!host.kept) forgets(scan);
  if (attempt > 1 || isRecovery(host.roundTrip, rtt, repeated)) scan.recovered++;
  if (!itself) return;
  learnCanary(scan.way, probe, verdict === tcpConnect.OPEN);
  takeTime(scan, host, rtt);
}

function forgets(scan: ConnectScan): void {
  scan.stateless = true;
  const hosts = scan.hosts.all.size.toLocaleString('en');
  scan.notice('N_STATELESS', `more than ${hosts} hosts answered: of the others only open ports are remembered`);
}

function takeTime(scan: ConnectScan, { roundTrip }: ConnectHost, rtt: number): void {
  if (!isMeasurement(roundTrip, rtt, lastRepeat(scan, rtt))) return;
  smooth(roundTrip, rtt);
  smooth(scan.roundTrip, rtt);
}

/** Something of our own ran out. */
export function fault(scan: ConnectScan, error: number, time: number): void {
  const text = describeFault(error);
  scan.notice('N_OWN_LIMIT', `${text}; the scan goes on, slower`);
  shrink(scan.window);
  if (scan.faults.happened(time)) scan.cut = { code: 'E_NO_SOCKETS', text };
}
