// An engine in virtual time: the product's own order, pace keeping and books, between the controller and a network that
// exists only in memory. A whole scan runs through in milliseconds.
import { type Answer, createAnswer, NONE } from '../../probe/answer.ts';
import { rowOf } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import { createAnswerBook } from '../book/answer-book.ts';
import type { EngineDoor } from '../engine-door.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { addressOfHost } from '../order/host-table.ts';
import { createProbeWalk } from '../order/probe-walk.ts';
import { ASKED_MAX, type CanaryDoor } from '../pace/canaries.ts';
import { createPassSender } from '../pace/send-loop.ts';
import { createEventWriter } from '../state/event-ring.ts';
import { CANARY_SLOT, COMMAND, COUNTER, type Pass } from '../state/shared-state.ts';
import { createStampClock } from '../state/thread-clock.ts';
import { createHeap } from './heap.test-data.ts';
import type { SimulatedNetwork, Simulation } from './network.test-data.ts';

const BATCH = 128;
/** What sending costs: a system call, and a frame. */
const CALL_MICROS = 5;
const FRAME_MICROS = 0.5;
/** A ring hands a packet over so late. */
const RING_MICROS = 1000;
/** No scan takes longer, milliseconds. */
const LIMIT_MS = 3_600_000;
export const ROUTER = 0xc61200fe;
/** ICMP type 3, code 13. */
export const ADMIN_PROHIBITED = (3 << 8) | 13;

export interface SimulatedEngine {
  readonly door: EngineDoor;
  /** How often each probe was asked, by ledger index; canaries are not in it. */
  readonly asked: Uint16Array;
  /** How many probes went out from each of our addresses. */
  readonly askedFrom: ReadonlyMap<number, number>;
  /** When each probe was first and last asked, milliseconds. */
  readonly firstAsked: Float64Array;
  readonly lastAsked: Float64Array;
  readonly canariesAsked: () => number;
  /** When each pass was sent, milliseconds. */
  readonly passes: readonly SimulatedPass[];
}

export interface SimulatedPass {
  readonly from: number;
  until: number;
}

export function createSimulatedEngine(
  setup: EngineSetup,
  network: SimulatedNetwork,
  simulation: Simulation,
): SimulatedEngine {
  const { state, table, portNumbers } = setup;
  const { commands, counters } = state;
  const ports = portNumbers.length;
  const [{ sources }] = setup.hops;
  const probes = table.hosts * ports;
  const asked = new Uint16Array(probes);
  const askedFrom = new Map<number, number>();
  const firstAsked = new Float64Array(probes).fill(-1);
  const lastAsked = new Float64Array(probes);
  const answer: Answer = createAnswer();
  let micros = 0;
  const clock = Object.assign(() => micros, { sleep: () => {} });
  const book = createAnswerBook(setup, answer, createEventWriter(state, clock));
  const arrivals = createHeap<number>();
  const canaryArrivals = createHeap<number>();
  const echoArrivals = createHeap<number>();
  const passes: SimulatedPass[] = [];
  let canaries = 0;
  const probe = PROBES[setup.probe];
  let pass: Pass | null = null;
  /** By port index, in the pass that runs. */
  let formOf = setup.forms[0];
  let senderDue = Number.POSITIVE_INFINITY;
  let frames = 0;

  function stepped(at: number): number {
    let sum = 0;
    for (const [when, by] of network.clockSteps ?? []) if (at >= when * 1000) sum += by * 1000;
    return sum;
  }
  const realtime = () => micros + stepped(micros);
  const stamps = createStampClock(0, realtime, () => stepped(micros));

  function ask(host: number, portIndex: number, slot: number, source: number): void {
    const index = host * ports + portIndex;
    if (slot === CANARY_SLOT) canaries++;
    else {
      asked[index]++;
      askedFrom.set(source, (askedFrom.get(source) ?? 0) + 1);
    }
    lastAsked[index] = micros / 1000;
    if (firstAsked[index] < 0) firstAsked[index] = micros / 1000;
    const { verdict, at } = simulation.probe(host, portIndex, micros / 1000, source, formOf[portIndex]);
    if (verdict !== NONE) arrivals.push(at * 1000, ((index * 32 + sources.indexOf(source)) * 16 + slot) * 4 + verdict);
  }

  const walk = createProbeWalk(setup, {
    begin({ number }) {
      formOf = setup.forms[rowOf(probe, number)];
    },
    put(_segment, host, _address, portIndex, slot, source) {
      ask(host, portIndex, slot, source);
      frames++;
    },
    flush() {},
  });
  const sender = createPassSender(setup, BATCH, clock);

  function deliver(): void {
    const at = arrivals.firstTime();
    const packed = arrivals.shift();
    const verdict = packed & 3;
    const answered = Math.floor(packed / 4) & 15;
    answer.ourAddress = sources[Math.floor(packed / 64) & 31];
    const index = Math.floor(packed / 2048);
    const host = Math.floor(index / ports);
    const portIndex = index - host * ports;
    answer.host = addressOfHost(table, host);
    answer.port = portNumbers[portIndex];
    answer.ttl = 64;
    answer.window = 1024;
    answer.icmp = verdict === 3 ? ADMIN_PROHIBITED : 0;
    answer.icmpSource = ROUTER;
    stamps.look(micros);
    book.take(verdict, host, portIndex, answered, Math.floor(stamps.at(at + stepped(at))));
  }

  function send(): void {
    frames = 0;
    const wait = sender.step();
    if (wait < 0) {
      senderDue = Number.POSITIVE_INFINITY;
      if (pass !== null) Atomics.store(commands, COMMAND.sentPass, pass.number);
      passes[passes.length - 1].until = micros / 1000;
      return;
    }
    const cost = network.sender === undefined ? CALL_MICROS + frames * FRAME_MICROS : (frames * 1e6) / network.sender;
    senderDue = micros + Math.max(wait, cost, CALL_MICROS);
  }

  function advance(until: number): void {
    for (;;) {
      const arrives = arrivals.firstTime() + RING_MICROS;
      const next = Math.min(arrives, senderDue);
      if (next > until) break;
      micros = Math.max(micros, next);
      if (arrives <= senderDue) deliver();
      else send();
    }
    micros = until;
    counters[COUNTER.idleMicros] = micros;
    if (micros > LIMIT_MS * 1000) throw new Error('the simulated scan does not end');
  }

  const canaryDoor: CanaryDoor = {
    ask(host, portIndex) {
      canaries++;
      const { verdict, at } = simulation.probe(host, portIndex, micros / 1000, sources[0], formOf[portIndex]);
      if (verdict !== NONE) canaryArrivals.push(at * 1000, host * ports + portIndex);
      return true;
    },
    askEcho(host, number) {
      canaries++;
      const at = simulation.echo(host, micros / 1000);
      if (at !== null) echoArrivals.push(at * 1000, host * ASKED_MAX + number);
      return true;
    },
    drain(visit, echoed) {
      while (echoArrivals.firstTime() <= micros) {
        const packed = echoArrivals.shift();
        echoed(Math.floor(packed / ASKED_MAX), packed % ASKED_MAX);
      }
      while (canaryArrivals.firstTime() <= micros) {
        const at = canaryArrivals.firstTime();
        const index = canaryArrivals.shift();
        const host = Math.floor(index / ports);
        visit(host, index - host * ports, at / 1000);
      }
    },
    close() {},
  };

  return {
    asked,
    askedFrom,
    firstAsked,
    lastAsked,
    canariesAsked: () => canaries,
    passes,
    door: {
      name: 'raw',
      begun: Promise.resolve(),
      failed: new Promise<never>(() => {}),
      startPass(next) {
        pass = next;
        passes.push({ from: micros / 1000, until: Number.POSITIVE_INFINITY });
        book.begin(next);
        Atomics.store(commands, COMMAND.pass, next.number);
        Atomics.store(commands, COMMAND.receiverPass, next.number);
        sender.begin(walk(next));
        senderDue = micros;
      },
      isSent: ({ number }) => Atomics.load(commands, COMMAND.sentPass) === number,
      stop: () => Promise.resolve(),
      now: () => micros / 1000,
      wait(ms) {
        advance(micros + ms * 1000);
        return Promise.resolve();
      },
      canaries: canaryDoor,
    },
  };
}
