// The engine for those without privileges: a full TCP handshake for every probe, thousands at once, through the kernel's
// own sockets.
//
//   order ──► round ──► launch (window, rate cap, exclusions) ──► sockets ──► answers ──► settle ──► findings
//               ▲                                                   └── silent for a timeout ──► sweep ──┐
//               └───────────────── next round: only the silent ones ◄────────────────────────────────────┘
//
// Rules:
//  1. Every probe is asked once, in the keyed order; then only those that stayed silent, round by round, as often as
//     the measured loss needs (passes/rounds.ts). The sockets of the first
//     round that still wait stand for the second: there the kernel asks again.
//  2. No more are outstanding than the windows allow (connect/window.ts), and never more than there are files for.
//  3. An error of our own side is no verdict (connect/launch.ts, connect/way.ts): wait, ask again; where that does not help,
//     end, and say why.
//  4. Silence is no verdict either as long as it may be an outage's (connect/way.ts).

import { networkInterfaces } from 'node:os';
import type { Finding } from '../../finding/finding.ts';
import { openConnectSockets } from '../../link/open-connect-sockets.ts';
import { bootMillis } from '../../link/time.ts';
import { readUnresolved } from '../../link/unresolved.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { listPorts } from '../../target/port-list.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { createProgressLine } from '../book/progress-line.ts';
import { hostTableOf } from '../order/host-table.ts';
import { ScanError } from '../scan-error.ts';
import type { ScanSpec } from '../spec.ts';
import { settle } from './answers.ts';
import { IDLE, isCanary } from './flights.ts';
import { floatStranded, launch } from './launch.ts';
import type { ProbeList } from './probe-list.ts';
import { standingOf } from './progress.ts';
import { planRepeats } from './repeats.ts';
import { createConnectRound } from './round.ts';
import { strangerAsks } from './round-trip.ts';
import { type ConnectParts, type ConnectScan, countRepeats, createConnectScan } from './scan.ts';
import { confirmSilence, OVER, silentSource, turnSilence } from './silence.ts';
import { writeConnectSummary } from './summary.ts';
import { staySilent, sweep } from './sweep.ts';
import { describeRefused, recoverWindows, sign, watchWay } from './way.ts';
import { bearsNow, hasCanaries } from './way-state.ts';
import { stretch } from './window.ts';

export type { ConnectParts } from './scan.ts';

const SOCKETS_MOST = 16_384;
const SWEEP_MS = 10;
const IDLE_MS = 5;
/** The event loop runs at least this often: for the abort signal, and for what reads the findings. */
const TURN_MS = 4;
/** What our own system would not begin is tried once more so long after. */
const STRANDED_MS = 1000;

/**
 * Asks every (host, port) of `spec` by connect(2) and emits what it finds; the last finding is `end`. An abort ends it
 * within milliseconds, also with `end`.
 *
 * @throws ScanError `E_PROBE` for another probe than `syn`; `E_NO_SOCKETS` where this machine will not give a connection for five seconds; LinkError
 *   `E_INTERFACE_REFUSED` or `E_INTERFACE_UNSUPPORTED` where `spec.interfaceName` cannot be obeyed, `E_NO_SOCKETS`.
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
  const portNumbers = listPorts(spec.ports);
  const capacity = Math.max(1, Math.min(SOCKETS_MOST, table.hosts * portNumbers.length));
  const sockets = parts?.sockets ?? (await openConnectSockets({ capacity, interfaceName: spec.interfaceName }));
  try {
    const own: ConnectParts = {
      sockets,
      now: bootMillis,
      unresolved: readUnresolved,
      broadcast: broadcastAddresses,
    };
    await run(createConnectScan(parts ?? own, spec, table, portNumbers, emit), signal);
  } finally {
    sockets.close();
  }
}

async function run(scan: ConnectScan, signal: AbortSignal): Promise<void> {
  const { spec, sockets, now } = scan;
  const start = now();
  const progress = createProgressLine(scan.emit);
  progress(start, () => standingOf(scan));
  let nextSweep = start;
  let turnAt = start;
  if (spec.recordTo !== null) {
    scan.notice('N_NO_CAPTURE', 'nothing is recorded: only raw sockets can record packets');
  }
  while (!signal.aborted && scan.cut === null) {
    const time = now();
    const settled = takeAnswers(scan, time);
    if (time >= nextSweep) {
      look(scan, time);
      nextSweep = time + SWEEP_MS;
      progress(time, () => standingOf(scan));
    }
    const begun = launch(scan, time);
    if (isRoundOver(scan, time) && !nextRound(scan)) break;
    if (settled === 0 && begun === 0) {
      await sockets.wait(spec.rateCap === null ? IDLE_MS : 1);
      turnAt = now();
    } else if (time - turnAt >= TURN_MS) {
      await sockets.wait(0);
      turnAt = now();
    }
  }
  finish(scan, signal.aborted, now() - start);
}

function takeAnswers(scan: ConnectScan, time: number): number {
  const settled = scan.sockets.collect(scan.answers);
  if (settled > 0) recoverWindows(scan, time);
  for (let k = 0; k < settled; k++) settle(scan, k, time);
  if (scan.way.signed) sign(scan, time);
  return settled;
}

function look(scan: ConnectScan, time: number): void {
  sweep(scan, time);
  scan.absent.look(time);
  watchWay(scan, isIdle(scan), time);
  if (scan.roundTrip.smoothed === 0) stretch(scan.window, time);
}

/** Nothing of this round is to be begun or waited for. */
function isIdle({ round, window, flights, attempt, spec }: ConnectScan): boolean {
  if (!round.isEmpty() || window.flying > 0) return false;
  return flights.lingering === 0 || (attempt === 1 && spec.maxRetries !== 0);
}

/** The round is over once nothing is left of it, and it is sure that its silence was silence. */
function isRoundOver(scan: ConnectScan, time: number): boolean {
  if (!isIdle(scan) || !bearsNow(scan.way) || scan.silence.unsure.probes.length > 0) return false;
  if (scan.stranded.length === 0) return true;
  if (scan.floatedIn < scan.attempt) {
    const { way, strandedAt } = scan;
    if (time - strandedAt < STRANDED_MS || way.pending > 0) return false;
    if (hasCanaries(way) && way.canaryAt < strandedAt) return false;
    scan.floatedIn = scan.attempt;
    floatStranded(scan);
    return false;
  }
  for (let probe = scan.stranded.shift(); probe >= 0; probe = scan.stranded.shift()) {
    if (scan.again.delete(probe) || scan.attempt > 1) staySilent(scan, probe, OVER);
    else scan.refused.push(probe);
  }
  return scan.silence.unsure.probes.length === 0;
}

/** Begins the next round; false where the scan is over. */
function nextRound(scan: ConnectScan): boolean {
  const { silence, hosts, ports, attempt, answeredBefore, recovered, flights } = scan;
  const elsewhere = flights.lingering;
  const asks = strangerAsks(scan.sockets.synRepeats);
  const plan = planRepeats(
    silence.silent,
    elsewhere,
    ports,
    hosts,
    attempt,
    answeredBefore,
    recovered,
    scan.spec.maxRetries,
    asks,
  );
  scan.given = plan.given;
  const waiting = silence.later.length + flights.lingering;
  if (!plan.due || (plan.list.probes.length === 0 && waiting === 0)) {
    give(scan, silence.later);
    give(scan, silence.over);
    return false;
  }
  turnSilence(silence);
  scan.answeredBefore = scan.answered;
  scan.attempt++;
  scan.round = createConnectRound(silentSource(plan.list, scan.now), ports, hosts, scan.silentMost);
  return true;
}

/** Says what was found, what is not known, and why. */
function finish(scan: ConnectScan, interrupted: boolean, elapsed: number): void {
  const { cut } = scan;
  if (cut?.code === 'E_NO_SOCKETS' && scan.answered === 0) throw new ScanError(cut.code, cut.text);
  if (interrupted || cut !== null) landAll(scan);
  const unasked = scan.probes - scan.asked;
  if (cut !== null) {
    const text = `${cut.text}: the scan ends here, ${unasked.toLocaleString('en')} probes were not asked`;
    scan.notice(cut.code === 'E_NO_SOCKETS' ? 'N_NO_SOCKETS' : cut.code, text);
  } else if (scan.refused.length > 0) {
    scan.notice('N_REFUSED_HERE', describeRefused(scan.way, scan.refused.length));
  }
  writeConnectSummary(scan, interrupted, Math.round(elapsed));
}

/** What is under way when a scan ends early was asked and is not answered. */
function landAll(scan: ConnectScan): void {
  const { flights, silence, given } = scan;
  const time = scan.now();
  for (let slot = 0; slot < flights.used; slot++) {
    if (flights.state[slot] === IDLE || isCanary(flights, slot)) continue;
    scan.retransmitted += countRepeats(scan, time - flights.sentAt[slot]);
    given.push(flights.probe[slot]);
  }
  for (const probe of scan.again) given.push(probe);
  confirmSilence(silence);
  for (const list of [silence.silent.probes, silence.later, silence.over]) give(scan, list);
}

/** They stay silent for good. */
function give(scan: ConnectScan, list: ProbeList): void {
  for (let probe = list.shift(); probe >= 0; probe = list.shift()) scan.given.push(probe);
}

/** Asking these would ask everybody. */
function broadcastAddresses(): Set<number> {
  const addresses = new Set<number>();
  for (const { address, netmask, family } of Object.values(networkInterfaces()).flatMap((each) => each ?? [])) {
    const own = parseIpv4(address);
    const mask = parseIpv4(netmask);
    // Subnets of two addresses have none (RFC 3021), those of one neither.
    if (family !== 'IPv4' || own === null || mask === null || mask >= 0xffff_fffe) continue;
    addresses.add((own & mask) >>> 0);
    addresses.add((own | ~mask) >>> 0);
  }
  return addresses;
}
