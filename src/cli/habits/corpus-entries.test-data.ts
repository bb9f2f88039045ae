// The corpus as entries, and what becomes of each.
import { CORPUS } from './corpus.test-data.ts';

export interface CorpusEntry {
  readonly tool: string;
  /** As somebody else's manual has it. */
  readonly theirs: string;
  /** `works`: as `ours`; `noted`: so too, and something is told; `refused`: for these flags. */
  readonly outcome: 'works' | 'noted' | 'refused';
  /** A line of ours, without "portolan". */
  readonly ours: string;
  readonly flags: readonly string[];
}

const OUTCOMES = { '=': 'works', '~': 'noted', '!': 'refused' } as const;

export function corpus(text = CORPUS): CorpusEntry[] {
  const entries: CorpusEntry[] = [];
  let [tool, theirs] = ['', ''];
  for (const line of text.split('\n').filter(Boolean)) {
    const [, sign, rest] = /^ {2}([=~!]) (.+)$/.exec(line) ?? [];
    if (sign === undefined) {
      if (line.startsWith('# ')) tool = line.slice(2);
      else theirs = line;
      continue;
    }
    const outcome = OUTCOMES[sign as keyof typeof OUTCOMES];
    const isRefused = outcome === 'refused';
    entries.push({ tool, theirs, outcome, ours: isRefused ? '' : rest, flags: isRefused ? rest.split(' ') : [] });
  }
  return entries;
}

/** As a shell parts them, double quotes taken off. */
export function wordsOf(line: string): string[] {
  return (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"|"$/g, ''));
}

/** The words behind the tool's name. */
export function argumentsOf({ theirs }: CorpusEntry): string[] {
  const words = wordsOf(theirs);
  return words.slice(words[0] === 'sudo' ? 2 : 1);
}
