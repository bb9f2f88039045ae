// Results from a file that a person named; what is wrong with it is told with its name.
import type { Line } from '../../finding/finding.ts';
import { readResults } from '../../report/import/results.ts';
import { CliError } from '../errors.ts';
import { nameOf } from '../why/read.ts';

/** Errors of the system and of readers of results; others stay as they are. */
export function namingFile(file: string, error: unknown): unknown {
  const { code = '', message } = Object(error) as NodeJS.ErrnoException;
  if (code === 'E_IMPORT') return new CliError(code, `${nameOf(file)}: ${message}`);
  if (!/^E[A-Z]+$/.test(code)) return error;
  return new CliError(
    'E_FILE',
    `${nameOf(file)} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : code}`,
  );
}

/** Whatever of the known formats it is (src/report/import/results.ts). Throws E_FILE, E_IMPORT. */
export async function* linesOfFile(
  file: string,
  open: (file: string) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Line, void, undefined> {
  try {
    yield* readResults(open(file));
  } catch (error) {
    throw namingFile(file, error);
  }
}
