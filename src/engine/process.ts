// The engine's process as its caller sees it: started, perhaps before it is known what to do, and never left behind.
//
//   1. A process that could not be started, or whose pipes are missing, is an error that says what ran out.
//   2. Whatever still runs when this process ends is ended with it.
//   3. It stands in the root folder: a working directory may be removed while something runs in it.
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { ScanError } from '../scan/scan-error.ts';
import { type LaunchOptions, launchEngine } from './launch.ts';
import { resourceText } from './resource-error.ts';

/** From the first instruction to the first word; a machine under load takes a second. */
export const START_LIMIT_MS = 10_000;

export interface EngineProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  kill(): void;
  /** Whether this process stays alive for its sake. */
  hold(held: boolean): void;
  /** Gives it an open file, for the job of this number. */
  handOver(descriptor: number, job: number): Promise<void>;
}

export interface StartedEngine {
  /** Null where it could not be started. */
  readonly process: EngineProcess | null;
  /** Why there is no process any more: it could not be started (E_ENGINE_START), or it ended (E_ENGINE_DIED). */
  readonly gone: Promise<ScanError>;
}

/** Never throws: what keeps it from starting is told by `gone`. */
export function startEngine(
  options: LaunchOptions,
  launch: (options: LaunchOptions) => ChildProcess = launchEngine,
): StartedEngine {
  const { promise: gone, resolve } = Promise.withResolvers<ScanError>();
  return { process: startProcess(() => launch(options), resolve), gone };
}

function startProcess(launch: () => ChildProcess, onEnd: (reason: ScanError) => void): EngineProcess | null {
  let child: ChildProcess;
  try {
    child = launch();
  } catch (error) {
    onEnd(notStarted(error));
    return null;
  }
  const { stdin, stdout } = child as { stdin?: Writable | null; stdout?: Readable | null };
  // More than one may come: a process that dropped its privileges cannot even end the engine, which then ends itself.
  child.on('error', (error) => {
    if (child.pid === undefined) onEnd(notStarted(error));
  });
  if (child.pid === undefined || stdin == null || stdout == null) {
    child.kill('SIGKILL');
    // Its `error` says why, where there is one; that comes before the next turn.
    setImmediate(() => onEnd(notStarted(new Error('it has no pipes'))));
    return null;
  }
  stdin.on('error', () => {}); // it died; how is told below
  const end = (): void => void child.kill('SIGKILL');
  process.on('exit', end);
  const ended = new Promise<void>((resolve) => {
    // After `close` all that it said has been read.
    child.once('close', (code, signal) => {
      process.off('exit', end);
      onEnd(diedBy(code, signal));
      resolve();
    });
  });
  const handles = [child, ...child.stdio] as unknown as ({ ref?(): void; unref?(): void } | null)[];
  const hold = (held: boolean): void => {
    for (const handle of handles) {
      if (held) handle?.ref?.();
      else handle?.unref?.();
    }
  };
  hold(false);
  return { stdin, stdout, ended, hold, kill: end, handOver: (descriptor, job) => handOver(child, descriptor, job) };
}

/** The error of an engine that has not said a word in time. */
export function notReady(): ScanError {
  return new ScanError(
    'E_ENGINE_START',
    `the packet engine's process has not started within ${START_LIMIT_MS / 1000} s and was ended: too few processes, threads or files are allowed (ulimit -u, ulimit -n, or a limit of the container), or the machine is overloaded`,
  );
}

function notStarted(error: unknown): ScanError {
  const reason = resourceText(error) ?? (error instanceof Error ? error.message : String(error));
  return new ScanError('E_ENGINE_START', `the packet engine's process cannot be started: ${reason}`, { cause: error });
}

function diedBy(code: number | null, signal: string | null): ScanError {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return new ScanError('E_ENGINE_DIED', `the packet engine ended before it was done (${how})`);
}

/** The socket for descriptors (engine-main.ts). */
const DESCRIPTORS = 3;

async function handOver(child: ChildProcess, descriptor: number, job: number): Promise<void> {
  const { sendDescriptor } = await import('../native/descriptor-passing.ts');
  sendDescriptor(descriptorOf(child, DESCRIPTORS), descriptor, job);
}

/** The number of our end of a child's socket; Node has no other way to it. Throws E_ENGINE_DIED where it is closed. */
export function descriptorOf(child: ChildProcess, place: number): number {
  const socket = child.stdio[place] as unknown as { _handle?: { fd?: number } } | null | undefined;
  const fd = socket?._handle?.fd;
  if (fd === undefined || fd < 0) throw new ScanError('E_ENGINE_DIED', 'the process takes no descriptors any more');
  return fd;
}
