// What goes wrong, as a person is told it: `portolan: <what happened, and what to do> [E_CODE]`.

import { resourceText } from '../engine/resource-error.ts';
import { escapeText } from '../report/escape.ts';

export const EXIT = { finished: 0, failed: 1, usage: 2, noPermission: 3, closedPipe: 141 } as const;

/** An error of the command itself; `code` is stable. */
export class CliError extends Error {
  readonly code: string;
  readonly exitCode: number;

  constructor(code: string, message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.name = 'CliError';
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** The command line asks for something that makes no sense: names the value. */
export function usageError(message: string, code = 'E_USAGE'): CliError {
  return new CliError(code, message, EXIT.usage);
}

/** Whether an error was made to be read by a person: those carry a code that starts with `E_`. */
export function isForPeople(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('E_');
}

/** Errors of other rooms that mean that the command line was wrong: the value given has to be changed. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'E_TARGET',
  'E_TARGET_FILE',
  'E_FILTER',
  'E_SORT',
  'E_IPV6',
  'E_NO_TARGETS',
  'E_HOST_NOT_FOUND',
  'E_NOT_AUTHORIZED',
  'E_PORTS',
  'E_PROBE',
  'E_RECOG',
  'E_REQUEST',
  'E_TOP_PORTS',
  'E_NO_INTERFACE',
  'E_NOT_OUR_ADDRESS',
]);

/** The exit code that an error ends the command with. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CliError) return error.exitCode;
  if (!isForPeople(error)) return EXIT.failed;
  if (error.code === 'E_NO_PERMISSION') return EXIT.noPermission;
  return USAGE_CODES.has(error.code) ? EXIT.usage : EXIT.failed;
}

/** The error as text for stderr, with its line end. One that nobody foresaw comes with its stack. */
export function errorText(error: unknown): string {
  if (isForPeople(error)) return `portolan: ${error.message.split('\n').map(escapeText).join('\n')} [${error.code}]\n`;
  const resource = resourceText(error);
  if (resource !== null) return `portolan: ${resource} [E_RESOURCES]\n`;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `portolan: this is a bug in portolan, please report it: [E_INTERNAL]\n${text.split('\n').map(escapeText).join('\n')}\n`;
}
