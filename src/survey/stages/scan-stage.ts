// A stage that asks every target by one probe: one job of the engine.
import type { ScanCounters } from '../../finding/finding.ts';
import { type StageLine, stamp } from '../../finding/stamp.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { probesOfRange } from '../../scan/order/order.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { count } from '../../target/ranges.ts';
import { withGivenNames } from '../given-names.ts';
import { createKnown, type Known } from '../journal.ts';
import type { SurveyPlan } from '../plan.ts';
import { SurveyError } from '../survey-error.ts';
import { withVendor } from '../vendor.ts';
import { asksDropped, foundOfDropped, isUnfinished, type Until, untilDropped, withoutDropped } from './dropped.ts';
import type { Stage, StageContext } from './stage.ts';

type Run = AsyncGenerator<StageLine, ScanCounters, undefined>;

export function scanStage(name: string, probe: ProbeName) {
  return {
    name,
    applies: ({ scans }) => scans.has(probe),
    probes: (plan) => probesOfSpec(specOf(plan, probe)),
    run: (context, signal) => runScan(name, context, ofAlive(context, specOf(context.plan, probe)), signal),
  } satisfies Stage;
}

export function specOf(plan: SurveyPlan, probe: ProbeName): ScanSpec {
  return plan.scans.get(probe)!.spec;
}

/** The same of those that are there. */
export function ofAlive({ alive }: StageContext, spec: ScanSpec): ScanSpec {
  return { ...spec, targets: alive.of(spec.targets) };
}

/**
 * Throws what the engine does, and E_ENGINE_DIED where it does not say how complete the scan was.
 *
 *  1. Where targets are dropped the job is cut, and another one goes on without them, by the journal; without one it begins anew.
 *  2. What the cut one said before is not said again, and what it came to is no end of a host that is asked on.
 *  3. What was found of those who were dropped counts.
 */
export async function* runScan(stage: string, context: StageContext, spec: ScanSpec, signal: AbortSignal): Run {
  const { journal, steering } = context;
  let known: Known | null = null;
  for (;;) {
    const left = withoutDropped(spec, steering);
    const until = untilDropped(steering, signal, () => asksDropped(left, steering));
    let counters: ScanCounters;
    try {
      counters = yield* runJob(stage, context, left, until, known);
    } finally {
      until.letGo();
    }
    // One that was cut and had ended all the same has asked them all.
    if (until.isCut() && !counters.interrupted) return counters;
    if (!until.isCut()) return left === spec ? counters : withDropped(counters);
    known = createKnown();
    for (const line of journal?.past() ?? []) known.take(line);
  }

  /** Rule 3. */
  function withDropped(counters: ScanCounters): ScanCounters {
    const { hostsUp, openPorts } = foundOfDropped(journal?.past() ?? [], stage, steering);
    return { ...counters, hostsUp: counters.hostsUp + hostsUp, openPorts: counters.openPorts + openPorts };
  }
}

async function* runJob(stage: string, context: StageContext, spec: ScanSpec, until: Until, known: Known | null): Run {
  const { engine, plan, recordTo, journal, steering, time } = context;
  const { signal } = until;
  const evidence = {
    stage,
    probe: spec.engine === 'connect' && spec.probe === 'syn' ? 'connect' : spec.probe,
  } as const;
  if (flatten(spec.targets).length === 0) return nothingAsked(spec);
  let counters: ScanCounters | null = null;
  const journalTo = recordTo === undefined ? journal?.descriptorOf(stage) : undefined;
  for await (const finding of engine.run({ kind: 'scan', spec }, { signal, recordTo, journalTo, steering })) {
    if (finding.type === 'end') {
      const { type: _, ...rest } = finding;
      counters = rest;
      continue;
    }
    const line = stamp(await withVendor(withGivenNames(finding, plan.names)), evidence, time());
    if (known?.has(line) || (until.isCut() && isUnfinished(line, steering))) continue;
    yield line;
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

/** Nobody is there. */
function nothingAsked({ probe, engine }: ScanSpec): ScanCounters {
  const asked = { hostsAsked: 0, probes: 0, answered: 0, retransmitted: 0, silent: 0, completeness: 1, unasked: 0 };
  const found = { hostsUp: 0, openPorts: 0, closedPorts: 0, filteredPorts: 0, limitedHosts: [], answersAllHosts: [] };
  const packets = { strays: 0, duplicates: 0, late: 0, kernelDrops: 0 };
  const how = { interrupted: false, stateless: false, elapsedMs: 0, probe, engine: engine === 'auto' ? 'raw' : engine };
  return { ...asked, ...found, ...packets, ...how } as const;
}
