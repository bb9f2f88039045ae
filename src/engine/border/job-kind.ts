// One kind of job: how it crosses the border and how it is run. A new kind is two files like scan-job.ts and scan-kind.ts, and its line in kinds.ts.
import type { Reins } from '../../finding/steering.ts';
import type { ArpMemory } from '../../link/arp/arp-memory.ts';
import type { PortsAhead } from '../../link/ports-ahead.ts';
import type { KernelView } from '../../link/routes/kernel-view.ts';
import type { ThreadPool } from '../thread-pool.ts';

/** As it goes to the engine (messages.ts). */
export interface EncodedJob {
  readonly head: object;
  readonly bytes: Uint8Array;
}

/** What the jobs of a session share (keeping.ts). */
export interface Session {
  readonly arp: ArpMemory;
  readonly threads: Pick<ThreadPool, 'take' | 'giveBack'>;
  readonly ports: Pick<PortsAhead, 'take'>;
  /** How the kernel sends, kept true. */
  readonly routing: KernelView;
  /** Lines that nobody has read yet, about. */
  waiting(): number;
}

/**
 * `Head`: the first line, checked; `Job`: head and bytes, checked. Checks throw ScanError E_JOB. Nothing is sent, opened or
 * kept for a job before `run`.
 */
export interface JobKind<Head, Job, Found> {
  checkHead(value: unknown, where: string): Head;
  /** How many bytes it must bring. */
  bytesOf(head: Head): number;
  /** Whether a descriptor comes with it. */
  records(head: Head): boolean;
  job(head: Head, bytes: Uint8Array<ArrayBuffer>, recordTo: number | null): Job;
  /** `reins`: looked at again and again. */
  run(job: Job, emit: (found: Found) => void, signal: AbortSignal, session: Session, reins: Reins): Promise<void>;
}
