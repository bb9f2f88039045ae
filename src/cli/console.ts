// Where a command runs: its two outputs, what they are connected to, and the environment.
import { isatty } from 'node:tty';
import { COLORED, PLAIN, type Style } from '../report/style.ts';
import { isSet } from './environment.ts';
import type { KeyTerminal } from './keys.ts';
import { type Output, output } from './output.ts';

export interface Console {
  readonly output: Output;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Characters that a line of stderr has room for. */
  columns(): number;
  /** Lines that stderr shows at once. */
  rows(): number;
  /** Where a person may press keys while a survey runs; none where nobody can. */
  keys?(readsStdin: boolean): Promise<KeyTerminal | null>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

export function realConsole(): Console {
  return {
    output,
    stdoutIsTerminal: isatty(1),
    stderrIsTerminal: isatty(2),
    // process.stderr is touched only where it is a terminal: for a pipe Node would make it non-blocking.
    columns: () => process.stderr.columns || DEFAULT_COLUMNS,
    rows: () => process.stderr.rows || DEFAULT_ROWS,
    keys: async (readsStdin) => (isatty(0) ? (await import('./keys.ts')).ownTerminal(readsStdin) : null),
    environment: process.env,
  };
}

/** Colours on stdout: where it is a terminal that has them, and nobody said no (https://no-color.org). */
export function styleFor(console: Console, wanted: boolean): Style {
  const { NO_COLOR, TERM } = console.environment;
  return wanted && console.stdoutIsTerminal && !isSet(NO_COLOR) && TERM !== 'dumb' ? COLORED : PLAIN;
}
