// Runs passes: lets the engine send, follows the pace while it does, waits for answers, and minds that the way there bears.
import type { Finding } from '../../finding/finding.ts';
import type { EventReader } from '../book/event-reader.ts';
import { createProgress } from '../book/progress.ts';
import type { EngineDoor } from '../engine-door.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { Canaries } from '../pace/canaries.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import { createLimitTest } from '../pace/limit-test.ts';
import { CANARIES_A_SECOND, createOutageWatch } from '../pace/outage.ts';
import { createPaceFollower, HANDLING_MS } from '../pace/pace-follower.ts';
import type { ScanSpec } from '../spec.ts';
import { COMMAND, COUNTER, type Pass, slotOf } from '../state/shared-state.ts';

const TICK_MS = 3;
/** While the rate doubles, each look costs a step: it is looked at more often. */
const STARTUP_TICK_MS = 1;
/** After an interruption: how long answers that are on their way may still come in. */
const LAST_ANSWERS_MS = 250;
/** A receiver that has not read everything by its time gets so much longer. */
const RECEIVER_LATE_MS = 1000;

export interface PassRunner {
  /** Returns when all of the pass is sent. */
  run(pass: Pass): Promise<void>;
  /** Waits for what is still to come, until then (milliseconds since the start) at the longest. */
  waitUntil(ms: number): Promise<void>;
  /** Nothing more is to be sent: everything is answered, or the scan was ended. */
  isOver(): boolean;
  /** Nobody answers any more: the way there is lost. */
  isLost(): boolean;
}

interface Parts {
  readonly spec: ScanSpec;
  readonly setup: EngineSetup;
  readonly door: EngineDoor;
  readonly canaries: Canaries;
  readonly reader: EventReader;
  readonly watch: HostWatch;
  readonly emit: (finding: Finding) => void;
  readonly signal: AbortSignal;
  /** Called when an outage is over that began at this time, milliseconds since the start. */
  readonly excuse: (sinceMs: number) => void;
}

export function createPassRunner(parts: Parts): PassRunner {
  const { spec, setup, door, canaries, reader, watch, emit, signal, excuse } = parts;
  const { commands, counters } = setup.state;
  const { now } = door;
  const follower = createPaceFollower({ setup, door, canaries, watch, rateCap: spec.rateCap });
  const { pace } = follower;
  const progress = createProgress(setup, reader, emit);
  const limitTest = createLimitTest(spec.rateCap);
  const outage = createOutageWatch();
  let current: Pass = { number: 0, list: null };

  function publishRate(): void {
    const wanted = limitTest.rate() ?? watch.passRate(follower.rate());
    Atomics.store(commands, COMMAND.rate, Math.max(1, Math.round(wanted)));
  }

  /** Everything that the kernel received up to this moment has been read. */
  function caughtUp(moment: number): boolean {
    return counters[COUNTER.idleMicros] / 1000 - HANDLING_MS[door.name] >= moment;
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
    if (limitTest.rate() !== null || perSecond !== null) follower.beginWindow();
  }

  function mindOutage(): void {
    const { heardAt } = outage;
    const isBack = outage.look({
      now: now(),
      heard:
        counters[COUNTER.answered] + counters[COUNTER.duplicates] + counters[COUNTER.canariesHeard] + canaries.heard,
      asked: counters[COUNTER.sent],
      rtt: watch.settleMs(),
      silentCanaries: outage.state === 'fine' ? 0 : canaries.lostSince(heardAt, now()),
      canAsk: canaries.canAsk(),
    });
    Atomics.store(commands, COMMAND.paused, outage.state === 'out' ? 1 : 0);
    if (outage.state === 'lost') Atomics.store(commands, COMMAND.abandon, 1);
    if (outage.state === 'out') follower.beginWindow();
    if (!isBack) return;
    excuse(heardAt - watch.settleMs());
    follower.restore();
  }

  async function tick(): Promise<void> {
    await Promise.race([door.wait(pace.phase === 'startup' ? STARTUP_TICK_MS : TICK_MS), door.failed]);
    reader.drain();
    canaries.setRate(outage.state === 'fine' ? follower.canariesAlone() : CANARIES_A_SECOND);
    canaries.turn(now());
    mindOutage();
    watch.tick(now());
    if (limitTest.rate() === null) follower.follow();
    if (current.list === null) testLimit();
    publishRate();
    progress.show(current, now());
  }

  async function lastAnswers(): Promise<void> {
    const end = counters[COUNTER.lastSendMicros] / 1000 + LAST_ANSWERS_MS;
    while (now() < end && !progress.allAnswered()) await tick();
  }

  return {
    async run(pass) {
      current = pass;
      watch.passBegins(pass);
      follower.passBegins(pass);
      publishRate();
      door.startPass(pass);
      while (!door.isSent(pass)) await tick();
      const last = Math.floor(counters[COUNTER.lastSendMicros]) & 0x7fffffff;
      Atomics.store(commands, COMMAND.passSentAt + slotOf(pass.number), last);
      if (signal.aborted) await lastAnswers();
    },
    async waitUntil(ms) {
      while (!this.isOver() && (now() < ms || !caughtUp(ms - HANDLING_MS[door.name]))) {
        if (now() > ms + RECEIVER_LATE_MS) return;
        await tick();
      }
      if (signal.aborted) await lastAnswers();
    },
    isOver: () => signal.aborted || outage.state === 'lost' || progress.allAnswered(),
    isLost: () => outage.state === 'lost',
  };
}
