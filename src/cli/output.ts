// Writing to stdout and stderr. Synchronous, so that what was printed is out even if the process is killed next, and so
// that a slow reader slows the scan's reports instead of filling memory.
import { resourceText } from '../engine/resource-error.ts';
import { CliError, EXIT, errorText, exitCodeOf } from './errors.ts';
import { writeWholeLines } from './whole-lines.ts';

const STDOUT = 1;
const STDERR = 2;

/** The reader of stdout went away (`| head`): nothing more can be told, and nothing went wrong. */
export class ClosedPipeError extends Error {}

export interface Output {
  /** Results; bytes: UTF-8. Throws ClosedPipeError when nobody reads them any more, E_OUTPUT when they cannot be written. */
  out(text: string | Uint8Array): void;
  /** For people. A stderr that nobody reads is no reason to stop. */
  err(text: string): void;
}

let failed: Error | null = null;

export const output: Output = {
  out(text) {
    // What comes after a gap would be taken for the whole.
    if (failed !== null) throw failed;
    const code = writeWholeLines(STDOUT, text);
    if (code === null) return;
    failed = code === 'EPIPE' ? new ClosedPipeError() : cannotWrite(code);
    throw failed;
  },
  err(text) {
    try {
      writeWholeLines(STDERR, text);
    } catch {
      // Nowhere left to say it.
    }
  },
};

function cannotWrite(code: string): CliError {
  const reason = resourceText({ code }) ?? code;
  return new CliError('E_OUTPUT', `results cannot be written to stdout: ${reason}. What came before is kept`);
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
