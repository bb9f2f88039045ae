// A small file of a service's own values: read once, written whole.
//
// Rules:
//  1. It is written beside and moved into place, so that it is there as a whole whatever happens meanwhile.
//  2. A file that is no JSON is an error that names it: nobody's schedules are thrown away in silence.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { ServerError } from '../server-error.ts';

/** What the file holds, `fallback` where there is none. Throws E_STATE. */
export async function readKept(path: string, fallback: unknown): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return fallback;
    throw new ServerError('E_STATE', `${path} cannot be read (${(error as Error).message}): mend it or move it away`);
  }
}

/** Throws E_STATE. */
export async function writeKept(path: string, value: unknown): Promise<void> {
  const beside = `${path}.${process.pid}`;
  try {
    await writeFile(beside, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(beside, path);
  } catch (error) {
    throw new ServerError('E_STATE', `${path} cannot be written: ${(error as Error).message}`);
  }
}
