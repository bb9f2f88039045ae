// Whom another scanner's command line asked, as words of addresses and ranges: what stands there as addresses, networks or ranges of
// them and is no value of an option, without those that it excludes. Files of targets, and names, are not followed; where a file
// excludes some, nobody is known to be asked but who is told of.
import { flatten, subtractFlat } from '../../target/flat-ranges.ts';
import { rangeWords } from '../../target/range-words.ts';
import type { Range } from '../../target/ranges.ts';
import { parseTarget } from '../../target/target-expression.ts';

/** Options whose value may look like an address. */
const TAKE_ADDRESSES =
  /^(--exclude|--dns-servers|-S|-D|-e|-g|--source-port|--proxies|--adapter-ip|--router-ip|--source-ip)$/;
const ADDRESSES = /^\d{1,3}(\.[\d,*-]{1,64}){3}(\/\d{1,2})?(-\d{1,3}(\.\d{1,3}){3})?$/;
const TARGETS_MOST = 256;

export function targetsOf(argv: readonly string[]): string[] {
  if (argv.some((word) => /^--exclude-?file\b/.test(word))) return [];
  const asked = argv.filter((word, at) => ADDRESSES.test(word) && !TAKE_ADDRESSES.test(argv[at - 1] ?? ''));
  const excluded = argv.flatMap((word, at) => (argv[at - 1] === '--exclude' ? word.split(',') : []));
  const left = subtractFlat(flatten(rangesOf(asked)), rangesOf(excluded));
  return [...rangeWords(left)].slice(0, TARGETS_MOST);
}

/** What is none is left out. */
function rangesOf(words: readonly string[]): Range[] {
  return words.flatMap((word) => {
    try {
      const target = parseTarget(word);
      return 'ranges' in target ? target.ranges : [];
    } catch {
      return [];
    }
  });
}
