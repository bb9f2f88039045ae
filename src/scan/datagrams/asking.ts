// Who is asked when, what comes of it, and who is asked again (rules 1 to 4 of engine.ts).
import type { PortReason } from '../../finding/finding.ts';
import { takeRtt, timeoutOf } from '../../link/rtt.ts';
import { PROBES } from '../../probe/probes.ts';
import { contains } from '../../target/ranges.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { addressOfHost } from '../order/host-table.ts';
import { createShardTest } from '../order/order.ts';
import { seedWords } from '../order/permutation.ts';
import { attemptsFor, attemptsNeeded, measuredLoss } from '../passes/rounds.ts';
import { CLOSED, FILTERED, get, OPEN, setOnce } from '../state/ledger.ts';
import type { DatagramScan, Flight } from './scan.ts';

/** What a datagram carries stands behind these (RFC 791, RFC 768). */
const HEADERS = 28;
const STUCK_MOST_MS = 5000;
const WINDOW_LEAST = 16;
/** What ran out may come back. */
const SCARCE = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAGAIN', 'EADDRINUSE', 'EADDRNOTAVAIL']);
/** Of what comes back so much is handed on. */
const RESPONSE_MOST = 1400;

const { udp } = PROBES;

/** Asks as many as the window and the rate cap allow now. */
export function askMore(scan: DatagramScan, time: number): void {
  const room = scan.window - scan.flights.size;
  if (room <= 0 || (scan.source === null && scan.again.length === 0)) return;
  const allowed = scan.allowance.take(room, time);
  let begun = 0;
  for (; begun < allowed && scan.cut === null; begun++) {
    const probe = next(scan);
    if (probe < 0) break;
    ask(scan, probe, time);
  }
  scan.allowance.spent(allowed, begun, time, scan.now());
}

function next(scan: DatagramScan): number {
  const again = scan.again.pop();
  if (again !== undefined) return again;
  while (scan.source !== null) {
    const probe = scan.source();
    if (probe < 0) scan.source = null;
    else if (!isExcluded(scan, probe)) {
      if (scan.attempt === 1) scan.asked++;
      return probe;
    }
  }
  return -1;
}

/** Exclusions are checked again where packets are made. */
function isExcluded({ spec, table, portNumbers, broadcast }: DatagramScan, probe: number): boolean {
  const address = addressOfHost(table, Math.floor(probe / portNumbers.length));
  return contains(spec.excluded, address) || broadcast.has(address);
}

function ask(scan: DatagramScan, probe: number, time: number): void {
  const { portNumbers, table, state, attempt } = scan;
  const host = Math.floor(probe / portNumbers.length);
  const port = portNumbers[probe % portNumbers.length];
  const payload = udp.forms[udp.formOf(port, attempt - 1, false)].template.subarray(HEADERS);
  const wait = timeoutOf(state.hosts, host, udp.shortestRtoMs * 1000) / 1000;
  const flight: Flight = { probe, sentAt: time, until: time + wait, question: null };
  scan.flights.add(flight);
  scan.sent++;
  if (attempt > 1) scan.retransmitted++;
  scan.limits.saw(host, ++state.hosts.sent[host], scan.refusals[host], time);
  flight.question = scan.ask(formatIpv4(addressOfHost(table, host)), port, payload, {
    answered: (bytes) => settle(scan, flight, OPEN, bytes),
    refused: () => settle(scan, flight, CLOSED, null),
    unreachable: () => settle(scan, flight, FILTERED, null),
    failed: (code) => fail(scan, flight, code),
  });
}

function settle(scan: DatagramScan, flight: Flight, verdict: number, bytes: Uint8Array | null): void {
  const { flights, state, portNumbers, spec } = scan;
  const { probe } = flight;
  if (!flights.delete(flight)) return;
  scan.wake();
  scan.stuckSince = null;
  if (setOnce(state.ledger, probe, verdict) !== 0) return;
  const host = Math.floor(probe / portNumbers.length);
  const rtt = Math.max(1, Math.round((scan.now() - flight.sentAt) * 1000));
  scan.answered++;
  if (verdict === FILTERED) {
    state.hosts.filtered[host]++;
    return;
  }
  meet(scan, host, verdict === OPEN ? 'udp-response' : 'icmp-port-unreachable', rtt);
  takeRtt(state.hosts, host, rtt);
  if (verdict === CLOSED) {
    state.hosts.closed[host]++;
    if (scan.attempt > 1) scan.refusedByRepeats[host]++;
    scan.limits.saw(host, state.hosts.sent[host], ++scan.refusals[host], scan.now());
    return;
  }
  state.hosts.open[host]++;
  scan.opened++;
  if (scan.attempt > scan.payloads[probe % portNumbers.length]) scan.recovered++;
  const response = spec.keepResponses === true ? bytes!.subarray(0, RESPONSE_MOST) : null;
  scan.book.open(host, portNumbers[probe % portNumbers.length], 0, rtt, response);
}

/** Of a scan that is gone on with: what was answered then. */
export function recall(scan: DatagramScan, host: number, portIndex: number, verdict: number): void {
  const { state, portNumbers } = scan;
  if (setOnce(state.ledger, host * portNumbers.length + portIndex, verdict) !== 0) return;
  state.hosts.sent[host]++;
  scan.asked++;
  scan.answered++;
  if (verdict === FILTERED) {
    state.hosts.filtered[host]++;
    return;
  }
  meet(scan, host, verdict === OPEN ? 'udp-response' : 'icmp-port-unreachable', 0);
  if (verdict === CLOSED) {
    state.hosts.closed[host]++;
    return;
  }
  state.hosts.open[host]++;
  scan.opened++;
  scan.book.open(host, portNumbers[portIndex], 0, 0, null);
}

function meet(scan: DatagramScan, host: number, reason: PortReason, rtt: number): void {
  if (scan.up.has(host)) return;
  scan.up.add(host);
  scan.emit({
    type: 'host',
    ip: formatIpv4(addressOfHost(scan.table, host)),
    state: 'up',
    reason,
    ...(rtt > 0 ? { rttMs: rtt / 1000 } : {}),
  });
}

/** Rule 3. */
function fail(scan: DatagramScan, flight: Flight, code: string): void {
  if (!scan.flights.delete(flight)) return;
  if (!SCARCE.has(code)) {
    // No way there, or a firewall of our own: it was not asked, and asking again would not help.
    scan.refused++;
    if (scan.attempt === 1) scan.asked--;
    return;
  }
  scan.again.push(flight.probe);
  scan.window = Math.max(WINDOW_LEAST, Math.floor(scan.window / 2));
  const now = scan.now();
  scan.stuckSince ??= now;
  if (now - scan.stuckSince < STUCK_MOST_MS) return;
  scan.cut = { code: 'E_NO_SOCKETS', text: `this machine sends no datagrams (${code})` };
}

/** Rule 4. */
export function giveUpLate(scan: DatagramScan, time: number): void {
  for (const flight of scan.flights) {
    if (flight.until > time) continue;
    flight.question?.close();
    scan.flights.delete(flight);
  }
}

/** Begins the next attempt; false where none is worth it. */
export function nextAttempt(scan: DatagramScan): boolean {
  const { state, table, portNumbers, spec } = scan;
  const ports = portNumbers.length;
  const loss = measuredLoss(scan.opened, scan.recovered);
  const silentHosts = table.hosts - scan.up.size;
  const needed = (host: number): number => {
    const talks = scan.up.has(host);
    if (talks && spec.maxRetries === null) return attemptsNeeded(loss, scan.opened);
    return attemptsFor({ talks, limited: false }, loss, scan.opened, silentHosts * ports, spec.maxRetries);
  };
  const mine = createShardTest({ table, portNumbers, orderSeeds: seedWords(spec.seed), shard: spec.shard });
  scan.attempt++;
  const source = silentProbes(table.hosts, ports, (host, probe) => {
    if (get(state.ledger, probe) !== 0 || !mine(host, probe % ports)) return false;
    // Each of a port's payloads asks as often as the only one of another port.
    return scan.attempt <= needed(host) * scan.payloads[probe % ports];
  });
  const first = source();
  if (first < 0) {
    scan.attempt--;
    return false;
  }
  let isFirst = true;
  scan.source = () => {
    if (!isFirst) return source();
    isFirst = false;
    return first;
  };
  return true;
}

/** Host by host within each port, so that no host is hit in a burst. */
function silentProbes(hosts: number, ports: number, isDue: (host: number, probe: number) => boolean): () => number {
  let host = -1;
  let portIndex = 0;
  return () => {
    for (;;) {
      if (++host === hosts) {
        host = 0;
        portIndex++;
      }
      if (portIndex >= ports) return -1;
      const probe = host * ports + portIndex;
      if (isDue(host, probe)) return probe;
    }
  };
}
