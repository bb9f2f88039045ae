// A survey that was planned: its stages one after another, as one stream.
//
//   start   notices   phase  facts, host-end, notice, progress  phase-end   phase ... phase-end   end
//
//  1. A stage begins when the one before it has ended: so a rate cap holds over all of them.
//  2. A stage that fails is told, and the others go on. Where all of them failed, the last one's error ends the survey.
//  3. Interrupted, the stage that runs ends with what it found, and those after it do not begin.
import type { Engine } from '../engine/engine.ts';
import type { End, Line } from '../finding/finding.ts';
import { createTimeStamp } from '../finding/stamp.ts';
import type { SurveyPlan } from './plan.ts';
import type { Stage } from './stage.ts';
import { STAGES } from './stages.ts';
import { beginning } from './start.ts';
import { createTotal } from './total.ts';

export interface RunOptions {
  /** Ends the survey early: the last line is still `end`, with `interrupted: true`. */
  readonly signal?: AbortSignal;
  /** A descriptor open for writing, where what is sent and received is recorded (pcapng); it stays the caller's. */
  readonly recordTo?: number;
  /** What the `start` line says of the caller's arguments. */
  readonly argv?: readonly string[];
}

export async function* runSurvey(
  plan: SurveyPlan,
  engine: Engine,
  { signal = new AbortController().signal, recordTo, argv = [] }: RunOptions = {},
  all: readonly Stage[] = STAGES,
): AsyncGenerator<Line, void, undefined> {
  const time = createTimeStamp();
  const context = { plan, engine, recordTo, time };
  const stages = all.filter((stage) => stage.applies(plan.request));
  const total = createTotal(stages.length);
  let failures = 0;
  yield beginning(plan, stages, argv, time());
  for (const notice of plan.notices) yield { ...notice, time: time() };
  for (const stage of stages) {
    const { name } = stage;
    if (signal.aborted) {
      total.leaveOut(stage.probes(plan));
      continue;
    }
    yield { type: 'phase', stage: name, time: time() };
    try {
      const counters = yield* follow(stage.run(context, signal), total.take);
      if (counters !== null) total.add(counters);
      yield { type: 'phase-end', stage: name, time: time(), ...(counters === null ? {} : { counters }) };
    } catch (error) {
      const told = reason(error);
      failures++;
      total.fail(name, stage.probes(plan));
      if (failures < stages.length) yield { type: 'notice', ...told, stage: name, time: time() };
      yield { type: 'phase-end', stage: name, time: time(), error: told };
      if (failures === stages.length) throw error;
    }
  }
  yield { type: 'end', time: time(), ...total.sums() } satisfies End;
}

/** Gives on what a stage finds, and returns what it returns; shows each line to `look` first. */
async function* follow<L extends Line, T>(
  run: AsyncGenerator<L, T, undefined>,
  look: (line: L) => void,
): AsyncGenerator<L, T, undefined> {
  try {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      look(value);
      yield value;
    }
  } finally {
    // Who reads no further ends the stage too.
    await run.return(undefined as T);
  }
}

function reason(error: unknown): { readonly code: string; readonly text: string } {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { code: /^E_[A-Z0-9_]+$/.test(code) ? code : 'E_INTERNAL', text };
}
