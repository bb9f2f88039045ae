// The command line: names of works, and what to do with the figures.
import { LabError } from '../lab/process.ts';

export interface BenchArguments {
  readonly names: readonly string[];
  /** Few runs, and nothing written. */
  readonly quick: boolean;
  /** Where the tables go; null: to stdout only. */
  readonly out: string | null;
  readonly help: boolean;
}

export function parseArguments(words: readonly string[], known: readonly string[], standard: string): BenchArguments {
  const names: string[] = [];
  let quick = false;
  let help = false;
  let out: string | null = null;
  for (let k = 0; k < words.length; k++) {
    const word = words[k];
    if (word === '--quick') quick = true;
    else if (word === '--help' || word === '-h') help = true;
    else if (word === '--out' && words[k + 1] !== undefined) out = words[++k];
    else if (known.includes(word)) names.push(word);
    else throw new LabError('E_BENCH_USAGE', `"${word}" is neither a work nor an option; works: ${known.join(', ')}`);
  }
  return { names: names.length === 0 ? known : names, quick, out: out ?? (quick ? null : standard), help };
}
