// Programs the lab runs: each with a time limit, each tracked by its process id, none left behind.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A mistake in the lab or on its machine; `code` is stable. */
export class LabError extends Error {
  readonly code: string;

  constructor(code: string, text: string) {
    super(`${code}: ${text}`);
    this.name = 'LabError';
    this.code = code;
  }
}

export interface RunOptions {
  /** Given to the program's standard input. */
  readonly input?: string;
  /** Milliseconds until the program is killed; 60,000 unless told. */
  readonly timeoutMs?: number;
}

const OUTPUT_LIMIT = 64 * 1024 * 1024;
const LINE_LIMIT = 16 * 1024 * 1024;

/** Runs a program to its end and returns its standard output. Rejects with E_LAB_COMMAND where it fails or takes too long. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const timeout = options.timeoutMs ?? 60_000;
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      [...args],
      { timeout, killSignal: 'SIGKILL', maxBuffer: OUTPUT_LIMIT },
      (error, stdout, stderr) => {
        running.delete(child);
        if (error === null) return resolve(stdout);
        const why = error.killed ? `ended after ${timeout} ms` : stderr.trim() || error.message;
        reject(new LabError('E_LAB_COMMAND', `${command} ${args.join(' ')}: ${why}`));
      },
    );
    running.add(child);
    // A program that ends before it has read its input is reported by its exit code, not by EPIPE.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}

/** A program that runs beside the lab and talks in lines. */
export interface Companion {
  readonly pid: number;
  /** The next line of its output. Rejects with E_LAB_COMPANION when it ends or says nothing for `timeoutMs`. */
  line(timeoutMs?: number): Promise<string>;
  /** Writes a line to its input and returns the line it answers. */
  ask(question: string, timeoutMs?: number): Promise<string>;
  /** Resolves when `text` has come on its standard error. Rejects as `line` does. */
  said(text: string, timeoutMs?: number): Promise<void>;
  /** Sends a signal, without waiting. */
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended, with what it said on standard error (its last 64 KiB). */
  readonly ended: Promise<string>;
  /** Closes its input, and kills it where it has not ended after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Kills, at once, everything `run` and `start` have not seen end. For exit hooks. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}

/** Starts a program and keeps it. */
export function start(command: string, args: readonly string[]): Companion {
  const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  const lines: string[] = [];
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  let failure = '';
  let over = false;

  child.stdin.on('error', () => {});
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    failure = (failure + text).slice(-65_536);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const next = waiting.shift();
    if (next) next.resolve(line);
    else if (lines.length < 10_000 && line.length < LINE_LIMIT) lines.push(line);
  });

  const lost = (): LabError => new LabError('E_LAB_COMPANION', `${command} ${args.join(' ')} ended: ${failure.trim()}`);
  const ended = new Promise<string>((resolve) => {
    const end = (): void => {
      over = true;
      running.delete(child);
      for (const next of waiting.splice(0)) next.reject(lost());
      resolve(failure);
    };
    child.on('close', end);
    child.on('error', (error) => {
      failure += error.message;
      end();
    });
  });

  const line = (timeoutMs = 10_000): Promise<string> => {
    const ready = lines.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (over) return Promise.reject(lost());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(entry), 1);
        reject(new LabError('E_LAB_COMPANION', `${command} ${args.join(' ')} said nothing for ${timeoutMs} ms`));
      }, timeoutMs);
      const entry = {
        resolve(text: string): void {
          clearTimeout(timer);
          resolve(text);
        },
        reject(error: Error): void {
          clearTimeout(timer);
          reject(error);
        },
      };
      waiting.push(entry);
    });
  };

  return {
    pid: child.pid ?? 0,
    line,
    ask(question, timeoutMs) {
      child.stdin.write(`${question}\n`);
      return line(timeoutMs);
    },
    async said(text, timeoutMs = 10_000) {
      const end = performance.now() + timeoutMs;
      while (!failure.includes(text)) {
        if (over) throw lost();
        if (performance.now() > end)
          throw new LabError('E_LAB_COMPANION', `${command}: no "${text}" in ${timeoutMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    signal: (name) => void child.kill(name),
    ended,
    async stop(graceMs = 1000) {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
