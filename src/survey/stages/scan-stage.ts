// A stage that asks every target by one probe: one job of the engine.
import type { ScanCounters } from '../../finding/finding.ts';
import { type StageLine, stamp } from '../../finding/stamp.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { probesOfRange } from '../../scan/order/order.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { count } from '../../target/ranges.ts';
import { withGivenNames } from '../given-names.ts';
import type { SurveyPlan } from '../plan.ts';
import { probesOf } from '../request.ts';
import { SurveyError } from '../survey-error.ts';
import type { Stage, StageContext } from './stage.ts';

type Run = AsyncGenerator<StageLine, ScanCounters, undefined>;

export function scanStage(name: string, probe: ProbeName) {
  return {
    name,
    applies: (request) => probesOf(request).includes(probe),
    probes: (plan) => probesOfSpec(specOf(plan, probe)),
    run: (context, signal) => runScan(name, context, specOf(context.plan, probe), signal),
  } satisfies Stage;
}

export function specOf(plan: SurveyPlan, probe: ProbeName): ScanSpec {
  return plan.scans.get(probe)!.spec;
}

/** Throws what the engine does, and E_ENGINE_DIED where it does not say how complete the scan was. */
export async function* runScan(stage: string, context: StageContext, spec: ScanSpec, signal: AbortSignal): Run {
  const { engine, plan, recordTo, time } = context;
  const evidence = {
    stage,
    probe: spec.engine === 'connect' && spec.probe === 'syn' ? 'connect' : spec.probe,
  } as const;
  let counters: ScanCounters | null = null;
  for await (const finding of engine.run({ kind: 'scan', spec }, { signal, recordTo })) {
    if (finding.type === 'end') {
      const { type: _, ...rest } = finding;
      counters = rest;
    } else {
      yield stamp(withGivenNames(finding, plan.names), evidence, time());
    }
  }
  if (counters !== null) return counters;
  throw new SurveyError('E_ENGINE_DIED', 'the scan ended without saying how complete it is; what was found is above');
}

/** As many as there are where every target can be reached. */
function probesOfSpec({ targets, ports, shard }: ScanSpec): number {
  const [words, each] = [flatten(targets), count(ports)];
  let probes = 0;
  for (let i = 0; i < words.length; i += 2) probes += probesOfRange(words[i], words[i + 1], each, shard);
  return probes;
}
