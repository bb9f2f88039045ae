// What is wrong with a file, with its name.
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
