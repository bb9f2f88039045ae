// An engine whose every job has a process of its own (src/engine/scan.ts).
import type { Engine, JobControl, PingJob, ScanJob } from '../engine/engine.ts';
import { type ScanOptions, scan } from '../engine/scan.ts';
import type { Finding } from '../finding/finding.ts';
import type { PingEvent } from '../ping/types.ts';
import { SurveyError } from './survey-error.ts';

export function oneProcessEngine(options: Omit<ScanOptions, 'signal'> = {}): Engine {
  function run(job: ScanJob, control?: JobControl): AsyncGenerator<Finding, void, undefined>;
  function run(job: PingJob, control?: JobControl): AsyncGenerator<PingEvent, void, undefined>;
  function run(job: ScanJob | PingJob, { signal }: JobControl = {}): AsyncGenerator<never, void, undefined> {
    if (job.kind !== 'scan') throw new SurveyError('E_JOB', `there is no job "${job.kind}" here`);
    return scan(job.spec, { ...options, signal }) as AsyncGenerator<never, void, undefined>;
  }
  return { run, close: async () => {} };
}
