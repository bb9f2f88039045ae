// The first line of a survey's stream.
import type { Line, StartLine } from '../finding/finding.ts';
import { startLine } from '../finding/start.ts';
import { type FlatRanges, flatten } from '../target/flat-ranges.ts';
import { formatIpv4 } from '../wire/address.ts';
import type { SurveyPlan } from './plan.ts';
import type { Stage } from './stage.ts';
import { version } from './version.ts';

export function beginning(
  { scans, seed }: SurveyPlan,
  stages: readonly Stage[],
  argv: readonly string[],
  time: Line['time'],
): StartLine {
  const [{ spec }] = scans.values();
  const targets = flatten(spec.targets);
  return startLine({
    version: version(),
    argv,
    targets: rangeWords(targets),
    targetCount: targets.length / 2,
    stages: stages.map(({ name }) => name),
    seed,
    engine: spec.engine,
    time,
  });
}

/** `198.18.0.1`, `198.18.0.0/24`, `198.18.0.1-198.18.0.9`. */
function* rangeWords(words: FlatRanges): Generator<string> {
  for (let i = 0; i < words.length; i += 2) yield rangeWord(words[i], words[i + 1]);
}

function rangeWord(first: number, last: number): string {
  const size = last - first + 1;
  if (size === 1) return formatIpv4(first);
  const prefix = 32 - Math.log2(size);
  if (Number.isInteger(prefix) && first % size === 0) return `${formatIpv4(first)}/${prefix}`;
  return `${formatIpv4(first)}-${formatIpv4(last)}`;
}
