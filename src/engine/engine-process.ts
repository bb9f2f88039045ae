// The engine's process as the command sees it: started, perhaps before it is known what to scan, and never left behind.
//
//   1. A process that could not be started, or whose pipes are missing, is an error that says what ran out.
//   2. A process that has not said a word within START_LIMIT_MS is ended: under a low limit of processes Node may wait
//      for threads that it was refused, for ever.
//   3. Whatever still runs when this process ends is ended with it.
//   4. It stands in the root folder: a working directory may be removed while something runs in it.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ScanError } from '../scan/scan-error.ts';
import type { ScanSpec } from '../scan/spec.ts';
import { resourceText } from './resource-error.ts';

export type EngineProcess = ChildProcessByStdio<Writable, Readable, null>;

/** An engine's process that waits for its scan. It ends by itself when this process does, or closes its stdin. */
export interface PreparedEngine {
  readonly name: ScanSpec['engine'];
  readonly process: StartedProcess;
}

/** As spawn gives it: without a number where it could not be started, and then perhaps without pipes. */
interface StartedProcess {
  readonly child: EngineProcess;
  /** Why it could not be started, once that is known. */
  failure: Error | null;
}

/** From the first instruction to the first word; a machine under load takes a second. */
export const START_LIMIT_MS = 10_000;

/** The engine's own memory is in shared buffers; what it makes beside that is little, and short-lived. */
const SMALL = ['--max-semi-space-size=1', '--v8-pool-size=1'];

/** Starts the engine's process while the caller still finds out what to scan. */
export function prepareEngine(name: ScanSpec['engine']): PreparedEngine | undefined {
  try {
    const process = startProcess(name);
    hold(process.child, false);
    return { name, process };
  } catch {
    return undefined; // the scan tries again, and says why
  }
}

/** The prepared process where it fits and lives, else a new one. Throws E_ENGINE_START. */
export async function takeEngine(
  name: ScanSpec['engine'],
  prepared: PreparedEngine | undefined,
  start: (name: ScanSpec['engine']) => StartedProcess = startProcess,
): Promise<EngineProcess> {
  if (prepared !== undefined) {
    const { child } = prepared.process;
    if (prepared.name === name && isWhole(prepared.process)) {
      hold(child, true);
      return child;
    }
    child.stdin?.end();
    child.kill('SIGKILL');
  }
  let started: StartedProcess;
  try {
    started = start(name);
  } catch (error) {
    throw notStarted(error);
  }
  if (isWhole(started)) return started.child;
  // Its `error` comes before the next turn.
  await new Promise(setImmediate);
  started.child.kill('SIGKILL');
  throw notStarted(started.failure ?? new Error('it has no pipes'));
}

/** The error of an engine that has not said a word in time. */
export function notReady(): ScanError {
  return new ScanError(
    'E_ENGINE_START',
    `the packet engine's process has not started within ${START_LIMIT_MS / 1000} s and was ended: too few processes or threads may be started (ulimit -u, or a limit of the container), or the machine is overloaded`,
  );
}

function notStarted(error: unknown): ScanError {
  const reason = resourceText(error) ?? (error instanceof Error ? error.message : String(error));
  return new ScanError('E_ENGINE_START', `the packet engine's process cannot be started: ${reason}`, { cause: error });
}

function isWhole({ child, failure }: StartedProcess): boolean {
  const pipes: (object | null | undefined)[] = [child.stdin, child.stdout];
  return failure === null && child.pid !== undefined && child.exitCode === null && pipes.every((pipe) => pipe != null);
}

/** Whether this process stays alive for the engine's sake. */
function hold(engine: EngineProcess, held: boolean): void {
  for (const handle of [engine, engine.stdin, engine.stdout] as unknown as ({ ref(): void; unref(): void } | null)[]) {
    if (held) handle?.ref();
    else handle?.unref();
  }
}

function startProcess(name: ScanSpec['engine']): StartedProcess {
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const main = fileURLToPath(new URL(`./engine-main.${suffix}`, import.meta.url));
  const cache = getCompileCacheDir();
  const child = spawn(process.execPath, [...SMALL, main, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: '/',
    env: cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) },
  });
  const started: StartedProcess = { child, failure: null };
  // More than one may come: a process that dropped its privileges cannot even end the engine, which then ends itself.
  child.on('error', (error) => {
    started.failure ??= error;
  });
  const end = () => void child.kill('SIGKILL');
  process.on('exit', end);
  child.once('exit', () => process.off('exit', end));
  return started;
}
