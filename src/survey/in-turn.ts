// A survey of several parts, one after another, so that a limit of the pace holds over all: one stream, with one `start` and one `end`.
// Targets that are added to a survey that runs are a part of their own.
import type { Engine } from '../engine/engine.ts';
import type { End, Line, StartLine } from '../finding/finding.ts';
import { withTargets } from '../finding/start.ts';
import type { Steering } from '../finding/steering.ts';
import { joinEnds } from '../finding/sums.ts';
import { countFlat, type FlatRanges, flatten, joinFlat } from '../target/flat-ranges.ts';
import { rangeWords } from '../target/range-words.ts';
import type { SurveyJournal } from './journal.ts';
import type { SurveyPlan } from './plan.ts';
import { type RunOptions, runSurvey } from './run.ts';

/** Whom a part of a survey asks, where it is kept, and who steers it. */
export interface SurveyPart {
  readonly plan: SurveyPlan;
  readonly journal: SurveyJournal | null;
  readonly control: Steering;
}

/** `start` is that of the first part. `parts`: the next one is asked for when the one before has ended, and none after `signal`. */
export async function* surveyInTurn(
  parts: Iterable<SurveyPart>,
  engine: Engine,
  options: Omit<RunOptions, 'journal' | 'control'>,
): AsyncGenerator<Line, void, undefined> {
  let end: End | null = null;
  let isCut = false;
  for (const { plan, control, journal } of parts) {
    isCut = end !== null && options.signal?.aborted === true;
    if (isCut) break;
    const isFirst = end === null;
    const journaled = journal === null ? {} : { journal };
    for await (const line of runSurvey(plan, engine, { ...options, ...journaled, control })) {
      if (line.type === 'end') end = end === null ? line : joinEnds(end, line);
      else if (line.type !== 'start' || isFirst) yield line;
    }
  }
  if (end !== null) yield isCut ? { ...end, interrupted: true } : end;
}

/** The first line of a survey of these parts. */
export function withAllTargets(start: StartLine, plans: readonly SurveyPlan[]): StartLine {
  if (plans.length === 1) return start;
  const targets = joinFlat(plans.map(targetsOf));
  return withTargets(start, rangeWords(targets), countFlat(targets));
}

/** The last of its scans asks whom the survey is about. */
export function targetsOf({ scans }: SurveyPlan): FlatRanges {
  return flatten([...scans.values()].at(-1)!.spec.targets);
}
