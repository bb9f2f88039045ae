// Writing to stdout and stderr. Synchronous, so that what was printed is out even if the process is killed next, and so
// that a slow reader slows the scan's reports instead of filling memory.
import { writeSync } from 'node:fs';
import { CliError, EXIT, errorText, exitCodeOf } from './errors.ts';

const STDOUT = 1;
const STDERR = 2;
/** How long to wait before a full pipe is tried again. */
const RETRY_MS = 2;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** The reader of stdout went away (`| head`): nothing more can be told, and nothing went wrong. */
export class ClosedPipeError extends Error {}

export interface Output {
  /** Results. Throws ClosedPipeError when nobody reads them any more, E_OUTPUT when they cannot be written. */
  out(text: string): void;
  /** For people. A stderr that nobody reads is no reason to stop. */
  err(text: string): void;
}

export const output: Output = {
  out(text) {
    try {
      writeAll(STDOUT, text);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') throw new ClosedPipeError();
      throw new CliError('E_OUTPUT', `results cannot be written to stdout: ${code}. What came before is kept`);
    }
  },
  err(text) {
    try {
      writeAll(STDERR, text);
    } catch {
      // Nowhere left to say it.
    }
  },
};

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      // A pipe that someone made non-blocking is full.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(sleeper, 0, 0, RETRY_MS);
    }
  }
}

/** Runs a command to its exit code. Errors are told on stderr; a reader that went away is none. */
export async function exitCodeFrom(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof ClosedPipeError) return EXIT.closedPipe;
    output.err(errorText(error));
    return exitCodeOf(error);
  }
}
