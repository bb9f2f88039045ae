// A world without packets, for tests of surveys and of the commands that make them.
import type { Engine, JobControl, ScanJob } from '../engine/engine.ts';
import type { Finding } from '../finding/finding.ts';
import type { ScanSpec } from '../scan/spec.ts';
import type { SurveyWorld } from './world.ts';

/** What the engine does with a scan. */
export type Scan = (spec: ScanSpec, control: JobControl) => AsyncGenerator<Finding>;

/** Resolves targets as it is done; every name has the same two addresses. */
export async function fakeSurveyWorld(change: Partial<SurveyWorld> = {}): Promise<SurveyWorld> {
  const { resolveTargets } = await import('../target/targets.ts');
  const { defaultTargets } = await import('../link/interfaces/interfaces.ts');
  return {
    platform: 'linux',
    resolveTargets: (request, options) =>
      resolveTargets(request, { ...options, lookup: async () => ['198.18.0.3', '198.18.0.4'] }),
    planInterfaces: () => [],
    defaultTargets,
    mayOpenRawSockets: () => true,
    ...change,
  };
}

/** Puts each specification into `specs`, and scans as `scan` says. */
export function fakeEngine(scan: Scan, specs: ScanSpec[] = []): Engine {
  return {
    run(job: ScanJob, control: JobControl = {}) {
      specs.push(job.spec);
      return scan(job.spec, control);
    },
    close: async () => {},
  } as Engine;
}
