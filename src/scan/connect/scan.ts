// All that one connect scan knows, for the functions that share it: connect/launch.ts begins connects, connect/answers.ts
// takes what comes back, connect/sweep.ts gives up what does not, connect/way/way.ts judges whether the way bears at all.

import type { Finding } from '../../finding/finding.ts';
import { type ConnectAnswers, type ConnectSockets, createConnectAnswers } from '../../link/connect/connect-sockets.ts';
import type { RttEstimate } from '../../link/rtt.ts';
import { type AbsentHosts, createAbsentHosts } from '../book/absent-hosts.ts';
import { createPortBook, type PortBook } from '../book/port-book.ts';
import { statelessNotice } from '../book/stateless-notice.ts';
import type { HostTable } from '../order/host-table.ts';
import { countProbes } from '../order/order.ts';
import type { ScanReins } from '../reins.ts';
import type { ScanSpec } from '../spec.ts';
import { planMemory } from '../state/memory-plan.ts';
import { createSharedState, type SharedState } from '../state/shared-state.ts';
import { type Allowance, createAllowance } from './allowance.ts';
import { createFaults, type Faults } from './faults.ts';
import { createFlights, type Flights } from './flights.ts';
import { type ConnectHosts, createConnectHosts } from './hosts.ts';
import { wholeOrder } from './order.ts';
import { createProbeList, type ProbeList } from './probe-list.ts';
import { type ConnectRound, createConnectRound } from './round.ts';
import { createSilence, type Silence } from './silence.ts';
import { createSpread, type Spread } from './spread.ts';
import { createWay, type Way } from './way/state.ts';
import { type CongestionWindow, createWindow } from './window.ts';

/** As the other engines call it (src/probe/meaning.ts), but for what the answers are. */
export const CONNECT_MEANING = {
  proto: 'tcp',
  open: 'connected',
  closed: 'connection-refused',
  silent: 'filtered',
} as const;

/**
 * Half of the memory is for what every engine keeps (memory-plan.ts), a quarter for silent probes, each its number and a time,
 * and a quarter for hosts that have answered, each with its few ports.
 */
const SILENT_BYTES = 16;
const HOST_BYTES = 2048;

/** What the engine runs on; tests give their own. */
export interface ConnectParts {
  readonly sockets: ConnectSockets;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  /** Addresses whose neighbours do not answer ARP. */
  readonly unresolved: () => readonly number[];
  /** Broadcast and network addresses of the subnets here. */
  readonly broadcast: () => ReadonlySet<number>;
}

export interface ConnectScan {
  readonly spec: ScanSpec;
  readonly reins: ScanReins;
  readonly table: HostTable;
  readonly portNumbers: Uint16Array;
  /** How many. */
  readonly ports: number;
  readonly sockets: ConnectSockets;
  readonly now: () => number;
  readonly broadcast: ReadonlySet<number>;
  readonly emit: (finding: Finding) => void;
  /** Emits a notice, once for each code. */
  readonly notice: (code: string, text: string) => void;
  /** What each port is, and which were told: as the packet engines keep it. */
  readonly state: SharedState;
  readonly book: PortBook;
  readonly hosts: ConnectHosts;
  readonly answers: ConnectAnswers;
  readonly window: CongestionWindow;
  readonly spread: Spread;
  readonly flights: Flights;
  /** Over all hosts: for the window over all, and for nothing else. */
  readonly roundTrip: RttEstimate;
  readonly absent: AbsentHosts;
  readonly allowance: Allowance;
  readonly faults: Faults;
  readonly way: Way;
  /** Open only if they answer so twice (DOUBTFUL). */
  readonly confirming: Set<number>;
  /** Asked already, and to be asked again in this round. */
  readonly again: Set<number>;
  readonly silence: Silence;
  readonly silentMost: number;
  /** Probes that this system would not begin, for the first time, and for good. */
  stranded: ProbeList;
  readonly refused: ProbeList;
  /** When one stranded last, and the round in which the stranded were asked again. */
  strandedAt: number;
  floatedIn: number;
  round: ConnectRound;
  /** From 1. */
  attempt: number;
  /** Of hosts that are up, what stays silent for good. */
  given: ProbeList;
  /** Why the scan ends before everything was asked; null as long as there is no reason. */
  cut: { readonly code: string; readonly text: string } | null;

  /** Distinct probes there are, and of these asked. */
  probes: number;
  asked: number;
  /** Milliseconds that the scan took before it was gone on with. */
  elapsedBefore: number;
  /** Connects begun. */
  sent: number;
  /** Probes asked again, by us or by the kernel. */
  retransmitted: number;
  answered: number;
  answeredBefore: number;
  /** Asked of hosts that are known, and not answered in time; each time. */
  missed: number;
  /** Answers that only a repeat brought. */
  recovered: number;
  stateless: boolean;
}

export function createConnectScan(
  { sockets, now, unresolved, broadcast }: ConnectParts,
  spec: ScanSpec,
  reins: ScanReins,
  table: HostTable,
  portNumbers: Uint16Array,
  emit: (finding: Finding) => void,
): ConnectScan {
  const start = now();
  const ports = portNumbers.length;
  const quarter = spec.ledgerLimit / 4;
  const size = { hosts: table.hosts, ports, segments: table.address.length };
  const { ledgerWords } = planMemory(size, spec.ledgerLimit - 2 * quarter);
  if (ledgerWords === 0) emit(statelessNotice({ table, portNumbers }, { ledgerLimit: spec.ledgerLimit - 2 * quarter }));
  const state = createSharedState(table.hosts, table.hosts * ports, ledgerWords);
  const setup = { state, table, portNumbers, shard: spec.shard, probe: spec.probe };
  const book = createPortBook(setup, emit, CONNECT_MEANING);
  const most = Math.max(1, Math.floor(quarter / HOST_BYTES));
  const hosts = createConnectHosts(emit, setup, book, sockets.capacity, most);
  const window = createWindow(sockets.capacity, start);
  const silentMost = Math.max(1, Math.floor(quarter / SILENT_BYTES));
  const noticed = new Set<string>(ledgerWords === 0 ? ['N_STATELESS'] : []);
  // No spread: it makes so many properties a dictionary, which is slow to read.
  return {
    spec,
    reins,
    table,
    portNumbers,
    ports,
    sockets,
    now,
    emit,
    state,
    book,
    hosts,
    window,
    silentMost,
    broadcast: broadcast(),
    notice(code, text) {
      if (noticed.has(code)) return;
      noticed.add(code);
      emit({ type: 'notice', code, text });
    },
    answers: createConnectAnswers(),
    flights: createFlights(sockets.capacity, window),
    spread: createSpread(start),
    roundTrip: { smoothed: 0, variance: 0 },
    absent: createAbsentHosts(unresolved, start),
    allowance: createAllowance(reins, start),
    faults: createFaults(),
    way: createWay(start),
    confirming: new Set(),
    again: new Set(),
    silence: createSilence(),
    stranded: createProbeList(),
    refused: createProbeList(),
    strandedAt: start,
    floatedIn: 0,
    round: createConnectRound(wholeOrder(spec, table, portNumbers), ports, hosts, silentMost),
    attempt: 1,
    given: createProbeList(),
    cut: null,
    probes: countProbes({ table, portNumbers, shard: spec.shard }),
    asked: 0,
    elapsedBefore: 0,
    sent: 0,
    retransmitted: 0,
    answered: 0,
    answeredBefore: 0,
    missed: 0,
    recovered: 0,
    stateless: ledgerWords === 0,
  };
}

/** When the SYN of a connect of this age was repeated last, milliseconds after its beginning; 0: not yet. */
export function lastRepeat(scan: ConnectScan, age: number): number {
  let last = 0;
  for (const at of scan.sockets.synRepeats) if (at <= age) last = at;
  return last;
}

export function countRepeats(scan: ConnectScan, age: number): number {
  let count = 0;
  for (const at of scan.sockets.synRepeats) if (at <= age) count++;
  return count;
}
