// Sockets and a clock that exist only in memory, behind the sockets' interface: whole connect scans run through in
// milliseconds, and always alike. For tests.
import { constants } from 'node:os';
import type { Finding } from '../../finding/finding.ts';
import { type ConnectAnswers, type ConnectSockets, LOOPED, PLAIN } from '../../link/connect/connect-sockets.ts';
import * as tcpConnect from '../../probe/tcp-connect.ts';
import { runConnectScan } from '../connect/engine.ts';
import { type ScanReins, steadyReins } from '../reins.ts';
import type { ScanSpec } from '../spec.ts';
import { createHeap } from './heap.test-data.ts';

/** How a SYN is answered. */
export interface Reply {
  /** Milliseconds later. */
  readonly after: number;
  /** 0 or errno. */
  readonly error: number;
  /** ICMP type << 8 | code and who sent it. */
  readonly icmp?: number;
  readonly offender?: number;
  /** PLAIN unless given. */
  readonly kind?: number;
}

export interface Syn {
  readonly at: number;
  readonly address: number;
  readonly port: number;
  /** From 1, for this address and port. */
  readonly attempt: number;
  /** The kernel's own repeat. */
  readonly repeated: boolean;
  /** Its port has been told already: it asks whether the way bears. */
  readonly canary: boolean;
}

export interface SimulatedSockets {
  /** Null: no answer. Called for every SYN, in the order of their times. */
  readonly reply: (syn: Syn) => Reply | null;
  readonly capacity?: number;
  /** Errno with which the system refuses to begin a connect; 0 where it does not. */
  readonly refuse?: (at: number, started: number, address: number) => number;
  /** The same by slot; `used`: it has a socket already. */
  readonly refuseSlot?: (used: boolean) => number;
  /** When the kernel repeats a SYN. */
  readonly synRepeats?: readonly number[];
  readonly broadcast?: readonly number[];
  /** Addresses that do not answer ARP. */
  readonly unresolved?: readonly number[];
  /** Milliseconds that the process is held up before a SYN. */
  readonly hold?: () => number;
  /** How the scan is steered, by the simulated clock. */
  readonly reins?: (now: () => number) => ScanReins;
  /** Called before each SYN. */
  readonly onStart?: (started: number) => unknown;
}

export interface Outcome {
  readonly findings: Finding[];
  readonly syns: Syn[];
  /** Milliseconds that the scan took, by the simulated clock. */
  readonly elapsed: number;
  readonly closed: boolean;
}

interface Pending {
  readonly slot: number;
  readonly address: number;
  readonly port: number;
  readonly startedAt: number;
  repeats: number;
  reply: Reply | null;
}

/** What happens by itself: the kernel repeats a SYN, or an answer is there. */
interface Happening {
  readonly pending: Pending;
  readonly reply: Reply | null;
}

/** A connect(2) of one SYN: about what it costs on the machines of today. */
const START_COST_MS = 0.01;
/** Linux from 6.5 on. */
const SYN_REPEATS = [1000, 2000, 3000, 4000, 6000];
/** Simulated time after which a scan that does not end is given up. */
const LIMIT_MS = 3_600_000;

export const REFUSED: Reply = { after: 1, error: constants.errno.ECONNREFUSED };
export const CONNECTED: Reply = { after: 1, error: 0 };

/** A scan specification with nothing special about it. */
export function specOf(changes: Partial<ScanSpec>): ScanSpec {
  return {
    targets: [[0x7f000001, 0x7f000001]],
    excluded: [],
    probe: 'syn',
    ports: [[1, 1000]],
    engine: 'connect',
    generators: null,
    rateCap: null,
    seed: 'test',
    shard: { index: 1, count: 1 },
    maxRetries: null,
    interfaceName: null,
    recordTo: null,
    ledgerLimit: 2 ** 28,
    ...changes,
  };
}

/** Runs a connect scan through the simulated network. */
export async function simulate(spec: ScanSpec, simulation: SimulatedSockets, signal?: AbortSignal): Promise<Outcome> {
  const capacity = simulation.capacity ?? 4096;
  const pending = new Map<number, Pending>();
  const happenings = createHeap<Happening>();
  const answered = new Set<Pending>();
  /** Addresses and ports that have a verdict. */
  const told = new Set<number>();
  const attempts = new Map<number, number>();
  const syns: Syn[] = [];
  const findings: Finding[] = [];
  const synRepeats = simulation.synRepeats ?? SYN_REPEATS;
  let time = 0;
  let started = 0;
  const used = new Set<number>();
  let closed = false;

  function send(each: Pending, repeated: boolean): void {
    const key = each.address * 65_536 + each.port;
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const syn = { at: time, address: each.address, port: each.port, attempt, repeated, canary: told.has(key) };
    syns.push(syn);
    const reply = simulation.reply(syn);
    if (reply !== null) happenings.push(time + reply.after, { pending: each, reply });
    const next = synRepeats[each.repeats++];
    if (next !== undefined) happenings.push(each.startedAt + next, { pending: each, reply: null });
  }

  /** Lets the clock run to `until`, or to the first answer where `stop` says so. */
  function run(until: number, stop: boolean): void {
    for (let at = happenings.firstTime(); at <= until; at = happenings.firstTime()) {
      const next = happenings.shift();
      const each = next.pending;
      if (pending.get(each.slot) !== each || answered.has(each)) continue;
      time = Math.max(time, at);
      if (next.reply === null) {
        send(each, true);
        continue;
      }
      each.reply = next.reply;
      answered.add(each);
      if (stop) return;
    }
    time = Math.max(time, until);
    if (time > LIMIT_MS) throw new Error('the simulated scan does not end');
  }

  const sockets: ConnectSockets = {
    capacity,
    synRepeats,
    start(slot, address, port) {
      if (pending.has(slot)) throw new Error(`slot ${slot} is in use`);
      simulation.onStart?.(started);
      const refusal = simulation.refuse?.(time, started, address) || simulation.refuseSlot?.(used.has(slot)) || 0;
      if (refusal !== 0) return refusal;
      used.add(slot);
      started++;
      run(time + START_COST_MS + (simulation.hold?.() ?? 0), false);
      const begun: Pending = { slot, address, port, startedAt: time, repeats: 0, reply: null };
      pending.set(slot, begun);
      send(begun, false);
      return 0;
    },
    collect(answers: ConnectAnswers) {
      let count = 0;
      run(time, false);
      for (const each of answered) {
        const { slot, reply } = each;
        if (count === answers.slot.length) break;
        answered.delete(each);
        if (reply === null || pending.get(slot) !== each) continue;
        answers.slot[count] = slot;
        answers.error[count] = reply.error;
        answers.icmp[count] = reply.icmp ?? -1;
        answers.offender[count] = reply.offender ?? 0;
        answers.kind[count] = reply.kind ?? PLAIN;
        pending.delete(slot);
        if (isVerdict(reply)) told.add(each.address * 65_536 + each.port);
        count++;
      }
      return count;
    },
    abandon(slot) {
      if (!pending.delete(slot)) throw new Error(`slot ${slot} is idle`);
    },
    wait(milliseconds) {
      run(time + START_COST_MS, false);
      if (answered.size === 0) run(time + Math.max(0, milliseconds - START_COST_MS), true);
      return Promise.resolve();
    },
    close() {
      closed = true;
    },
  };
  const controller = new AbortController();
  const reins = simulation.reins?.(() => time) ?? steadyReins(spec.rateCap);
  await runConnectScan(spec, (finding) => findings.push(finding), signal ?? controller.signal, reins, {
    sockets,
    now: () => time,
    unresolved: () => simulation.unresolved ?? [],
    broadcast: () => new Set(simulation.broadcast),
  });
  return { findings, syns, elapsed: time, closed };
}

function isVerdict({ error, icmp = -1, kind = PLAIN }: Reply): boolean {
  if (kind !== PLAIN && kind !== LOOPED) return false;
  return [tcpConnect.OPEN, tcpConnect.CLOSED, tcpConnect.FILTERED].includes(
    tcpConnect.read(error, icmp, kind === LOOPED),
  );
}
