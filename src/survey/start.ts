// The first line of a survey's stream.
import type { Line, StartLine } from '../finding/finding.ts';
import { startLine } from '../finding/start.ts';
import { PROBES } from '../probe/probes.ts';
import { flatten } from '../target/flat-ranges.ts';
import { rangeWords } from '../target/range-words.ts';
import { count, rangeText } from '../target/ranges.ts';
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
    ports: portsOf(plan),
    stages: [...stagesOf(plan), ...companionsOf(request)].map(({ name }) => name),
    seed,
    engine: spec.engine,
    ...askedWords(plan),
    time,
  });
}

/** Characters of a list of ports; who chose every other port has a longer one. */
const LIST_MOST = 4096;

function portsOf({ scans }: SurveyPlan): StartLine['ports'] {
  const asked = [...scans].flatMap(([probe, { spec }]) => {
    // Hosts may be looked for by connections to ports (plan.ts).
    const { port } = PROBES[probe].meaning;
    if (port === null) return [];
    const list = rangeText(spec.ports);
    return [{ proto: port.proto, count: count(spec.ports), ...(list.length > LIST_MOST ? {} : { list }) }];
  });
  return asked.length > 0 ? asked : undefined;
}
