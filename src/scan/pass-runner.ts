// Runs one pass: lets the sender go, follows the pace while it does, and waits for the last answers.
import { setTimeout as delay } from 'node:timers/promises';
import type { Finding } from '../finding/finding.ts';
import { realtimeMicros } from '../link/time.ts';
import type { EngineSetup } from './engine-setup.ts';
import type { EventReader } from './event-reader.ts';
import { readFlow } from './flow.ts';
import type { HostWatch } from './host-watch.ts';
import { createLimitTest } from './limit-test.ts';
import { createPace, NO_SIGNAL_RATE, SIGNAL_PROBES, takeWindow } from './pace.ts';
import { createProgress } from './progress.ts';
import { LEAST_RTO_MICROS, retransmissionTimeout } from './rounds.ts';
import { COMMAND, COUNTER, type Pass } from './shared-state.ts';
import type { ScanSpec } from './spec.ts';
import type { EngineThreads } from './threads.ts';

const TICK_MS = 3;
/** While the rate doubles, each look costs a step: it is looked at more often. */
const STARTUP_TICK_MS = 1;
/** Shortest and longest window of sending that the pace looks at, milliseconds. */
const SHORTEST_WINDOW = 5;
const STARTUP_SHORTEST_WINDOW = 3;
const LONGEST_WINDOW = 250;
/** Where few hosts talk, it takes longer to see how they fare; the flow bins remember it. */
const RARE_SIGNAL_WINDOW = 2000;
/** So many probes make a window worth looking at, if they come before it is too long; fewer while the rate doubles. */
const WINDOW_PROBES = 100;
const STARTUP_WINDOW_PROBES = 30;
/** How long an answer may be here before it is counted: a ring keeps it for 2 ms, and the receiver needs a moment. */
const HANDLING_MS = { ring: 3, xdp: 1 } as const;
/** After an interruption: how long answers that are on their way may still come in. */
const LAST_ANSWERS_MS = 250;

export interface PassRunner {
  run(pass: Pass): Promise<void>;
}

interface Parts {
  readonly spec: ScanSpec;
  readonly setup: EngineSetup;
  readonly threads: EngineThreads;
  readonly reader: EventReader;
  readonly watch: HostWatch;
  readonly emit: (finding: Finding) => void;
  readonly signal: AbortSignal;
  readonly engine: 'ring' | 'xdp';
}

export function createPassRunner({ spec, setup, threads, reader, watch, emit, signal, engine }: Parts): PassRunner {
  const { commands, counters, bins } = setup.state;
  const handlingMs = HANDLING_MS[engine];
  const pace = createPace(spec.rateCap);
  const progress = createProgress(setup, reader, emit);
  const limitTest = createLimitTest(spec.rateCap);
  const now = () => (realtimeMicros() - setup.epochMicros) / 1000;
  let windowStart = 0;
  let windowEnd = 0;
  let dropsSeen = 0;

  function publishRate(): void {
    const wanted = limitTest.rate() ?? watch.passRate(pace.rate);
    Atomics.store(commands, COMMAND.rate, Math.max(1, Math.round(wanted)));
  }

  /** Everything that the kernel received up to this moment has been read. */
  function caughtUp(moment: number): boolean {
    return counters[COUNTER.idleMicros] / 1000 - handlingMs >= moment;
  }

  /** Gives the window to the pace once its answers have had time to come. */
  function followPace(): void {
    const rtt = counters[COUNTER.smoothedRtt] / 1000;
    const settle = rtt + (4 * counters[COUNTER.rttVariance]) / 1000;
    if (windowEnd === 0) {
      const end = now();
      const length = end - windowStart;
      const shortest = pace.phase === 'startup' ? STARTUP_SHORTEST_WINDOW : SHORTEST_WINDOW;
      if (length < Math.max(shortest, rtt)) return;
      const { frames, sent } = readFlow(bins, Math.ceil(windowStart), Math.floor(end), 0);
      const enough = pace.phase === 'startup' ? STARTUP_WINDOW_PROBES : WINDOW_PROBES;
      if (frames < enough && length < LONGEST_WINDOW) return;
      if (sent < SIGNAL_PROBES && pace.rate >= NO_SIGNAL_RATE && length < RARE_SIGNAL_WINDOW) return;
      windowEnd = end;
    }
    if (now() < windowEnd + settle + handlingMs || !caughtUp(windowEnd + rtt)) return;
    const drops = counters[COUNTER.kernelDrops] - dropsSeen;
    dropsSeen += drops;
    takeWindow(pace, readFlow(bins, Math.ceil(windowStart), Math.floor(windowEnd), drops), spec.rateCap);
    publishRate();
    // What was sent while this window settled still had the old rate.
    windowStart = now();
    windowEnd = 0;
  }

  /** While hosts are tested the pace stands still. */
  function testLimit(): void {
    const perSecond = limitTest.step({
      ms: now(),
      rate: pace.rate,
      answered: counters[COUNTER.answered],
      rttMicros: counters[COUNTER.smoothedRtt],
      leftMs: progress.remainingAt(pace.rate),
    });
    if (perSecond !== null) watch.limitAll(perSecond);
    if (limitTest.rate() !== null || perSecond !== null) {
      windowStart = now();
      windowEnd = 0;
    }
  }

  async function tick(pass: Pass): Promise<void> {
    await Promise.race([delay(pace.phase === 'startup' ? STARTUP_TICK_MS : TICK_MS), threads.failed]);
    reader.drain();
    watch.tick(now());
    if (watch.passIsFresh() && limitTest.rate() === null) followPace();
    if (pass.list === null) testLimit();
    publishRate();
    progress.show(pass, now());
  }

  function timeout(): number {
    const least = LEAST_RTO_MICROS[setup.probe];
    return retransmissionTimeout(counters[COUNTER.smoothedRtt], counters[COUNTER.rttVariance], least) / 1000;
  }

  async function waitForAnswers(pass: Pass): Promise<void> {
    for (;;) {
      if (progress.allAnswered()) return;
      const waited = now() - counters[COUNTER.lastSendMicros] / 1000;
      if (signal.aborted && waited > LAST_ANSWERS_MS) return;
      const last = counters[COUNTER.lastSendMicros] / 1000 + timeout();
      if (now() >= last && (caughtUp(last - handlingMs) || waited > 10 * timeout())) return;
      await tick(pass);
    }
  }

  return {
    async run(pass) {
      watch.passBegins(pass);
      publishRate();
      windowStart = now();
      windowEnd = 0;
      threads.startPass(pass);
      while (!threads.isSent(pass)) await tick(pass);
      await waitForAnswers(pass);
    },
  };
}
