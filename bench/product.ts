// Where the product is, as it was built: only what `tsc` made is measured, also when the bench runs from source.
import { accessSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from '../lab/process.ts';

const built = import.meta.url.endsWith('.js');

/** The checkout. */
export const root = fileURLToPath(new URL(built ? '../../' : '../', import.meta.url));

/** `node main.js`, by full paths: it is run in a namespace, and by other users. */
export const productWords: readonly string[] = [process.execPath, `${root}dist/command/main.js`];

/** A program of this folder, as source or as built. */
export function benchProgram(name: string): string {
  return fileURLToPath(new URL(name + (built ? '.js' : '.ts'), import.meta.url));
}

/** Throws E_BENCH_NOT_BUILT where there is nothing to measure. */
export function requireProduct(): void {
  try {
    accessSync(productWords[1]);
  } catch {
    throw new LabError('E_BENCH_NOT_BUILT', `${productWords[1]} is not there: build first (npm run build)`);
  }
}

/** A command as it stands in the results: short paths, and the role of a namespace in place of its name. */
export function shownCommand(words: readonly string[]): string {
  return words.map(shownWord).join(' ');
}

function shownWord(word: string): string {
  if (word === process.execPath) return 'node';
  const role = /^plab\d+-\d+-\d+-(.+)$/.exec(word);
  if (role !== null) return role[1];
  if (!word.startsWith(root)) return word;
  const path = relative(root, word);
  return path.includes('/') ? path : `./${path}`;
}
