// All fingerprints of a folder: every *.xml in it, in the order of their names.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Book, Fingerprint } from './fingerprints.ts';
import { RecogError, type RecogList, readRecog } from './read.ts';
import { MATCHES } from './texts.ts';

export interface RecogFolder {
  readonly book: Book;
  /** How many fingerprints are used. */
  readonly count: number;
  /** What lists match that nothing here asks for, or that nobody knows. */
  readonly unused: readonly string[];
}

const FILE_MOST = 16 * 2 ** 20;

/** Throws errors for people, which name the file and the line. */
export async function loadRecog(folder: string): Promise<RecogFolder> {
  const book = new Map<string, Fingerprint[]>();
  const unused = new Set<string>();
  let count = 0;
  for (const name of await filesOf(folder)) {
    const { matches, fingerprints } = await listOf(join(folder, name));
    if (!MATCHES.has(matches)) unused.add(matches);
    count += fingerprints.length;
    book.set(matches, [...(book.get(matches) ?? []), ...fingerprints]);
  }
  return { book, count, unused: [...unused].sort() };
}

async function filesOf(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw new RecogError(`--recog ${folder}: ${reasonOf(error)}; give the folder with recog's XML files`);
  }
  const files = names.filter((name) => name.toLowerCase().endsWith('.xml')).sort();
  if (files.length === 0)
    throw new RecogError(`--recog ${folder}: there is no .xml file in it; recog keeps them in its folder xml`);
  return files;
}

async function listOf(path: string): Promise<RecogList> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new RecogError(`${path}: ${reasonOf(error)}`);
  }
  if (bytes.length > FILE_MOST) throw new RecogError(`${path}: ${bytes.length} bytes are too many for a file of recog`);
  return readRecog(path, bytes.toString('utf8'), (matches) => MATCHES.has(matches));
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'is not there';
  if (code === 'ENOTDIR') return 'is no folder';
  return code === 'EACCES' ? 'may not be read' : message;
}
