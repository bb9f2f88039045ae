// All that one scan by datagrams knows, for the functions that share it.
import type { Finding } from '../../finding/finding.ts';
import type { AskDatagram, DatagramQuestion } from '../../link/connect/datagram-sockets.ts';
import { createFormTable, turnsOf } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import { createPortBook, type PortBook } from '../book/port-book.ts';
import { createProgressLine, FIRST_PASS_SHARE, type ProgressLine, type Standing } from '../book/progress-line.ts';
import { type Allowance, createAllowance } from '../connect/allowance.ts';
import { broadcastAddresses } from '../connect/broadcast.ts';
import type { HostTable } from '../order/host-table.ts';
import { type Cursor, countProbes, createWalkCursor } from '../order/order.ts';
import { seedWords } from '../order/permutation.ts';
import { WATCHED_HOSTS } from '../pace/host-watch.ts';
import { createRefusalLimits, type RefusalLimits } from '../pace/refusal-limit.ts';
import type { ScanReins } from '../reins.ts';
import { ScanError } from '../scan-error.ts';
import type { ScanSpec } from '../spec.ts';
import { get, UNANSWERED } from '../state/ledger.ts';
import { planMemory } from '../state/memory-plan.ts';
import { createSharedState, type SharedState } from '../state/shared-state.ts';

export const UDP_PORT = PROBES.udp.meaning.port!;

/** What the engine runs on; tests give their own. */
export interface DatagramParts {
  readonly ask: AskDatagram;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  /** Questions at once. */
  readonly capacity: number;
}

/** A question under way. */
export interface Flight {
  readonly probe: number;
  readonly sentAt: number;
  /** When it is given up. */
  readonly until: number;
  question: DatagramQuestion | null;
}

/** Gives probes (host * ports + port index), then -1. */
export type ProbeSource = () => number;

export interface DatagramScan extends DatagramParts {
  readonly spec: ScanSpec;
  readonly reins: ScanReins;
  readonly table: HostTable;
  readonly portNumbers: Uint16Array;
  /** By port index, how many payloads are known for the port; one where none is. */
  readonly payloads: Uint8Array;
  readonly state: SharedState;
  readonly book: PortBook;
  readonly allowance: Allowance;
  readonly progress: ProgressLine;
  readonly emit: (finding: Finding) => void;
  readonly flights: Set<Flight>;
  /** Until something has come back, `milliseconds` at the most. */
  pause(milliseconds: number): Promise<void>;
  /** Something has come back. */
  wake(): void;
  /** Broadcast and network addresses of the subnets here. */
  readonly broadcast: ReadonlySet<number>;
  /** Hosts that have answered themselves. */
  readonly up: Set<number>;
  readonly probes: number;
  /** What is still to be asked in this attempt; null: nothing. */
  source: ProbeSource | null;
  /** Probes that our own system would not send. */
  again: number[];
  /** Since when nothing can be sent, milliseconds; null: it can. */
  stuckSince: number | null;
  /** Questions at once, for now. */
  window: number;
  /** From 1. */
  attempt: number;
  cut: { readonly code: string; readonly text: string } | null;
  asked: number;
  /** Milliseconds that the scan took before it was gone on with. */
  elapsedBefore: number;
  /** Probes that our own system would not send for good. */
  refused: number;
  sent: number;
  retransmitted: number;
  answered: number;
  opened: number;
  /** Responses that only a repeat brought. */
  recovered: number;
  /** Of each host: how often it refused, how often only a repeat had it do so, and when. */
  readonly refusals: Uint32Array;
  readonly refusedByRepeats: Uint32Array;
  readonly limits: RefusalLimits;
}

export function createDatagramScan(
  parts: DatagramParts,
  spec: ScanSpec,
  reins: ScanReins,
  table: HostTable,
  portNumbers: Uint16Array,
  emit: (finding: Finding) => void,
): DatagramScan {
  const ports = portNumbers.length;
  const forms = createFormTable(PROBES.udp, portNumbers, { first: 0, count: 0 });
  const size = { hosts: table.hosts, ports, segments: table.address.length };
  const { ledgerWords } = planMemory(size, spec.ledgerLimit);
  if (ledgerWords === 0 && table.hosts * ports > 0) {
    const count = (table.hosts * ports).toLocaleString('en');
    throw new ScanError(
      'E_TOO_LARGE',
      `${count} UDP probes are more than this machine keeps in mind: scan fewer hosts at a time`,
    );
  }
  const state = createSharedState(table.hosts, table.hosts * ports, ledgerWords);
  const start = parts.now();
  let wakeUp: (() => void) | null = null;
  const order = { table, portNumbers, orderSeeds: seedWords(spec.seed), shard: spec.shard };
  return {
    ...parts,
    ...{ spec, reins, table, portNumbers, state, emit },
    limits: createRefusalLimits(new Uint32Array(Math.min(table.hosts, WATCHED_HOSTS))),
    refusals: new Uint32Array(table.hosts),
    refusedByRepeats: new Uint32Array(table.hosts),
    payloads: Uint8Array.from(portNumbers.keys(), (index) => turnsOf(forms, PROBES.udp.turns, index)),
    book: createPortBook({ state, table, portNumbers, shard: spec.shard, probe: spec.probe }, emit),
    allowance: createAllowance(reins, start),
    progress: createProgressLine(emit),
    flights: new Set(),
    async pause(milliseconds) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
        timer = setTimeout(resolve, milliseconds);
      });
      clearTimeout(timer);
      wakeUp = null;
    },
    wake: () => wakeUp?.(),
    broadcast: broadcastAddresses(),
    up: new Set(),
    probes: countProbes(order),
    source: walk(createWalkCursor(order), ports),
    again: [],
    stuckSince: null,
    window: parts.capacity,
    attempt: 1,
    cut: null,
    ...{ asked: 0, elapsedBefore: 0, refused: 0, sent: 0, retransmitted: 0, answered: 0, opened: 0, recovered: 0 },
  };
}

function walk(cursor: Cursor, ports: number): ProbeSource {
  return () => (cursor.advance() ? cursor.host * ports + cursor.portIndex : -1);
}

/** The whole order, without what is answered. */
export function unansweredProbes({ spec, table, portNumbers, state }: DatagramScan): ProbeSource {
  const order = { table, portNumbers, orderSeeds: seedWords(spec.seed), shard: spec.shard };
  const all = walk(createWalkCursor(order), portNumbers.length);
  return () => {
    let probe = all();
    while (probe >= 0 && get(state.ledger, probe) !== UNANSWERED) probe = all();
    return probe;
  };
}

export function standingOf({ attempt, probes, asked, sent, answered, book, up }: DatagramScan): Standing {
  return {
    phase: attempt === 1 ? 'scan' : 'repeat',
    attempt,
    done: probes === 0 ? 0 : (asked / probes) * FIRST_PASS_SHARE,
    ...{ sent, answered, openPorts: book.told, hostsUp: up.size },
    left: attempt === 1 ? probes - asked : null,
  };
}
