// What the last scan of the same targets said, for reports that tell what is different (`-o html`).
import type { Line } from '../../finding/finding.ts';
import { createTimeStamp } from '../../finding/stamp.ts';
import { linesBefore } from '../../inventory/diff/which-scans.ts';
import { withAllTargets } from '../../survey/in-turn.ts';
import type { SurveyPlan } from '../../survey/plan.ts';
import { beginning } from '../../survey/start.ts';
import { openKept } from '../inventory/open.ts';
import type { ScanRun } from './run.ts';

/** Undefined: there is none. An inventory that cannot be read is no reason not to scan: what writes it tells. */
export async function earlierLines(
  { place, resumed, argv }: ScanRun,
  plans: readonly [SurveyPlan, ...SurveyPlan[]],
): Promise<readonly Line[] | undefined> {
  if (place === null) return undefined;
  try {
    const inventory = await openKept(place, {});
    try {
      const start = withAllTargets(beginning(plans[0], argv, createTimeStamp()()), plans);
      return await linesBefore(inventory, { targets: start.targets, start }, resumed[0]?.kept?.scan);
    } finally {
      await inventory.close();
    }
  } catch {
    return undefined;
  }
}
