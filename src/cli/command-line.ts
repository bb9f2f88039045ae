// What the command lines of all commands have in common: options that come from the environment too, help as a text,
// errors in our form.
import { type Command, CommanderError, type Option } from 'commander';
import { placeOf } from './config/apply.ts';
import { type Environment, environmentName, isSet } from './environment.ts';
import { EXIT, usageError } from './errors.ts';
import type { NmapFlag } from './nmap-flags.data.ts';
import { translateNmapFlags } from './nmap-flags.ts';

export type { Environment } from './environment.ts';

/** A text to be printed instead of doing anything: `--help`. */
export interface HelpAsked {
  readonly help: string;
}

const HELP_WIDTH = 110;

/**
 * Adds options under a heading of the help, each with its variable of the environment. Those named in `elsewhere` do not
 * read theirs here: it adds to the command line instead of giving way to it, or is another command's. Throws usage errors.
 */
export function addOptions(
  command: Command,
  environment: Environment,
  group: string,
  options: readonly Option[],
  elsewhere: readonly string[] = [],
): void {
  for (const option of options) {
    const name = environmentName(option.name());
    if (!elsewhere.includes(option.name())) {
      const set = option.required ? isSet(environment[name]) : isOn(name, environment);
      if (set) option.env(name);
    }
    command.addOption(option.helpGroup(`${group}:`));
  }
}

/**
 * Reads the arguments into `command`, after `flags`, nmap's spellings, were put into ours. Gives the help where that was
 * asked for, else null. Throws usage errors that name what is wrong.
 */
export function readArguments(command: Command, args: readonly string[], flags: readonly NmapFlag[]): HelpAsked | null {
  let help = '';
  command.exitOverride().configureOutput({
    writeOut: (text) => {
      help += text;
    },
    writeErr: () => {},
    getOutHelpWidth: () => HELP_WIDTH,
    getOutHasColors: () => false,
  });
  const takesValue = (flag: string): boolean =>
    command.options.some((option) => option.required && (option.short === flag || option.long === flag));
  try {
    command.parse(translateNmapFlags(args, takesValue, flags), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === EXIT.finished) return { help };
    throw usageError(readable(error.message, command.name()));
  }
  return null;
}

/** How the help shows an option: two letters after one dash are nmap's way, not commander's. */
export const HELP_CONFIGURATION = {
  visibleArguments: () => [],
  optionTerm: ({ flags }: Option) => (flags.startsWith('--targets-file') ? `-iL, ${flags}` : flags),
  optionDescription: ({ description }: Option) => description,
};

/** Whether a yes-or-no option is switched on by the environment. */
function isOn(name: string, environment: Environment): boolean {
  const text = environment[name]?.toLowerCase();
  if (!isSet(text) || ['0', 'false', 'no', 'off'].includes(text)) return false;
  if (['1', 'true', 'yes', 'on'].includes(text)) return true;
  throw usageError(`${placeOf(name) ?? `${name}=${text}`}: give 1 or 0`);
}

/** Commander's words in our form. */
function readable(message: string, command: string): string {
  const [first, suggestion] = message.replace(/^error: /, '').split('\n', 2);
  const from = first.replace(/ from env '(PORTOLAN_\w+)'/, (text, name) => {
    const place = placeOf(name);
    return place === undefined ? text : ` from ${place}`;
  });
  const sentence = suggestion === undefined ? from : `${from} ${suggestion}`;
  return `${sentence}${/[.)]$/.test(sentence) ? '' : '.'} See: ${command} --help`;
}
