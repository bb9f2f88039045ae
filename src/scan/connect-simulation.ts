// A network and a clock that exist only in memory, behind the sockets' interface: whole connect scans run through in
// milliseconds, and always alike. For tests.
import { constants } from 'node:os';
import type { Finding } from '../finding/finding.ts';
import { type ConnectAnswers, type ConnectSockets, PLAIN } from '../link/connect-sockets.ts';
import { runConnectScan } from './connect-engine.ts';
import type { ScanSpec } from './spec.ts';

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
}

export interface Simulation {
  /** Null: no answer. Called for every SYN, in the order of their times. */
  readonly reply: (syn: Syn) => Reply | null;
  readonly capacity?: number;
  /** Errno with which the system refuses to begin a connect; 0 where it does not. */
  readonly refuse?: (at: number, started: number) => number;
  /** Addresses that do not answer ARP. */
  readonly unresolved?: readonly number[];
  /** Milliseconds that the process is held up before a SYN. */
  readonly hold?: () => number;
  /** Called before each SYN. */
  readonly onStart?: (started: number) => void;
}

export interface Outcome {
  readonly findings: Finding[];
  readonly syns: Syn[];
  /** Milliseconds that the scan took, by the simulated clock. */
  readonly elapsed: number;
  readonly closed: boolean;
}

interface Pending {
  address: number;
  port: number;
  startedAt: number;
  answerAt: number;
  repeatAt: number;
  reply: Reply | null;
}

/** A connect(2) of one SYN: about what it costs on the machines of today. */
const START_COST_MS = 0.01;
const KERNEL_REPEAT_MS = 1000;
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
    pcapPath: null,
    ledgerLimit: 2 ** 28,
    ...changes,
  };
}

/** Runs a connect scan through the simulated network. */
export async function simulate(spec: ScanSpec, simulation: Simulation, signal?: AbortSignal): Promise<Outcome> {
  const capacity = simulation.capacity ?? 4096;
  const pending = new Map<number, Pending>();
  const attempts = new Map<number, number>();
  const syns: Syn[] = [];
  const findings: Finding[] = [];
  let time = 0;
  let started = 0;
  let closed = false;

  function send(slot: Pending, repeated: boolean): void {
    const key = slot.address * 65_536 + slot.port;
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const syn = { at: time, address: slot.address, port: slot.port, attempt, repeated };
    syns.push(syn);
    slot.reply = simulation.reply(syn);
    slot.answerAt = slot.reply === null ? Number.POSITIVE_INFINITY : time + slot.reply.after;
  }

  /** Lets the clock run to `until`; the kernel repeats on the way what stayed silent. */
  function run(until: number): void {
    for (;;) {
      let next: Pending | undefined;
      for (const slot of pending.values())
        if (slot.repeatAt <= until && !(slot.repeatAt >= (next?.repeatAt ?? Infinity))) next = slot;
      if (next === undefined) break;
      time = Math.max(time, next.repeatAt);
      next.repeatAt = Number.POSITIVE_INFINITY;
      if (next.answerAt > time) send(next, true);
    }
    time = Math.max(time, until);
    if (time > LIMIT_MS) throw new Error('the simulated scan does not end');
  }

  const sockets: ConnectSockets = {
    capacity,
    start(slot, address, port) {
      if (pending.has(slot)) throw new Error(`slot ${slot} is in use`);
      simulation.onStart?.(started);
      const refusal = simulation.refuse?.(time, started) ?? 0;
      if (refusal !== 0) return refusal;
      started++;
      run(time + START_COST_MS + (simulation.hold?.() ?? 0));
      const begun = { address, port, startedAt: time, answerAt: 0, repeatAt: time + KERNEL_REPEAT_MS, reply: null };
      pending.set(slot, begun);
      send(begun, false);
      return 0;
    },
    collect(answers: ConnectAnswers) {
      let count = 0;
      for (const [slot, { answerAt, reply }] of pending) {
        if (reply === null || answerAt > time || count === answers.slot.length) continue;
        answers.slot[count] = slot;
        answers.error[count] = reply.error;
        answers.icmp[count] = reply.icmp ?? -1;
        answers.offender[count] = reply.offender ?? 0;
        answers.kind[count] = reply.kind ?? PLAIN;
        pending.delete(slot);
        count++;
      }
      return count;
    },
    abandon(slot) {
      if (!pending.delete(slot)) throw new Error(`slot ${slot} is idle`);
    },
    wait(milliseconds) {
      let until = time + Math.max(milliseconds, START_COST_MS);
      for (const { answerAt } of pending.values()) until = Math.min(until, Math.max(answerAt, time + START_COST_MS));
      run(until);
      return Promise.resolve();
    },
    close() {
      closed = true;
    },
  };
  const controller = new AbortController();
  await runConnectScan(spec, (finding) => findings.push(finding), signal ?? controller.signal, {
    sockets,
    now: () => time,
    unresolved: () => simulation.unresolved ?? [],
  });
  return { findings, syns, elapsed: time, closed };
}
