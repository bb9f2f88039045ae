// Which process runs what is due: several servers may share a folder, and each thing that is due is done once.
//
//   FOLDER/NAME-DUE.claim    made by the one that runs it (rule 1); who that is, and whether it is done, stands in it
//
// Rules:
//  1. A file is made by one alone (open(2), O_EXCL): whoever made it has the claim.
//  2. What is still run by a process that lives, of an earlier time, keeps the next one from beginning.
//  3. Claims of earlier times go when a later one is made; the last one stays, so that nobody who looks later does it again.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isGone, thisProcess, type Writer } from '../../../inventory/write/process.ts';
import { writeKept } from '../kept-values.ts';

interface Claim {
  readonly process: Writer;
  readonly isDone: boolean;
}

const ENDING = '.claim';

/** Null where another one has it, or an earlier one still runs; else what tells that it is done. Throws where the folder takes no file. */
export async function claim(folder: string, name: string, due: Date): Promise<(() => Promise<void>) | null> {
  const earlier: string[] = [];
  for (const file of await readdir(folder)) {
    if (!file.startsWith(`${name}-`) || !file.endsWith(ENDING)) continue;
    const time = Number(file.slice(name.length + 1, -ENDING.length));
    if (time >= due.getTime() || (await isRunning(join(folder, file)))) return null;
    earlier.push(file);
  }
  const path = join(folder, `${name}-${due.getTime()}${ENDING}`);
  const mine = (isDone: boolean): Claim => ({ process: thisProcess(), isDone });
  try {
    await writeFile(path, JSON.stringify(mine(false)), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  }
  for (const file of earlier) await rm(join(folder, file), { force: true });
  return () => writeKept(path, mine(true));
}

/** Rule 2. One that was torn is nobody's. */
async function isRunning(path: string): Promise<boolean> {
  try {
    const { process, isDone } = JSON.parse(await readFile(path, 'utf8')) as Claim;
    return !isDone && !isGone(process);
  } catch {
    return false;
  }
}
