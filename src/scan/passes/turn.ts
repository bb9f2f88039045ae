// One turn of a scan that runs: what has come is read, the way and the pace are judged by it, and the engine is told how
// fast it may send.
import type { Finding } from '../../finding/finding.ts';
import type { EventReader } from '../book/event-reader.ts';
import { createProgress } from '../book/progress.ts';
import type { EngineDoor } from '../engine-door.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { Canaries } from '../pace/canaries.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import { createLimitTest } from '../pace/limit-test.ts';
import { CANARIES_A_SECOND, createOutageWatch } from '../pace/outage.ts';
import { createPaceFollower } from '../pace/pace-follower.ts';
import { obey, type ScanReins } from '../reins.ts';
import { COMMAND, COUNTER, PAUSE, type Pass } from '../state/shared-state.ts';

const TURN_MS = 3;
/** While the rate doubles, each look costs a step: it is looked at more often. */
const STARTUP_TURN_MS = 1;
/** While it is paused. */
const HELD_TURN_MS = 20;

export interface Turns {
  /** This pass is about to be sent. */
  passBegins(pass: Pass): void;
  /** Only now is anything sent: what time went by before is no measure of the way. */
  beginsNow(): void;
  turn(): Promise<void>;
  /** Every probe has its answer. */
  isAnswered(): boolean;
  /** Nobody answers any more: the way there is lost. */
  isLost(): boolean;
}

export interface TurnParts {
  readonly reins: ScanReins;
  readonly setup: EngineSetup;
  readonly door: EngineDoor;
  readonly canaries: Canaries;
  readonly reader: EventReader;
  readonly watch: HostWatch;
  readonly emit: (finding: Finding) => void;
  /** Called when an outage is over that began at this time, milliseconds since the start. */
  readonly excuse: (sinceMs: number) => void;
  /** Called at the end of every turn. */
  readonly look?: () => void;
}

export function createTurns({
  reins,
  setup,
  door,
  canaries,
  reader,
  watch,
  emit,
  excuse,
  look = () => {},
}: TurnParts): Turns {
  const { commands, counters } = setup.state;
  const { now } = door;
  const follower = createPaceFollower({ setup, door, canaries, watch, reins });
  const { pace } = follower;
  const progress = createProgress(setup, reader, emit);
  const limitTest = createLimitTest(reins);
  const outage = createOutageWatch();
  let current: Pass = { number: 0, list: null };
  let isHeld = obey(reins, setup.state);

  /** Nothing is sent, so nobody's silence tells of the way, nor of the pace. */
  function rest(): void {
    canaries.setRate(0);
    outage.rest(now());
    follower.beginWindow();
    limitTest.forget();
  }

  function judge(): void {
    canaries.setRate(outage.state === 'fine' ? follower.canariesAlone() : CANARIES_A_SECOND);
    canaries.turn(now());
    mindOutage();
    if (watch.tick(now(), follower.canariesTell())) follower.othersTell();
    if (limitTest.rate() === null) follower.follow();
    if (current.list === null) testLimit();
  }

  function publishRate(): void {
    const wanted = limitTest.rate() ?? watch.passRate(pace.rate);
    Atomics.store(commands, COMMAND.rate, Math.max(1, Math.round(wanted)));
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
    if (outage.state === 'out') Atomics.or(commands, COMMAND.paused, PAUSE.outage);
    else Atomics.and(commands, COMMAND.paused, ~PAUSE.outage);
    if (outage.state === 'lost') Atomics.store(commands, COMMAND.abandon, 1);
    if (outage.state === 'out') follower.beginWindow();
    if (!isBack) return;
    excuse(heardAt - watch.settleMs());
    follower.restore();
  }

  return {
    passBegins(pass) {
      current = pass;
      watch.passBegins(pass);
      follower.passBegins(pass);
      publishRate();
    },
    beginsNow: rest,
    async turn() {
      const turnMs = isHeld ? HELD_TURN_MS : pace.phase === 'startup' ? STARTUP_TURN_MS : TURN_MS;
      await Promise.race([door.wait(turnMs), door.failed]);
      reader.drain();
      isHeld = obey(reins, setup.state);
      if (isHeld) rest();
      else judge();
      publishRate();
      progress.show(current, now(), watch.decidingMs());
      look();
    },
    isAnswered: progress.allAnswered,
    isLost: () => outage.state === 'lost',
  };
}
