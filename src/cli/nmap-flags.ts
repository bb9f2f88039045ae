// Puts nmap's spellings into ours, before the command line is read.
import { type CliError, usageError } from './errors.ts';
import type { NmapFlag } from './nmap-flags.data.ts';

/**
 * The arguments with nmap's `flags` replaced by our options. Throws E_NMAP_FLAG for those that have no counterpart.
 * `takesValue` says of one of our options (`--rate`, `-p`) whether the next argument is its value, to be left alone.
 */
export function translateNmapFlags(
  args: readonly string[],
  takesValue: (option: string) => boolean,
  flags: readonly NmapFlag[],
): string[] {
  const longestFirst = flags.toSorted((a, b) => b.flag.length - a.flag.length);
  const translated: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--') return [...translated, ...args.slice(i)];
    const words = isOption(args[i]) ? translateWord(args[i], longestFirst) : [args[i]];
    translated.push(...words);
    // -oX file is --output=xml=file
    if (words.at(-1)?.endsWith('=') && words[0] !== args[i] && i + 1 < args.length) {
      translated.push(translated.pop() + args[++i]);
      continue;
    }
    const last = words.at(-1) ?? '';
    if (isOption(last) && takesValue(last) && i + 1 < args.length) translated.push(args[++i]);
  }
  return translated;
}

function translateWord(word: string, flags: readonly NmapFlag[]): string[] {
  const found = word.startsWith('--') ? longFlag(word, flags) : shortFlag(word, flags);
  if (found === undefined) return [word];
  const { flag, to, joined, instead } = found;
  if (to === undefined) throw noSuchFlag(flag, instead ?? '');
  const rest = word.slice(flag.length);
  const own = to.split(' ').filter(Boolean);
  if (rest === '') return own;
  // --max-rate=100
  if (rest.startsWith('=') && flag.startsWith('--')) return [to === '' ? word : to + rest];
  // -iLfile
  if (joined) return [/[:=]$/.test(to) ? to + rest : `${to}=${rest}`];
  // -sSU is -sS -sU
  const more = flag.startsWith('-s') && /^[A-Za-z]+$/.test(rest);
  return more ? [...own, ...translateWord(`-s${rest}`, flags)] : [word];
}

function longFlag(word: string, flags: readonly NmapFlag[]): NmapFlag | undefined {
  const name = word.split('=', 1)[0];
  return flags.find(({ flag }) => flag === name);
}

function shortFlag(word: string, flags: readonly NmapFlag[]): NmapFlag | undefined {
  // -rate is no -r with a value: it is a long option with a dash too few, and that is said elsewhere.
  if (/^-[a-z]{4,}/.test(word)) return undefined;
  return flags.find(({ flag }) => !flag.startsWith('--') && word.startsWith(flag));
}

function isOption(word: string): boolean {
  return word.length > 1 && word.startsWith('-');
}

function noSuchFlag(flag: string, instead: string): CliError {
  return usageError(`${flag} is a flag of nmap's that portolan does not have: ${instead}`, 'E_NMAP_FLAG');
}
