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
//  3. An error of our own side is no verdict (connect/launch.ts, connect/way/way.ts): wait, ask again; where that does not help,
//     end, and say why.
//  4. Silence is no verdict either as long as it may be an outage's (connect/way/way.ts).

import type { Finding } from '../../finding/finding.ts';
import { readUnresolved } from '../../link/arp/unresolved.ts';
import { openConnectSockets } from '../../link/connect/open-connect-sockets.ts';
import { bootMillis } from '../../link/time.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { listPorts } from '../../target/port-list.ts';
import { createProgressLine } from '../book/progress-line.ts';
import { type Keeper, openScanJournal } from '../journal/journal.ts';
import { hostTableOf } from '../order/host-table.ts';
import type { ScanReins } from '../reins.ts';
import { ScanError } from '../scan-error.ts';
import type { ScanSpec } from '../spec.ts';
import { COUNTER } from '../state/shared-state.ts';
import { settle } from './answers.ts';
import { broadcastAddresses } from './broadcast.ts';
import { finish } from './finish.ts';
import { keepConnect } from './journal.ts';
import { launch } from './launch.ts';
import { standingOf } from './progress.ts';
import { isIdle, isRoundOver, nextRound } from './round-end.ts';
import { type ConnectParts, type ConnectScan, createConnectScan } from './scan.ts';
import { answersMakeRoom, isSpread } from './spread.ts';
import { sweep } from './sweep.ts';
import { recoverWindows, rested, sign, watchWay } from './way/way.ts';
import { stretch } from './window.ts';

export type { ConnectParts } from './scan.ts';

const SOCKETS_MOST = 16_384;
const SWEEP_MS = 10;
const IDLE_MS = 5;
/** The event loop runs at least this often: for the abort signal, and for what reads the findings. */
const TURN_MS = 4;

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
  reins: ScanReins,
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
    const scan = createConnectScan(parts ?? own, spec, reins, table, portNumbers, emit);
    await run(scan, keepConnect(scan, openScanJournal(spec)), signal);
  } finally {
    sockets.close();
  }
}

async function run(scan: ConnectScan, keeper: Keeper | null, signal: AbortSignal): Promise<void> {
  const { spec, reins, sockets, now } = scan;
  const start = now();
  const progress = createProgressLine(scan.emit);
  progress(start, () => standingOf(scan));
  let nextSweep = start;
  let turnAt = start;
  /** When the last turn was, where it was paused then. */
  let heldAt: number | null = null;
  if (spec.recordTo !== null) {
    scan.notice('N_NO_CAPTURE', 'nothing is recorded: only raw sockets can record packets');
  }
  while (!signal.aborted && scan.cut === null) {
    const time = now();
    if (heldAt !== null) rested(scan.way, time - heldAt);
    const isHeld = reins.paused;
    heldAt = isHeld ? time : null;
    const settled = takeAnswers(scan, time);
    if (time >= nextSweep) {
      look(scan, time);
      keeper?.look(time - start);
      nextSweep = time + SWEEP_MS;
      progress(time, () => standingOf(scan));
    }
    const begun = isHeld ? 0 : launch(scan, time);
    if (!isHeld && isRoundOver(scan, time) && !nextRound(scan)) break;
    if (settled === 0 && begun === 0) {
      await sockets.wait(reins.rateCap === null && !isSpread(scan.spread) ? IDLE_MS : 1);
      turnAt = now();
    } else if (time - turnAt >= TURN_MS) {
      await sockets.wait(0);
      turnAt = now();
    }
  }
  await keeper?.end();
  finish(scan, signal.aborted, now() - start + scan.elapsedBefore);
}

function takeAnswers(scan: ConnectScan, time: number): number {
  const settled = scan.sockets.collect(scan.answers);
  if (settled > 0) recoverWindows(scan, time);
  answersMakeRoom(scan.spread, settled);
  for (let k = 0; k < settled; k++) settle(scan, k, time);
  if (scan.way.signed) sign(scan, time);
  return settled;
}

function look(scan: ConnectScan, time: number): void {
  sweep(scan, time);
  scan.absent.look(time);
  scan.state.counters[COUNTER.lastSendMicros] = time * 1000;
  scan.book.look();
  if (!scan.reins.paused) watchWay(scan, isIdle(scan), time);
  if (scan.roundTrip.smoothed === 0) stretch(scan.window, time);
}
