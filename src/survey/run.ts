// A survey that was planned: its stages one after another, and those that run beside them, as one stream.
//
//   start   notices   phase  facts, host-end, notice, progress  phase-end   phase ... phase-end   end
//                       └── beside, from its first fact on: phase services  facts ...  phase-end
//
//  0. Who is there is found out first, where that is a stage: those after it ask nobody else.
//  1. A stage begins when the one before it has ended: so a rate cap holds over all of them. Where few probes are planned (FEW) companions
//     are loaded while the engine gets ready for the first one; larger scans have the processors for themselves.
//  2. Companions are shown every line, and what those before them found; what they find comes between the lines of others, and
//     the rest after them.
//  3. A stage that fails is told, and the others go on. Where all of them failed, the last one's error ends the survey; that hosts
//     were looked for first is no success.
//  4. Interrupted, what runs ends with what it found, and those after it do not begin.
//  5. With a journal every fact is kept there before it is shown. Gone on with, what was found is given first, as it was, and companions know
//     it; stages that had ended are left out, the one that ran goes on, and what is found again is not given twice (journal.ts).
import type { Engine } from '../engine/engine.ts';
import type { Line } from '../finding/finding.ts';
import { createTimeStamp } from '../finding/stamp.ts';
import { type Steering, UNSTEERED } from '../finding/steering.ts';
import { createSums } from '../finding/sums.ts';
import { createKnown, type SurveyJournal } from './journal.ts';
import type { SurveyPlan } from './plan.ts';
import { accompanied, reason } from './stages/accompanied.ts';
import { createAlive } from './stages/alive.ts';
import type { Stage } from './stages/stage.ts';
import { discover } from './stages/stage-discover.ts';
import { companionsOf, stagesOf } from './stages/stages.ts';
import { watched } from './stages/watched.ts';
import { beginning } from './start.ts';
import type { SurveyWorld } from './world/world.ts';

/** They take no longer than companions do to be loaded. */
const FEW = 65_536;

export interface RunOptions {
  /** Ends the survey early: the last line is still `end`, with `interrupted: true`. */
  readonly signal?: AbortSignal;
  /** What finds out what ports are for. */
  readonly recogniser: SurveyWorld['recogniser'];
  /** What asks who hosts are; none: nobody is asked. */
  readonly lookups?: SurveyWorld['lookups'];
  /** What this machine knows of the network it is in; none: nothing. */
  readonly ownNetwork?: SurveyWorld['ownNetwork'];
  /** A descriptor open for writing, where what is sent and received is recorded (pcapng); it stays the caller's. */
  readonly recordTo?: number;
  /** Pauses it, lets it go on, changes its pace (`createSurveyControl`); whatever runs then, and all that begins later. */
  readonly control?: Steering;
  /** Where it is kept, so that it can be gone on with; what it had found before is given again. */
  readonly journal?: SurveyJournal;
  /** What the `start` line says of the caller's arguments. */
  readonly argv?: readonly string[];
}

export async function* runSurvey(
  plan: SurveyPlan,
  engine: Engine,
  {
    signal = new AbortController().signal,
    recogniser,
    lookups,
    ownNetwork,
    recordTo,
    control = UNSTEERED,
    journal,
    argv = [],
  }: RunOptions,
): AsyncGenerator<Line, void, undefined> {
  const time = createTimeStamp();
  const alive = createAlive();
  const context = { plan, engine, alive, recogniser, lookups, ownNetwork, recordTo, journal, steering: control, time };
  const stages = stagesOf(plan);
  const sums = createSums(stages.length);
  const look = (line: Line): Line => {
    sums.take(line);
    alive.take(line);
    return line;
  };
  const known = createKnown();
  yield beginning(plan, argv, time());
  for (const notice of plan.notices) yield { ...notice, time: time() };
  // Who reads no further, and a survey that fails, end the companions too.
  const over = new AbortController();
  const companions = companionsOf(plan.request).map((companion) =>
    accompanied(companion, context, AbortSignal.any([signal, over.signal])),
  );
  try {
    for (const line of journal?.past() ?? []) {
      known.take(look(line));
      for (const companion of companions) companion.take(line);
      yield line;
    }
    if (stages.reduce((sum, stage) => sum + stage.probes(plan), 0) <= FEW) setImmediate(prepare);
    for await (const line of inTurn(stages.filter(({ name }) => !known.hasEnded(name)))) yield* shown(line, 0);
    for (const [index, companion] of companions.entries()) {
      for await (const line of watched(companion.rest(), sums.take)) yield* shown(line, index + 1);
    }
  } finally {
    over.abort();
  }
  yield sums.end(time());

  /** Rule 1: one after another, so that lines which come meanwhile are shown. */
  async function prepare(): Promise<void> {
    for (const companion of companions) await companion.prepare();
  }

  async function* inTurn(all: readonly Stage[]): AsyncGenerator<Line, void, undefined> {
    let failures = 0;
    const asking = all.length === 1 ? 1 : all.filter(({ name }) => name !== discover.name).length;
    for (const stage of all) {
      if (signal.aborted) {
        sums.leaveOut(stage.probes(plan));
        continue;
      }
      const { name } = stage;
      yield { type: 'phase', stage: name, time: time() };
      try {
        const counters = yield* watched(stage.run(context, signal), look);
        yield look({ type: 'phase-end', stage: name, ...(counters === null ? {} : { counters }), time: time() });
      } catch (error) {
        if (name !== discover.name || all.length === 1) failures++;
        const told = reason(error);
        const text = `${name} failed: ${told.text}`;
        const isLast = failures === asking;
        if (!isLast) yield { type: 'notice', stage: name, code: told.code, text, time: time() };
        yield look({ type: 'phase-end', stage: name, error: told, time: time() });
        if (isLast) throw error;
      }
    }
  }

  /** Rule 2. `from`: the first companion that is shown it. */
  function* shown(line: Line, from: number): Generator<Line, void, undefined> {
    if (known.has(line)) return;
    journal?.keep(line);
    yield line;
    for (const [index, companion] of companions.entries()) {
      if (index < from) continue;
      companion.take(line);
      for (const other of companion.ready()) yield* shown(look(other), index + 1);
    }
  }
}
