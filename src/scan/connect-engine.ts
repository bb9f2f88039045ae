// The engine for those without privileges: a full TCP handshake for every probe, thousands at once, through the kernel's
// own sockets.
//
//   order ──► round ──► launch (window, rate cap, exclusions) ──► sockets ──► answers ──► settle ──► findings
//               ▲                                                   └── silent for a timeout ──► sweep ──┐
//               └───────────────── next round: only the silent ones ◄────────────────────────────────────┘
//
// Rules:
//  1. Every probe is asked once, in the keyed order; then only those that stayed silent, round by round, until the measured
//     loss says that an open port has been missed with a chance of less than one in a million.
//  2. No more are outstanding than the windows allow (connect-window.ts), and never more than there are files for.
//  3. An error of our own side is no verdict: the scan slows down and asks again.
//  4. Addresses on the link that answer no ARP are asked no more (absent-hosts.ts), and what was not asked of them is not
//     counted.
//  5. With a rate cap no connect is left outstanding until the kernel repeats its SYN, since that would not be counted.
import { getSystemErrorName } from 'node:util';
import type { Finding, PortReason } from '../finding/finding.ts';
import {
  type ConnectSockets,
  createConnectAnswers,
  DOUBTFUL,
  LOOPED,
  OURS,
  openConnectSockets,
} from '../link/connect-sockets.ts';
import { flatten } from '../link/flat-ranges.ts';
import { readUnresolved } from '../link/unresolved.ts';
import * as tcpConnect from '../probe/tcp-connect.ts';
import { formatIpv4 } from '../wire/address.ts';
import { createAbsentHosts } from './absent-hosts.ts';
import { createAllowance } from './connect-allowance.ts';
import { createFaults } from './connect-faults.ts';
import { createFlights, FLYING, IDLE, LINGERING, land, linger, takeOff } from './connect-flights.ts';
import { type ConnectHost, createConnectHosts, measure, type RoundTrip, timeoutOf } from './connect-hosts.ts';
import { countProbes, listPorts, wholeOrder } from './connect-order.ts';
import { createConnectProgress } from './connect-progress.ts';
import { planRepeats } from './connect-repeats.ts';
import { createConnectRound } from './connect-round.ts';
import { writeConnectSummary } from './connect-summary.ts';
import {
  createWindow,
  missed,
  shrink,
  stretch,
  answered as windowAnswered,
  silent as windowSilent,
} from './connect-window.ts';
import { addressOfHost, type HostTable, hostTableOf } from './host-table.ts';
import { icmpReason } from './icmp-reason.ts';
import { createProbeList } from './probe-list.ts';
import { contains } from './ranges.ts';
import { ScanError } from './scan-error.ts';
import type { ScanSpec } from './spec.ts';
import { createTarpitJudge } from './tarpit.ts';

const SOCKETS_MOST = 16_384;
/** Connects between two looks at the answers: small, so that a burst fits into the shortest queues. */
const BURST = 32;
const SWEEP_MS = 10;
const IDLE_MS = 5;
/** The event loop runs at least this often: for the abort signal, and for what reads the findings. */
const TURN_MS = 4;
/** The kernel repeats a SYN after a second (RFC 6298 section 2.1); with a little time for its answer. */
const LINGER_MS = 1200;
const KERNEL_REPEAT_MS = 1000;
/** Early enough for a process that is held up for a moment. */
const BEFORE_KERNEL_REPEAT_MS = 800;
const BACKOFF_MOST = 4;
/** Once some host has answered, the least time that is given to those that have not. */
const STRANGER_TIMEOUT_MS = 500;
const TIMEOUT_MOST_MS = 3000;
/** What the engine runs on; tests give their own. */
export interface ConnectParts {
  readonly sockets: ConnectSockets;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  /** Addresses whose neighbours do not answer ARP. */
  readonly unresolved: () => readonly number[];
}

/**
 * Asks every (host, port) of `spec` by connect(2) and emits what it finds; the last finding is `end`. An abort ends it
 * within milliseconds, also with `end`.
 *
 * @throws ScanError `E_PROBE` for another probe than `syn`; `E_NO_SOCKETS` where this machine will not give connections for five seconds; LinkError
 *   `E_INTERFACE_REFUSED` or `E_INTERFACE_UNSUPPORTED` where `spec.interfaceName` cannot be obeyed.
 */
export async function runConnectScan(
  spec: ScanSpec,
  emit: (finding: Finding) => void,
  signal: AbortSignal,
  parts?: ConnectParts,
): Promise<void> {
  if (spec.probe !== 'syn') {
    throw new ScanError('E_PROBE', `the connect engine makes TCP connections: it cannot ask by ${spec.probe}`);
  }
  const table = hostTableOf([{ ranges: flatten(spec.targets), hop: 0 }]);
  const portNumbers = listPorts(spec);
  const capacity = Math.max(1, Math.min(SOCKETS_MOST, table.hosts * portNumbers.length));
  const sockets = parts?.sockets ?? (await openConnectSockets({ capacity, interfaceName: spec.interfaceName }));
  try {
    const now = parts?.now ?? (() => performance.now());
    await scanWith(
      { sockets, now, unresolved: parts?.unresolved ?? readUnresolved },
      spec,
      table,
      portNumbers,
      emit,
      signal,
    );
  } finally {
    sockets.close();
  }
}

async function scanWith(
  { sockets, now, unresolved }: ConnectParts,
  spec: ScanSpec,
  table: HostTable,
  portNumbers: Uint16Array,
  emit: (finding: Finding) => void,
  signal: AbortSignal,
): Promise<void> {
  const start = now();
  const ports = portNumbers.length;
  const judge = createTarpitJudge(ports);
  const hosts = createConnectHosts(emit, judge, sockets.capacity);
  const answers = createConnectAnswers();
  const window = createWindow(sockets.capacity, start);
  const flights = createFlights(sockets.capacity, window);
  const roundTrip: RoundTrip = { smoothed: 0, variance: 0 };
  const silentMost = Math.max(1, Math.floor(spec.ledgerLimit / 8));
  const confirming = new Set<number>();
  const absent = createAbsentHosts(unresolved, start);
  const noticed = new Set<string>();
  const allowance = createAllowance(spec.rateCap, start);
  const faults = createFaults();
  const capped = spec.rateCap !== null;

  let probes = countProbes(ports, spec);
  let asked = 0;
  let sent = 0;
  let retransmitted = 0;
  let answered = 0;
  let answeredBefore = 0;
  let recovered = 0;
  let open = 0;
  let closed = 0;
  let stateless = false;
  let attempt = 1;
  let silent = createProbeList();
  let given = createProbeList();
  let round = createConnectRound(wholeOrder(spec, table, portNumbers), ports, hosts, silentMost);

  function notice(code: string, text: string): void {
    if (noticed.has(code)) return;
    noticed.add(code);
    emit({ type: 'notice', code, text });
  }

  function staySilent(probe: number): void {
    if (silent.length < silentMost) {
      silent.push(probe);
      return;
    }
    stateless = true;
    const text = `more than ${silentMost.toLocaleString('en')} probes stayed silent: the others are not asked again`;
    notice('N_STATELESS', text);
  }

  function fault(error: number, time: number): void {
    faults.happened(error, time);
    const name = getSystemErrorName(-error);
    notice('N_OWN_LIMIT', `this machine ran out of connections for a moment (${name}): the scan goes slower`);
    shrink(window);
  }

  /** The probe counts as not asked yet, and is asked at the end of this round. */
  function askAgain(probe: number): void {
    if (attempt === 1) asked--;
    retransmitted++;
    round.again(probe);
  }

  function record(probe: number, verdict: number, icmp: number, offender: number, rtt: number, time: number): void {
    const number = Math.floor(probe / ports);
    const port = portNumbers[probe - number * ports];
    const address = addressOfHost(table, number);
    faults.over();
    answered++;
    if (attempt > 1 || (rtt >= KERNEL_REPEAT_MS && roundTrip.smoothed < KERNEL_REPEAT_MS / 2)) recovered++;
    const reason: PortReason =
      verdict === tcpConnect.OPEN
        ? 'connected'
        : verdict === tcpConnect.CLOSED
          ? 'connection-refused'
          : icmpReason(icmp);
    // An ICMP error of a router says nothing of the host.
    const itself = verdict !== tcpConnect.FILTERED || offender === address;
    const host = hosts.meet(number, address, time, itself, reason, rtt);
    if (verdict === tcpConnect.OPEN) {
      open++;
      allowance.opened();
      hosts.open(host, port, rtt);
    } else if (verdict === tcpConnect.CLOSED) {
      closed++;
      hosts.closed(host, port);
    } else {
      hosts.filtered(host, port, reason);
    }
    // Which of two SYNs an answer as late as this belongs to cannot be known (Karn's algorithm).
    if (!itself || (rtt >= BEFORE_KERNEL_REPEAT_MS && host.roundTrip.smoothed > 0)) return;
    measure(host.roundTrip, rtt);
    measure(roundTrip, rtt);
  }

  function settle(k: number, time: number): void {
    const slot = answers.slot[k];
    const probe = flights.probe[slot];
    const kind = answers.kind[k];
    const error = answers.error[k];
    const host = flights.host[slot];
    const verdict = kind === OURS ? tcpConnect.SILENT : tcpConnect.read(error, answers.icmp[k], kind === LOOPED);
    if (verdict === tcpConnect.OWN_FAULT) {
      askAgain(probe);
      fault(error, time);
    } else if (verdict === tcpConnect.SILENT) {
      staySilent(probe);
      windowSilent(window, time, timeoutOf(roundTrip));
    } else if (verdict === tcpConnect.OPEN && kind === DOUBTFUL && !confirming.has(probe)) {
      // Two probes of ours may have met: a port of ours that really listens does so twice.
      confirming.add(probe);
      askAgain(probe);
    } else {
      const icmp = answers.icmp[k] >= 0 ? answers.icmp[k] : tcpConnect.nearestIcmp(error);
      const offender = answers.icmp[k] >= 0 ? answers.offender[k] : 0;
      record(probe, verdict, icmp, offender, time - flights.sentAt[slot], time);
      if (flights.state[slot] === FLYING) {
        windowAnswered(window, time, timeoutOf(roundTrip));
        if (host !== null) windowAnswered(host.window, time, timeoutOf(host.roundTrip));
      }
    }
    land(flights, slot);
    if (host !== null) round.freed(host);
  }

  function giveUp(slot: number): void {
    sockets.abandon(slot);
    staySilent(flights.probe[slot]);
    faults.over();
    land(flights, slot);
  }

  /** The probe of a slot was not answered in time. */
  function expire(slot: number, time: number): void {
    const host = flights.host[slot];
    // A host of which more is silent than answers is behind a firewall: that says nothing about the way there.
    if (host !== null && host.open + host.closed > host.missed) {
      hosts.missed(host, attempt === 1);
      missed(window, time, timeoutOf(roundTrip));
      missed(host.window, time, timeoutOf(host.roundTrip));
    } else {
      if (host !== null) {
        hosts.missed(host, attempt === 1);
        windowSilent(host.window, time, timeoutOf(host.roundTrip));
      }
      windowSilent(window, time, timeoutOf(roundTrip));
    }
    const until = flights.sentAt[slot] + (capped ? BEFORE_KERNEL_REPEAT_MS : LINGER_MS);
    if (until > time && flights.freeCount > BURST) linger(flights, slot, until);
    else giveUp(slot);
    if (host !== null) round.freed(host);
  }

  function sweep(time: number): void {
    for (let slot = 0; slot < flights.used; slot++) {
      if (flights.state[slot] === IDLE || time < flights.deadline[slot]) continue;
      if (flights.state[slot] === FLYING) expire(slot, time);
      else giveUp(slot);
    }
  }

  /** Ends up to `most` lingering connects: their sockets are needed, or the round is over. */
  function endLingering(most: number): void {
    for (let slot = 0, ended = 0; slot < flights.used && ended < most; slot++) {
      if (flights.state[slot] !== LINGERING) continue;
      giveUp(slot);
      ended++;
    }
  }

  /** Milliseconds. A host that has not answered yet is probably no further away than those that have. */
  function timeoutFor(host: ConnectHost | null): number {
    if (host !== null && host.roundTrip.smoothed > 0) return timeoutOf(host.roundTrip);
    return roundTrip.smoothed > 0 ? Math.max(STRANGER_TIMEOUT_MS, timeoutOf(roundTrip)) : timeoutOf(null);
  }

  function launch(time: number): number {
    if (time < faults.pausedUntil || round.isEmpty()) return 0;
    if (flights.freeCount < BURST && flights.lingering > 0) endLingering(BURST);
    const room = Math.min(BURST, Math.floor(window.size) - window.flying, flights.freeCount);
    if (room <= 0) return 0;
    const most = allowance.take(room, time);
    let begun = 0;
    while (begun < most && round.next()) {
      const address = addressOfHost(table, round.host);
      if (contains(spec.excluded, address)) {
        probes--;
        continue;
      }
      const host = round.known ?? null;
      if (host === null && absent.spare(address)) {
        if (attempt === 1) probes--;
        continue;
      }
      const patience = Math.min(TIMEOUT_MOST_MS, timeoutFor(host) * Math.min(attempt, BACKOFF_MOST));
      const timeout = capped ? Math.min(patience, BEFORE_KERNEL_REPEAT_MS) : patience;
      const { probe } = round;
      const slot = takeOff(flights, probe, host, time, timeout);
      const error = sockets.start(slot, address, portNumbers[probe - round.host * ports]);
      if (error === 0) {
        begun++;
        sent++;
        if (attempt === 1) asked++;
        else retransmitted++;
        continue;
      }
      land(flights, slot);
      if (host !== null) round.freed(host);
      if (!refused(probe, address, error, time)) break;
    }
    allowance.spent(most, begun, now());
    return begun;
  }

  /** Our own system would not begin a connect. True where that is a verdict. */
  function refused(probe: number, address: number, error: number, time: number): boolean {
    const verdict = tcpConnect.read(error, -1, false);
    if (verdict === tcpConnect.OWN_FAULT) {
      round.putBack();
      fault(error, time);
      return false;
    }
    if (attempt === 1) asked++;
    if (verdict === tcpConnect.SILENT) {
      staySilent(probe);
      return true;
    }
    const text = `${formatIpv4(address)} and maybe others: this system refuses to connect (${getSystemErrorName(-error)})`;
    notice('N_REFUSED_HERE', text);
    record(probe, verdict, tcpConnect.nearestIcmp(error), 0, 0, time);
    return true;
  }

  /** Begins the next round; false where the scan is over. */
  function nextRound(): boolean {
    endLingering(sockets.capacity);
    const plan = planRepeats(silent, ports, hosts, attempt, answeredBefore, recovered, spec.maxRetries);
    given = plan.given;
    if (plan.list.length === 0) return false;
    answeredBefore = answered;
    attempt++;
    silent = createProbeList();
    round = createConnectRound({ next: plan.list.shift }, ports, hosts, silentMost);
    return true;
  }

  const progress = createConnectProgress(emit, start);
  let nextSweep = start;
  let turnAt = start;
  if (spec.pcapPath !== null) {
    notice('N_NO_CAPTURE', `${spec.pcapPath} is not written: only raw sockets can record packets`);
  }
  while (!signal.aborted) {
    const time = now();
    const settled = sockets.collect(answers);
    for (let k = 0; k < settled; k++) settle(k, time);
    if (time >= nextSweep) {
      sweep(time);
      absent.look(time);
      if (roundTrip.smoothed === 0) stretch(window, time);
      nextSweep = time + SWEEP_MS;
      progress(time, attempt, probes, asked, sent, answered, open, hosts.up, silent.length);
    }
    const begun = launch(time);
    if (round.isEmpty() && window.flying === 0 && !nextRound()) break;
    if (settled === 0 && begun === 0) {
      await sockets.wait(capped ? 1 : IDLE_MS);
      turnAt = now();
    } else if (time - turnAt >= TURN_MS) {
      await sockets.wait(0);
      turnAt = now();
    }
  }

  const interrupted = signal.aborted;
  const totals = {
    hostsAsked: table.hosts,
    ...{ probes, asked, answered, closed, retransmitted, interrupted, stateless },
    elapsedMs: Math.round(now() - start),
  };
  writeConnectSummary(spec, portNumbers, hosts, interrupted ? silent : given, judge, totals, emit);
}
