// The first line of a survey's stream.
import type { Line, StartLine } from '../finding/finding.ts';
import { startLine } from '../finding/start.ts';
import { flatten } from '../target/flat-ranges.ts';
import { rangeWords } from '../target/range-words.ts';
import { askedWords } from './asked-words.ts';
import type { SurveyPlan } from './plan.ts';
import { companionsOf, stagesOf } from './stages/stages.ts';
import { version } from './version.ts';

export function beginning(plan: SurveyPlan, argv: readonly string[], time: Line['time']): StartLine {
  const { request, scans, seed } = plan;
  // Looking for hosts is not what was asked for, but where nothing else is.
  const { spec } = [...scans.values()].at(-1)!;
  const targets = flatten(spec.targets);
  return startLine({
    version: version(),
    argv,
    targets: rangeWords(targets),
    targetCount: targets.length / 2,
    stages: [...stagesOf(plan), ...companionsOf(request)].map(({ name }) => name),
    seed,
    engine: spec.engine,
    ...askedWords(plan),
    time,
  });
}
