// Puts other tools' spellings into ours, before the command line is read.
//
//  1. An option of ours is ours, but for words that it could not mean (`when`).
//  2. Of entries with the same flag the first whose `when` fits is meant; of flags that a word begins with, the longest.
//  3. What does not exist here is a problem; all problems of a command line are found, not the first alone.
//  4. What an option of ours takes as its value is left alone, and so is what stands behind `--`; but where that begins
//     with an option it is nmap's, as RustScan hands it on.
import type { Habit, Tool, ToolHabit } from './habit.ts';

export interface Problem {
  /** As it was typed. */
  readonly flag: string;
  readonly tool: Tool;
  /** Why, and what to do instead. */
  readonly instead: string;
}

export interface Translated {
  readonly words: readonly string[];
  /** What a person should know: one sentence each. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/** The command's own options, by their spelling. */
export interface OwnOptions {
  has(flag: string): boolean;
  /** Whether the next word is its value. */
  takesValue(flag: string): boolean;
}

export function translate(args: readonly string[], ours: OwnOptions, habits: readonly ToolHabit[]): Translated {
  const words: string[] = [];
  const notes = new Map<string, Set<string>>();
  const problems: Problem[] = [];

  /** Takes `args[at]`; gives how many words behind it belong to it. */
  function takeOption(word: string, next: string | undefined): number {
    const habit = find(word, next, habits, ours, args);
    if (habit === undefined) return takeLetters(word, next) ?? takeOwn(word, next);
    const { flag, tool, to = '', joined = false, value, rewrite, note, instead } = habit;
    const rest = word.slice(flag.length);
    const own = rest.replace(/^=/, '');
    const fromNext = value === true && rest === '';
    const given = fromNext ? next : own;
    if (instead !== undefined) problems.push({ flag, tool, instead });
    else if (value === true && given === undefined) problems.push({ flag, tool, instead: 'it needs a value' });
    else if (rewrite !== undefined) {
      try {
        words.push(...rewrite(given ?? '', args));
      } catch (error) {
        problems.push({ flag: `${flag} ${given}`, tool, instead: (error as Error).message });
      }
    } else if (value !== undefined) {
      words.push(
        ...to
          .split(' ')
          .filter(Boolean)
          .map((each) => each.replaceAll('%', given ?? '')),
      );
    } else {
      if (note !== undefined) tell(note, flag);
      return takePlain(to, word, rest, joined, next);
    }
    if (note !== undefined && instead === undefined) tell(note, fromNext ? `${flag} ${next ?? ''}`.trim() : word);
    return fromNext && next !== undefined ? 1 : 0;
  }

  /** One that stands for ours as it is: its value, where it has one, is ours too. */
  function takePlain(to: string, word: string, rest: string, joined: boolean, next: string | undefined): number {
    const own = to.split(' ').filter(Boolean);
    if (rest === '') words.push(...own);
    else if (rest.startsWith('=')) words.push(to === '' ? word : withValue(own, rest.slice(1)));
    else if (joined) words.push(to.endsWith(':') ? to + rest : `${to}=${rest}`);
    else {
      // -sSU is -sS -sU
      words.push(...own);
      return takeOption(`-s${rest}`, next);
    }
    const last = own.at(-1) ?? '';
    if (rest !== '' || next === undefined || !ours.takesValue(last)) return 0;
    words.push(next);
    return 1;
  }

  /** Other tools' letters in one word; ours alone the command line takes apart itself. */
  function takeLetters(word: string, next: string | undefined): number | null {
    if (ours.has(word) || ours.has(`-${word}`)) return null;
    const theirs = (flag: string): ToolHabit | undefined => find(flag, next, habits, ours, args);
    const isBare = (flag: string): boolean => {
      const habit = theirs(flag);
      if (habit === undefined) return ours.has(flag) && !ours.takesValue(flag);
      return habit.value === undefined && !ours.takesValue(habit.to?.split(' ').at(-1) ?? '');
    };
    const flags = lettersOf(word, isBare);
    if (flags === null || flags.every((flag) => theirs(flag) === undefined)) return null;
    for (const flag of flags) takeOption(flag, next);
    return 0;
  }

  function takeOwn(word: string, next: string | undefined): number {
    words.push(word);
    if (next === undefined || !ours.takesValue(word)) return 0;
    words.push(next);
    return 1;
  }

  function tell(note: string, flag: string): void {
    notes.set(note, (notes.get(note) ?? new Set()).add(flag));
  }

  for (let i = 0; i < args.length; i++) {
    if (args[i] !== '--') {
      if (isOption(args[i])) i += takeOption(args[i], args[i + 1]);
      else words.push(args[i]);
    } else if (!isOption(args[i + 1] ?? '')) {
      words.push(...args.slice(i));
      break;
    }
  }
  return { words, notes: [...notes].map(([note, flags]) => `${[...flags].join(', ')}: ${note}`), problems };
}

/** All of a command line's problems as one message; a line for all that one thing is said of. */
export function problemText(problems: readonly Problem[]): string {
  const lines = [...Map.groupBy(problems, ({ instead }) => instead)].map(([instead, alike]) => {
    const flags = [...new Set(alike.map(({ flag }) => flag))];
    return { flags, instead, tool: alike[0].tool };
  });
  if (lines.length > 1) {
    const told = lines.map(({ flags, instead }) => `  ${flags.join(', ')}: ${instead}`);
    return ['there is nothing here for these options:', ...told].join('\n');
  }
  const [{ flags, instead, tool }] = lines;
  const are = flags.length === 1 ? 'is a flag' : 'are flags';
  return `${flags.join(', ')} ${are} of ${tool}'s that portolan does not have: ${instead}`;
}

/** Short options have their value right behind them, long ones behind a `=`. */
function withValue(own: readonly string[], value: string): string {
  const [name] = own;
  return name.startsWith('--') ? `${name}=${value}` : name + value;
}

/** `-aqg` is -a -q -g where each is an option without a value. Null: it is none of these. */
function lettersOf(word: string, isBare: (flag: string) => boolean): readonly string[] | null {
  if (!/^-[A-Za-z]{2,}$/.test(word)) return null;
  const flags = [...word.slice(1)].map((letter) => `-${letter}`);
  return flags.every(isBare) ? flags : null;
}

function find(
  word: string,
  next: string | undefined,
  habits: readonly ToolHabit[],
  ours: OwnOptions,
  all: readonly string[],
): ToolHabit | undefined {
  const mayMean = ({ flag, when }: ToolHabit): boolean =>
    when === undefined ? !ours.has(flag) : fits(when, word, flag, next, all);
  const name = word.split('=', 1)[0];
  const whole = habits.find((habit) => habit.flag === name && mayMean(habit));
  // -rate is no -r with a value: it is a long option with a dash too few, and that is said elsewhere.
  const isDone = whole !== undefined || ours.has(name) || word.startsWith('--');
  if (isDone || /^-[a-z]{4,}/.test(word)) return whole;
  let longest: ToolHabit | undefined;
  for (const habit of habits) {
    const { flag } = habit;
    if (!word.startsWith(flag) || flag.length <= (longest?.flag.length ?? 0)) continue;
    if (takesRest(habit, word.slice(flag.length)) && mayMean(habit)) longest = habit;
  }
  return longest;
}

function fits(
  when: NonNullable<Habit['when']>,
  word: string,
  flag: string,
  next: string | undefined,
  all: readonly string[],
): boolean {
  const rest = word.slice(flag.length).replace(/^=/, '');
  return when(rest === '' ? next : rest, all);
}

/** Whether a word may go on behind this flag: nmap's two letters (`-oX`), one letter (`-g53`), or `-sS` with more behind it. */
function takesRest({ flag, to, joined = false, value, instead }: Habit, rest: string): boolean {
  if (flag.startsWith('--') || !/^-(.|[sPoi][A-Z0-9])$/.test(flag)) return false;
  if (joined || value !== undefined || instead !== undefined) return true;
  return flag.startsWith('-s') && to !== undefined && /^[A-Za-z]+$/.test(rest);
}

export function isOption(word: string): boolean {
  return word.length > 1 && word.startsWith('-');
}
