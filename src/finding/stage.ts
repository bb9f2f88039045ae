// The lines of one stage, from what its engine finds: `phase` first, `phase-end` with the engine's figures last.
import type { EndFinding, Finding, Line } from './finding.ts';
import { type StageStamp, stamp } from './stamp.ts';

/** Ends without a `phase-end` where the engine ends without its `end`; throws what the engine throws. */
export async function* stageLines(
  findings: AsyncIterable<Finding>,
  given: StageStamp,
  time: () => Line['time'],
): AsyncGenerator<Line, void, undefined> {
  const { stage } = given;
  yield { type: 'phase', stage, time: time() };
  for await (const finding of findings) {
    if (finding.type === 'end') yield { type: 'phase-end', stage, counters: countersOf(finding), time: time() };
    else yield stamp(finding, given, time());
  }
}

function countersOf({ type: _, ...counters }: EndFinding) {
  return counters;
}
