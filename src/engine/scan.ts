// The door to a scan: starts the engine's process, hands it the specification, and gives its findings as they come.
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Finding } from '../finding/finding.ts';
import { ScanError } from '../scan/scan-error.ts';
import type { ScanSpec } from '../scan/spec.ts';
import type { EngineMessage } from './engine-main.ts';
import { notReady, type PreparedEngine, START_LIMIT_MS, takeEngine } from './engine-process.ts';
import { specPieces } from './spec-stream.ts';

export type { Finding } from '../finding/finding.ts';
export { ScanError } from '../scan/scan-error.ts';
export type { ScanSpec } from '../scan/spec.ts';
export type { Range } from '../target/ranges.ts';
export { type PreparedEngine, prepareEngine } from './engine-process.ts';

/**
 * After an abort the engine gives what it found, of millions of hosts for many seconds. It is ended when it is silent
 * for so long: it hangs.
 */
const STOP_SILENCE_MS = 10_000;
/** From its last word, or the loss of its reader, to its end. */
const EXIT_LIMIT_MS = 2000;

export interface ScanOptions {
  /** Ends the scan early: the last finding is still `end`, with `interrupted: true`. */
  readonly signal?: AbortSignal;
  /** Called when the engine holds its sockets, so that the caller may drop its own privileges. */
  readonly onStarted?: () => void;
  /** A process started before the specification was known; used where it is for the same engine. */
  readonly prepared?: PreparedEngine;
}

/**
 * Runs a scan in a process of its own. The last finding is `end`.
 *
 * @throws ScanError `E_NO_PERMISSION` where raw sockets are refused, `E_ENGINE_START` where the process cannot be
 *   started, `E_ENGINE_DIED` where the process ended before
 *   it was done, `E_NO_INTERFACE` and others as the engine says.
 */
export async function* scan(spec: ScanSpec, options: ScanOptions = {}): AsyncGenerator<Finding, void, undefined> {
  const engine = await takeEngine(spec.engine, options.prepared);
  engine.stdin.on('error', () => {}); // it died; how is told below
  const ended = new Promise<string>((resolve) => {
    engine.on('error', (error) => resolve(error.message));
    if (engine.exitCode !== null) resolve(`exit code ${engine.exitCode}`);
    engine.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  let late = false;
  let killer: NodeJS.Timeout | undefined = setTimeout(() => {
    late = true;
    engine.kill('SIGKILL');
  }, START_LIMIT_MS);
  const killAfterSilence = () => {
    clearTimeout(killer);
    killer = setTimeout(() => engine.kill('SIGKILL'), STOP_SILENCE_MS);
  };
  const stop = () => {
    engine.stdin.write('stop\n');
    killAfterSilence();
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  const { pcapPath } = spec;
  // The engine stands in another folder.
  const told = pcapPath === null ? spec : { ...spec, pcapPath: resolve(pcapPath) };
  for (const piece of specPieces(told)) engine.stdin.write(piece);
  if (options.signal?.aborted) stop();
  let complete = false;
  try {
    for await (const line of createInterface({ input: engine.stdout })) {
      if (options.signal?.aborted) killAfterSilence();
      const message = JSON.parse(line) as Finding | EngineMessage;
      if (message.type === 'ready') {
        if (!options.signal?.aborted) clearTimeout(killer);
      } else if (message.type === 'started') {
        options.onStarted?.();
      } else if (message.type === 'failed') {
        throw new ScanError(message.code, message.message);
      } else {
        complete = message.type === 'end';
        yield message;
      }
    }
    if (late) throw notReady();
    if (!complete) throw new ScanError('E_ENGINE_DIED', `the packet engine ended before it was done (${await ended})`);
  } finally {
    options.signal?.removeEventListener('abort', stop);
    clearTimeout(killer);
    engine.stdin.destroy();
    if (engine.exitCode === null && engine.signalCode === null) {
      const limit = setTimeout(() => engine.kill('SIGKILL'), EXIT_LIMIT_MS);
      await ended;
      clearTimeout(limit);
    }
  }
}
