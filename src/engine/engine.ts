// What a caller sees of the engine: one process, many jobs. The session (session.ts) is one; tests have others.
import type { Finding } from '../finding/finding.ts';
import type { Steering } from '../finding/steering.ts';
import type { ListenEvent, ListenOptions } from '../link/listen/types.ts';
import type { PingEvent, PingOptions } from '../ping/types.ts';
import type { ScanSpec } from '../scan/spec.ts';
import type { TraceEvent, TraceOptions } from '../scan/trace/types.ts';

/** Hosts and ports asked by one probe. */
export interface ScanJob {
  readonly kind: 'scan';
  readonly spec: ScanSpec;
}

/** Probes to the same targets again and again, each answer timed. */
export interface PingJob {
  readonly kind: 'ping';
  readonly options: PingOptions;
}

/** Sends nothing: what is said on the link, until the job is ended. */
export interface ListenJob {
  readonly kind: 'listen';
  readonly options: ListenOptions;
}

/** The way to each target, hop by hop. */
export interface TraceJob {
  readonly kind: 'trace';
  readonly options: TraceOptions;
}

export type Job = ScanJob | PingJob | ListenJob | TraceJob;

export interface JobControl {
  /** Ends this job alone, early: the last finding is still `end`, with `interrupted: true`. */
  readonly signal?: AbortSignal;
  /** A descriptor open for writing, where what is sent and received is recorded (pcapng); it stays the caller's. */
  readonly recordTo?: number;
  /** A descriptor open for reading and writing, where a scan's journal is kept, or was begun; it stays the caller's. Not beside `recordTo`. */
  readonly journalTo?: number;
  /** Pauses a scan or a trace, lets it go on, changes its pace. */
  readonly steering?: Steering;
}

export interface Engine {
  /**
   * Several jobs may run at once, one after another as well. What they found comes as it is found.
   *
   * @throws what the job came to, with a code: `E_NO_PERMISSION` where raw sockets are refused, `E_ENGINE_START`,
   *   `E_ENGINE_DIED`, `E_JOB` where the job is not understood, and others as the job says
   */
  run(job: ScanJob, control?: JobControl): AsyncGenerator<Finding, void, undefined>;
  run(job: PingJob, control?: JobControl): AsyncGenerator<PingEvent, void, undefined>;
  run(job: ListenJob, control?: JobControl): AsyncGenerator<ListenEvent, void, undefined>;
  run(job: TraceJob, control?: JobControl): AsyncGenerator<TraceEvent, void, undefined>;
  /** Ends the process, and every job with it. */
  close(): Promise<void>;
}
