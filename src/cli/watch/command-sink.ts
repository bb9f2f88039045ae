// A person's own command that is told of changes.
//
//  1. Nothing that came from the network stands in its command line: changes go to its stdin, as lines of JSON.
//  2. What it prints goes to stderr, as stdout is for changes alone.
//  3. It has a minute; then it is ended, with all that it started.
import { spawn } from 'node:child_process';

const TIME_MS = 60_000;
const GRACE_MS = 3_000;

/** What went wrong, in a sentence; null: nothing did. */
export function runOnChange(
  command: string,
  lines: string,
  signal: AbortSignal,
  timeMs: number = TIME_MS,
): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const child = spawn('/bin/sh', ['-c', command], { stdio: ['pipe', 2, 2], detached: true });
  let ended: string | null = null;
  let last: NodeJS.Timeout | undefined;
  const end = (why: string): void => {
    ended ??= why;
    kill(child.pid, 'SIGTERM');
    last ??= setTimeout(() => kill(child.pid, 'SIGKILL'), GRACE_MS);
  };
  const timer = setTimeout(() => end(`it ran for more than ${timeMs / 1000} s and was ended`), timeMs);
  const abort = (): void => end('it was ended');
  signal.addEventListener('abort', abort, { once: true });
  const done = (fault: string | null): void => {
    clearTimeout(timer);
    clearTimeout(last);
    signal.removeEventListener('abort', abort);
    resolve(fault === null ? null : `--on-change: ${fault}`);
  };
  child.on('error', ({ message }) => done(`it cannot be run: ${message}`));
  child.on('close', (code, by) => done(ended ?? (code === 0 ? null : `it ended with ${code ?? by}`)));
  // Who does not read all of it may have his reasons.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(lines);
  return promise;
}

/** The whole group. */
function kill(pid: number | undefined, by: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, by);
  } catch {
    // It is gone.
  }
}
