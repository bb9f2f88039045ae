// The engine's side of the border: takes messages, checks jobs as if an attacker had written them, runs them, says what
// became of each. It knows nothing of processes and pipes (engine-main.ts), so that tests can feed it anything.
//
// Rules:
//  1. A job that is not right gets an error and harms no other. Nothing is sent, opened or kept for it.
//  2. Each running job has a number of its own and can be ended alone.
//  3. Not more than JOBS_MOST run at once.
//  4. How it is steered is looked at by whoever runs it, while it runs; a listener and a ping, which go at a pace of their own, do not.
import { type Reins, UNSTEERED } from '../../finding/steering.ts';
import { describeError } from './describe-error.ts';
import type { JobKind, Session } from './job-kind.ts';
import { createMessageReader, type EngineMessage, type RunMessage } from './messages.ts';
import { checkReins } from './reins.ts';
import { refuse } from './shapes.ts';

// biome-ignore lint/suspicious/noExplicitAny: each kind knows its own
export type JobKinds = Readonly<Record<string, JobKind<any, any, any>>>;

const JOBS_MOST = 64;

interface Running {
  readonly control: AbortController;
  reins: Reins;
}

export interface HostParts {
  readonly kinds: JobKinds;
  readonly session: Session;
  /** A line that a job has found. */
  found(job: number, finding: object): void;
  say(message: EngineMessage): void;
  /** The descriptor that was handed over for this job; null where none was. Closed by whoever asked for it. */
  takeDescriptor(job: number): number | null;
  closeDescriptor(descriptor: number): void;
  /** No job runs any more. */
  idle(): void;
}

export interface Host {
  write(piece: Uint8Array): void;
  stopAll(): void;
  readonly running: number;
}

export function createHost(parts: HostParts): Host {
  const { kinds, session, found, say } = parts;
  const running = new Map<number, Running>();

  function kindOf({ kind }: RunMessage): JobKinds[string] {
    return Object.hasOwn(kinds, kind) ? kinds[kind] : refuse('kind', `one of ${Object.keys(kinds).join(', ')}`);
  }

  /** Says what is wrong; false where something is. */
  function attempt(job: number, work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      drop(parts.takeDescriptor(job));
      say({ type: 'failed', job, ...describeError(error) });
      return false;
    }
  }

  function drop(descriptor: number | null): void {
    if (descriptor !== null) parts.closeDescriptor(descriptor);
  }

  function checked(message: RunMessage): { kind: JobKinds[string]; head: unknown; reins: Reins } {
    const kind = kindOf(message);
    if (running.has(message.job)) refuse('job', `free: ${message.job} runs`);
    if (running.size >= JOBS_MOST) refuse('job', `possible now: ${JOBS_MOST} run`);
    const head = kind.checkHead(message.head, 'job');
    if (kind.bytesOf(head) !== message.bytes) refuse('bytes', `${kind.bytesOf(head)}, as the job says`);
    return { kind, head, reins: message.reins === undefined ? UNSTEERED : checkReins(message.reins, 'reins') };
  }

  function run(message: RunMessage, bytes: Uint8Array<ArrayBuffer>): void {
    const { job } = message;
    attempt(running.has(job) ? 0 : job, () => {
      const { kind, head, reins } = checked(message);
      const recordTo = kind.records(head) ? parts.takeDescriptor(job) : null;
      if (kind.records(head) && recordTo === null) refuse('record', 'possible: no descriptor came');
      try {
        begin(job, kind, kind.job(head, bytes, recordTo), reins, recordTo);
      } catch (error) {
        drop(recordTo);
        throw error;
      }
    });
  }

  function begin(job: number, kind: JobKinds[string], work: unknown, begun: Reins, recordTo: number | null): void {
    const control = new AbortController();
    const steered: Running = { control, reins: begun };
    running.set(job, steered);
    const reins: Reins = {
      get paused() {
        return steered.reins.paused;
      },
      get rateCap() {
        return steered.reins.rateCap;
      },
    };
    kind
      .run(work, (finding: object) => found(job, finding), control.signal, session, reins)
      .then(
        () => say({ type: 'done', job }),
        (error: unknown) => say({ type: 'failed', job, ...describeError(error) }),
      )
      .finally(() => {
        drop(recordTo);
        running.delete(job);
        if (running.size === 0) parts.idle();
      });
  }

  const reader = createMessageReader({
    accept: (message) => attempt(running.has(message.job) ? 0 : message.job, () => void checked(message)),
    run,
    stop: (job) => running.get(job)?.control.abort(),
    steer(job, wanted) {
      const steered = running.get(job);
      // A job that has ended meanwhile is steered no more; a word that is wrong ends none.
      if (steered === undefined) return;
      attempt(0, () => {
        steered.reins = checkReins(wanted, 'reins');
      });
    },
    refuse: (job, why) => say({ type: 'failed', job, code: 'E_JOB', message: `to the engine: ${why}` }),
  });

  return {
    write: reader.write,
    stopAll() {
      for (const { control } of running.values()) control.abort();
    },
    get running() {
      return running.size;
    },
  };
}
