// The engine for UDP without privileges: connected sockets, thousands at once, one question each.
//
//   order ──► ask (window, rate cap, exclusions) ──► answered, refused, unreachable ──► ledger, port book ──► findings
//               ▲                                 └── silent for its time ──┐
//               └───────────── next attempt: only the silent ones ◄─────────┘
//
// Rules:
//  1. Every port is asked once, in the keyed order, by the payload that it is known to understand; then the silent ones of
//     hosts that are there again, by the next payload. Twice at least; more where responses that only a repeat brought show
//     that datagrams are lost (passes/rounds.ts).
//  2. Refusals are limited (RFC 1812 section 4.3.2.8), so they tell nothing of loss, and nobody waits for them: what stays
//     silent is open or filtered.
//  3. An error of our own side is no answer: the port is asked again, with fewer sockets; where that goes on for five
//     seconds, the scan ends and says why.
//  4. A question waits a second for its answer, or as long as its host is known to take.
import type { Finding } from '../../finding/finding.ts';
import { askDatagram } from '../../link/connect/datagram-sockets.ts';
import { bootMillis } from '../../link/time.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { listPorts } from '../../target/port-list.ts';
import { type Keeper, openScanJournal } from '../journal/journal.ts';
import { hostTableOf } from '../order/host-table.ts';
import type { ScanReins } from '../reins.ts';
import { ScanError } from '../scan-error.ts';
import type { ScanSpec } from '../spec.ts';
import { askMore, giveUpLate, nextAttempt } from './asking.ts';
import { keepDatagrams } from './journal.ts';
import { createDatagramScan, type DatagramParts, type DatagramScan, standingOf } from './scan.ts';
import { summarise } from './summary.ts';

const ASKS_ONCE: Finding = {
  type: 'notice',
  code: 'N_NOT_DECIDED',
  text: 'without raw sockets nobody waits for hosts that limit their refusals (--decide all): what they do not tell at once stays undecided',
};
/** How long the loop sleeps at the most. */
const TICK_MS = 5;

/**
 * Asks every (host, port) of `spec` by datagrams and emits what it finds; the last finding is `end`. An abort ends it within
 * milliseconds, also with `end`.
 *
 * @throws ScanError `E_INTERFACE_UNSUPPORTED` where an interface was asked for; `E_TOO_LARGE` where what the scan keeps does not fit;
 *   `E_NO_SOCKETS` where this machine gives no socket for five seconds.
 */
export async function runDatagramScan(
  spec: ScanSpec,
  emit: (finding: Finding) => void,
  signal: AbortSignal,
  reins: ScanReins,
  parts?: DatagramParts,
): Promise<void> {
  if (spec.interfaceName !== null) {
    const text = `without raw sockets UDP cannot be sent through one interface: leave out -e ${spec.interfaceName}`;
    throw new ScanError('E_INTERFACE_UNSUPPORTED', text);
  }
  const table = hostTableOf([{ ranges: flatten(spec.targets), hop: 0 }]);
  const own = parts ?? { ask: askDatagram, now: bootMillis, capacity: await capacityHere() };
  if (spec.decideAll === true) emit(ASKS_ONCE);
  const journal = openScanJournal(spec);
  const scan = createDatagramScan(own, spec, reins, table, listPorts(spec.ports), emit);
  try {
    await run(scan, keepDatagrams(scan, journal), signal);
  } finally {
    for (const flight of scan.flights) flight.question?.close();
  }
}

async function run(scan: DatagramScan, keeper: Keeper | null, signal: AbortSignal): Promise<void> {
  const start = scan.now();
  scan.progress(start, () => standingOf(scan));
  while (!signal.aborted && scan.cut === null) {
    const time = scan.now();
    giveUpLate(scan, time);
    const { paused } = scan.reins;
    if (!paused) askMore(scan, time);
    scan.book.look();
    keeper?.look(time - start);
    scan.progress(time, () => standingOf(scan));
    if (!paused && scan.flights.size === 0 && scan.source === null && !nextAttempt(scan)) break;
    await scan.pause(TICK_MS);
  }
  await keeper?.end();
  summarise(scan, signal.aborted, Math.round(scan.now() - start + scan.elapsedBefore));
}

async function capacityHere(): Promise<number> {
  if (process.platform !== 'linux') return 256;
  const { roomForFiles } = await import('../../link/connect/connect-sockets-linux.ts');
  return Math.min(4096, roomForFiles());
}
