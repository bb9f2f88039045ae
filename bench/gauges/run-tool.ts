// Runs one tool to its end, or to its time limit, and takes the time of the whole process.
import { type ChildProcess, spawn } from 'node:child_process';
import { familyOf } from './family.ts';

export interface ToolRun {
  /** From the start of the process to the end of its output. */
  readonly seconds: number;
  readonly stdout: string;
  /** Why the run does not count: its exit code and last words, or the time limit; null: it ended well. */
  readonly failure: string | null;
}

const STDOUT_LIMIT = 64 * 1024 * 1024;
const LAST_WORDS = 400;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const { pid } of running) if (pid !== undefined) killFamily(pid);
});

/** Never rejects: a tool that fails is a row of the table. `started` is called with the process id. */
export function runTool(
  words: readonly string[],
  timeoutMs: number,
  started?: (pid: number) => void,
): Promise<ToolRun> {
  return new Promise((resolve) => {
    const begin = performance.now();
    const child = spawn(words[0], words.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    const chunks: Buffer[] = [];
    let bytes = 0;
    let said = '';
    let failure: string | null = null;
    const end = (why: string): void => {
      failure ??= why;
      if (child.pid !== undefined) killFamily(child.pid);
    };
    const timer = setTimeout(() => end(`ended after ${timeoutMs / 1000} s`), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= STDOUT_LIMIT) chunks.push(chunk);
      else end(`more than ${STDOUT_LIMIT} bytes of output`);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-LAST_WORDS);
    });
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      const seconds = (performance.now() - begin) / 1000;
      if (code !== 0) failure ??= `${signal ?? `exit code ${code}`}: ${said.trim()}`;
      resolve({ seconds, stdout: Buffer.concat(chunks).toString(), failure });
    });
    if (child.pid !== undefined) started?.(child.pid);
  });
}

/** A tool's own processes would hold its output open. */
function killFamily(root: number): void {
  for (const pid of familyOf(root)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}
