// The door to a scan: starts the engine's process, hands it the specification, and gives its findings as they come.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../finding/finding.ts';
import type { EngineMessage } from './engine-main.ts';
import { ScanError } from './scan-error.ts';
import type { ScanSpec } from './spec.ts';

export type { Finding } from '../finding/finding.ts';
export { ScanError } from './scan-error.ts';
export type { Range, ScanSpec } from './spec.ts';

/** After an abort the engine has this long to give what it found; then it is ended. */
const STOP_LIMIT_MS = 900;

export interface ScanOptions {
  /** Ends the scan early: the last finding is still `end`, with `interrupted: true`. */
  readonly signal?: AbortSignal;
  /** Called when the engine holds its sockets, so that the caller may drop its own privileges. */
  readonly onStarted?: () => void;
  /** A process started before the specification was known; used where it is for the same engine. */
  readonly prepared?: PreparedEngine;
}

/** The engine's own memory is in shared buffers; what it makes beside that is little, and short-lived. */
const SMALL = ['--max-semi-space-size=1', '--v8-pool-size=1'];

type Engine = ChildProcessByStdio<Writable, Readable, null>;

/** An engine's process that waits for its scan. It ends by itself when this process does, or closes its stdin. */
export interface PreparedEngine {
  readonly name: ScanSpec['engine'];
  readonly process: Engine;
}

/** Starts the engine's process while the caller still finds out what to scan. */
export function prepareEngine(name: ScanSpec['engine']): PreparedEngine {
  const process = startEngine(name);
  process.on('error', () => {}); // the scan that finds it dead starts another
  hold(process, false);
  return { name, process };
}

/** Whether this process stays alive for the engine's sake. */
function hold(engine: Engine, held: boolean): void {
  for (const handle of [engine, engine.stdin, engine.stdout] as unknown as { ref(): void; unref(): void }[]) {
    if (held) handle.ref();
    else handle.unref();
  }
}

/** The prepared process where it fits and lives, else a new one. */
function takeEngine(name: ScanSpec['engine'], prepared: PreparedEngine | undefined): Engine {
  if (prepared === undefined) return startEngine(name);
  const { process } = prepared;
  if (prepared.name === name && process.pid !== undefined && process.exitCode === null) {
    hold(process, true);
    return process;
  }
  process.stdin.end();
  return startEngine(name);
}

function startEngine(name: ScanSpec['engine']): Engine {
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const main = fileURLToPath(new URL(`./engine-main.${suffix}`, import.meta.url));
  const cache = getCompileCacheDir();
  return spawn(process.execPath, [...SMALL, main, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) },
  });
}

/**
 * Runs a scan in a process of its own. The last finding is `end`.
 *
 * @throws ScanError `E_NO_PERMISSION` where raw sockets are refused, `E_ENGINE_DIED` where the process ended before
 *   it was done, `E_NO_INTERFACE` and others as the engine says.
 */
export async function* scan(spec: ScanSpec, options: ScanOptions = {}): AsyncGenerator<Finding, void, undefined> {
  const engine = takeEngine(spec.engine, options.prepared);
  engine.stdin.on('error', () => {}); // it died; how is told below
  const ended = new Promise<string>((resolve) => {
    // More than one may come: a process that dropped its privileges cannot even end the engine, which then ends itself.
    engine.on('error', (error) => resolve(error.message));
    engine.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    engine.stdin.write('stop\n');
    killer ??= setTimeout(() => engine.kill('SIGKILL'), STOP_LIMIT_MS);
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  engine.stdin.write(`${JSON.stringify(spec)}\n`);
  if (options.signal?.aborted) stop();
  let complete = false;
  try {
    for await (const line of createInterface({ input: engine.stdout })) {
      const message = JSON.parse(line) as Finding | EngineMessage;
      if (message.type === 'started') {
        options.onStarted?.();
      } else if (message.type === 'failed') {
        throw new ScanError(message.code, message.message);
      } else {
        complete = message.type === 'end';
        yield message;
      }
    }
    if (!complete) throw new ScanError('E_ENGINE_DIED', `the packet engine ended before it was done (${await ended})`);
  } finally {
    options.signal?.removeEventListener('abort', stop);
    clearTimeout(killer);
    engine.stdin.destroy();
    if (engine.exitCode === null && engine.signalCode === null) {
      const limit = setTimeout(() => engine.kill('SIGKILL'), STOP_LIMIT_MS);
      await ended;
      clearTimeout(limit);
    }
  }
}
