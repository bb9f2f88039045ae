// A survey that was planned: its stages one after another, as one stream.
//
//   start   notices   phase  facts, host-end, notice, progress  phase-end   phase ... phase-end   end
//
//  1. A stage begins when the one before it has ended: so a rate cap holds over all of them.
//  2. A stage that fails is told, and the others go on. Where all of them failed, the last one's error ends the survey.
//  3. Interrupted, the stage that runs ends with what it found, and those after it do not begin.
import type { Engine } from '../engine/engine.ts';
import type { Line } from '../finding/finding.ts';
import { createTimeStamp } from '../finding/stamp.ts';
import { createSums } from '../finding/sums.ts';
import type { SurveyPlan } from './plan.ts';
import { stagesOf } from './stages.ts';
import { beginning } from './start.ts';
import { watched } from './watched.ts';

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
): AsyncGenerator<Line, void, undefined> {
  const time = createTimeStamp();
  const context = { plan, engine, recordTo, time };
  const stages = stagesOf(plan.request);
  const sums = createSums(stages.length);
  let failures = 0;
  yield beginning(plan, argv, time());
  for (const notice of plan.notices) yield { ...notice, time: time() };
  for (const stage of stages) {
    if (signal.aborted) {
      sums.leaveOut(stage.probes(plan));
      continue;
    }
    const { name } = stage;
    yield { type: 'phase', stage: name, time: time() };
    try {
      const counters = yield* watched(stage.run(context, signal), sums.take);
      yield watch({ type: 'phase-end', stage: name, ...(counters === null ? {} : { counters }), time: time() });
    } catch (error) {
      failures++;
      const told = reason(error);
      const text = `${name} failed: ${told.text}`;
      if (failures < stages.length) yield { type: 'notice', stage: name, code: told.code, text, time: time() };
      yield watch({ type: 'phase-end', stage: name, error: told, time: time() });
      if (failures === stages.length) throw error;
    }
  }
  yield sums.end(time());

  function watch(line: Line): Line {
    sums.take(line);
    return line;
  }
}

function reason(error: unknown): { readonly code: string; readonly text: string } {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { code: /^E_[A-Z0-9_]+$/.test(code) ? code : 'E_INTERNAL', text };
}
