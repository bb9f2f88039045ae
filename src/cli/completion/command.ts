// `portolan completion SHELL`.
import { type Console, realConsole } from '../console.ts';
import { EXIT, usageError } from '../errors.ts';
import { COMMAND_TABLE } from '../manual/commands.data.ts';
import { COMPLETION_HELP } from './help.data.ts';
import { completionScript, SHELLS } from './scripts.ts';

/** Runs the command; returns its exit code. */
export function completionCommand(
  args: readonly string[],
  { output }: Pick<Console, 'output'> = realConsole(),
): number {
  if (args.includes('-h') || args.includes('--help')) {
    output.out(COMPLETION_HELP);
    return EXIT.finished;
  }
  const [word = '', ...others] = args;
  const shell = SHELLS.find((each) => each === word);
  if (shell === undefined || others.length > 0) {
    throw usageError(
      `completion wants one shell, ${SHELLS.join(', ')}${word === '' ? '' : `, not "${args.join(' ')}"`}`,
    );
  }
  output.out(completionScript(shell, COMMAND_TABLE));
  return EXIT.finished;
}
