// An option as another tool has it, and what it comes to here: one line of a tool's table.

export type Tool = 'nmap' | 'masscan' | 'naabu' | 'RustScan' | 'zmap' | 'ping' | 'fping' | 'hping3' | 'nping';

export interface Habit {
  /** As a person types it. */
  readonly flag: string;
  /** Our option, or several with spaces between; empty where what is asked for happens anyway. `%` is its value. */
  readonly to?: string;
  /** The value follows in the same word (`-iLfile`) as well as in the next; where `to` ends in a colon it belongs to it. */
  readonly joined?: boolean;
  /** It takes a value, in the same word or the next; `joined`: in the same word, or none. */
  readonly value?: true | 'joined';
  /** Which words it means this with, where it means several things: the value, or else the word behind it; `all` is the line. */
  readonly when?: (word: string | undefined, all: readonly string[]) => boolean;
  /** Our words, where they are not those of `to`. `all`: the whole command line. Throws Error with what is wrong with the value. */
  readonly rewrite?: (value: string, all: readonly string[]) => readonly string[];
  /** What a person is told of it, once; the scan goes on. */
  readonly note?: string;
  /** Where there is no such thing here: why, and what to do instead. */
  readonly instead?: string;
}

/** A line of a merged table. */
export interface ToolHabit extends Habit {
  readonly tool: Tool;
}

/** Tables one after the other: where two disagree on a flag, the earlier one is believed. */
export function merged(...tables: readonly (readonly [Tool, readonly Habit[]])[]): readonly ToolHabit[] {
  return tables.flatMap(([tool, habits]) => habits.map((habit) => ({ ...habit, tool })));
}

/** Flags that only tune another tool, each with a value or without: they are taken, told, and change nothing. */
export function tuning(note: string, valued: readonly string[], bare: readonly string[] = []): readonly Habit[] {
  return [
    ...valued.map((flag): Habit => ({ flag, value: true, note })),
    ...bare.map((flag): Habit => ({ flag, note })),
  ];
}

/** Flags that have one answer: what there is instead. */
export function without(instead: string, valued: readonly string[], bare: readonly string[] = []): readonly Habit[] {
  return [
    ...valued.map((flag): Habit => ({ flag, value: true, instead })),
    ...bare.map((flag): Habit => ({ flag, instead })),
  ];
}
