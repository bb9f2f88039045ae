// A session with the engine: one process that takes many jobs, several at once. Every line that comes back goes to its job.
//
//   run(job) ──► descriptor (where it records), first line, bytes ──► engine ──► "1 {...}" ──► the job's queue ──► who iterates
//
// Rules:
//  1. The process starts when the session is opened, on a guess of what comes; it never keeps this process alive by itself.
//  2. A process that has not said a word within START_LIMIT_MS, and one that is silent for STOP_SILENCE_MS about a job that
//     was to stop, hangs and is ended.
//  3. What ends the process ends every job with an error that says so. A line that is torn is the engine's death.
//  4. Where a reader is slow, nothing is read for anybody: what waits stays bounded.
import type { Finding } from '../finding/finding.ts';
import { UNSTEERED } from '../finding/steering.ts';
import type { ListenEvent } from '../link/listen/types.ts';
import { createEventQueue, type EventQueue } from '../ping/book/event-queue.ts';
import { PingError } from '../ping/error.ts';
import type { PingEvent } from '../ping/types.ts';
import { ScanError } from '../scan/scan-error.ts';
import type { TraceEvent } from '../scan/trace/types.ts';
import type { EncodedJob } from './border/job-kind.ts';
import { createLineReader } from './border/lines.ts';
import { encodeListen } from './border/listen-job.ts';
import { type EngineMessage, encodeRun, encodeSteer, encodeStop } from './border/messages.ts';
import { encodePing, withTargetName } from './border/ping-job.ts';
import { encodeScan } from './border/scan-job.ts';
import { encodeTrace } from './border/trace-job.ts';
import type { Engine, JobControl, Job as JobOfCaller, ListenJob, PingJob, ScanJob, TraceJob } from './engine.ts';
import type { Keeper } from './keeper.ts';
import { openKept, type Session } from './kept-engine.ts';
import type { LaunchOptions } from './launch.ts';
import { type EngineProcess, notReady, START_LIMIT_MS, type StartedEngine, startEngine } from './process.ts';

/** An interrupted scan gives what it found, of millions of hosts for many seconds. */
const STOP_SILENCE_MS = 10_000;
/** From the end of its input to its own. */
const EXIT_LIMIT_MS = 2000;
const WAITING_MOST = 100_000;
/** A list of 65,536 addresses is a megabyte. */
const LINE_MOST = 16 * 2 ** 20;

interface Job {
  readonly queue: EventQueue<object>;
  /** A line as the caller knows it; null where it is none. */
  readonly read: (found: object) => object | null;
  readonly fail: (code: string, message: string) => Error;
  heard(): void;
}

export interface EngineOptions extends Partial<Omit<LaunchOptions, 'pipes'>> {
  /** One that was started before (process.ts). */
  readonly started?: StartedEngine;
  /** Who starts it where this process has given up its rights. */
  readonly keeper?: Keeper;
}

/**
 * Starts the engine's process, unless it was. What keeps it from starting is told by the first job. With a keeper the session
 * outlives it (kept-engine.ts).
 */
export function openEngine({ started, keeper, ...options }: EngineOptions = {}): Engine {
  if (keeper !== undefined) return openKept(openSession, () => keeper.start(options.hint ?? 'raw'), started);
  return openSession(started ?? startEngine({ hint: 'raw', giveUp: false, packets: true, ...options }));
}

function openSession({ process: child, gone }: StartedEngine): Session {
  const jobs = new Map<number, Job>();
  let jobsBegun = 0;
  let paused = false;
  let over: Error | null = null;
  let closing: Promise<void> | null = null;
  let limit: NodeJS.Timeout | undefined;
  void gone.then((reason) => end(reason));
  if (child !== null) limit = setTimeout(() => end(notReady(), true), START_LIMIT_MS).unref();

  const lines = createLineReader(LINE_MOST, takeLine, () => end(died('it said a line without an end'), true));
  child?.stdout.on('data', lines.write);

  function takeLine(text: string): number {
    try {
      if (text.startsWith('!')) takeMessage(JSON.parse(text.slice(1)) as EngineMessage);
      else takeFound(text);
    } catch {
      end(died('it said what is no message'), true);
    }
    return 0;
  }

  function takeFound(text: string): void {
    const space = text.indexOf(' ');
    const job = jobs.get(Number(text.slice(0, space)));
    if (job === undefined) return; // nobody listens any more
    job.heard();
    const found = job.read(JSON.parse(text.slice(space + 1)) as object);
    if (found === null) return;
    job.queue.push(found);
    if (job.queue.length <= WAITING_MOST || paused) return;
    paused = true;
    child?.stdout.pause();
  }

  function takeMessage(message: EngineMessage): void {
    if (message.type === 'ready') {
      clearTimeout(limit);
      return;
    }
    // Of job 0 there is nobody to tell: it answers lines that this session does not write.
    const job = jobs.get(message.job);
    if (job === undefined) return;
    finish(message.job);
    job.queue.end(message.type === 'failed' ? job.fail(message.code, message.message) : undefined);
  }

  function finish(number: number): void {
    jobs.delete(number);
    if (jobs.size === 0) hold(child, false);
  }

  /** Rule 3. */
  function end(reason: Error, kill = false): void {
    over ??= reason;
    clearTimeout(limit);
    if (kill) child?.kill();
    for (const [number, job] of jobs) {
      finish(number);
      const { code, message } = over as NodeJS.ErrnoException;
      job.queue.end(job.fail(code ?? 'E_ENGINE_DIED', message));
    }
  }

  function died(how: string): ScanError {
    return new ScanError('E_ENGINE_DIED', `the packet engine ended before it was done (${how})`);
  }

  async function* runJob(
    kind: string,
    { head, bytes }: EncodedJob,
    { signal, recordTo, journalTo, steering = UNSTEERED }: JobControl,
    part: Pick<Job, 'read' | 'fail'>,
  ): AsyncGenerator<object, void, undefined> {
    const number = ++jobsBegun;
    const queue = createEventQueue<object>(() => {});
    let silence: NodeJS.Timeout | undefined;
    const heard = (): void => {
      if (!signal?.aborted) return;
      clearTimeout(silence);
      silence = setTimeout(() => end(died('it did not stop when it was told to'), true), STOP_SILENCE_MS);
    };
    const stop = (): void => {
      child?.stdin.write(encodeStop(number));
      heard();
    };
    if (over !== null || child === null) {
      const { code, message } = (over ?? (await gone)) as NodeJS.ErrnoException;
      throw part.fail(code ?? 'E_ENGINE_DIED', message);
    }
    jobs.set(number, { queue, ...part, heard });
    hold(child, true);
    let letGo = (): void => {};
    try {
      const descriptor = recordTo ?? journalTo;
      if (descriptor !== undefined) await child.handOver(descriptor, number);
      // Together: two pieces would wake the engine twice.
      child.stdin.cork();
      for (const piece of encodeRun(number, kind, head, bytes, steering)) child.stdin.write(piece);
      child.stdin.uncork();
      letGo = steering.onChange(() => child.stdin.write(encodeSteer(number, steering)));
      signal?.addEventListener('abort', stop, { once: true });
      if (signal?.aborted) stop();
      for await (const found of queue) {
        yield found;
        if (paused && queue.length < WAITING_MOST / 2) {
          paused = false;
          child.stdout.resume();
        }
      }
    } finally {
      letGo();
      signal?.removeEventListener('abort', stop);
      clearTimeout(silence);
      if (jobs.has(number)) {
        child.stdin.write(encodeStop(number));
        finish(number);
        if (paused) child.stdout.resume();
        paused = false;
      }
    }
  }

  function run(job: ScanJob, control?: JobControl): AsyncGenerator<Finding, void, undefined>;
  function run(job: PingJob, control?: JobControl): AsyncGenerator<PingEvent, void, undefined>;
  function run(job: ListenJob, control?: JobControl): AsyncGenerator<ListenEvent, void, undefined>;
  function run(job: TraceJob, control?: JobControl): AsyncGenerator<TraceEvent, void, undefined>;
  function run(job: JobOfCaller, control: JobControl = {}): AsyncGenerator<object, void, undefined> {
    const records = control.recordTo !== undefined;
    const fail = (code: string, message: string): Error => new ScanError(code, message);
    switch (job.kind) {
      case 'scan':
        return runJob('scan', encodeScan(job.spec, records, control.journalTo !== undefined), control, {
          read: (found) => found,
          fail,
        });
      case 'listen':
        return runJob('listen', encodeListen(job.options), control, { read: (found) => found, fail });
      case 'trace':
        return runJob('trace', encodeTrace(job.options), control, { read: (found) => found, fail });
      case 'ping': {
        const { targets } = job.options;
        return runJob('ping', encodePing(job.options, records), control, {
          read: (found) => withTargetName(found as PingEvent, targets),
          fail: (code, message) => new PingError(code, message),
        });
      }
    }
  }

  async function close(): Promise<void> {
    end(died('the session was closed'));
    if (child === null) return;
    child.stdin.destroy();
    const killer = setTimeout(() => child.kill(), EXIT_LIMIT_MS);
    await child.ended;
    clearTimeout(killer);
  }

  return {
    run,
    isOver: () => over !== null || child === null,
    close: () => (closing ??= close()),
  };
}

function hold(child: EngineProcess | null, held: boolean): void {
  child?.hold(held);
}
