// What the command lines of all commands have in common: options that come from the environment too, help as a text,
// errors in our form.
import { type Command, CommanderError, type Option } from 'commander';
import { placeOf } from './config/apply.ts';
import { type Environment, environmentName, isSet } from './environment.ts';
import { EXIT, usageError } from './errors.ts';
import type { ToolHabit } from './habits/habit.ts';
import { type OwnOptions, type Problem, problemText, translate } from './habits/translate.ts';

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

/** Faults of one command line that are told at once. */
const FAULTS_MOST = 20;

/**
 * Reads the arguments into `command`, after `habits`, other tools' spellings, were put into ours; what a person should know of
 * that is given to `note`. Gives the help where that was asked for, else null. Throws a usage error that names all that is
 * wrong.
 */
export function readArguments(
  command: Command,
  args: readonly string[],
  habits: readonly ToolHabit[],
  note: (text: string) => void = () => {},
): HelpAsked | null {
  let help = '';
  command.exitOverride().configureOutput({
    writeOut: (text) => {
      help += text;
    },
    writeErr: () => {},
    getOutHelpWidth: () => HELP_WIDTH,
    getOutHasColors: () => false,
  });
  const { words, notes, problems } = translate(args, ownOptions(command), habits);
  const faults: string[] = [];
  for (let left = words; ; ) {
    const fault = faultOf(command, left);
    if (fault === null) break;
    if (fault.exitCode === EXIT.finished) return { help };
    faults.push(readable(fault.message, command.name()));
    const others = without(left, fault);
    if (others === null || faults.length === FAULTS_MOST) break;
    left = others;
  }
  if (problems.length + faults.length > 0) throw allAtOnce(problems, faults);
  notes.forEach(note);
  return null;
}

/** A command's options, by their spelling. */
export function ownOptions(command: Command): OwnOptions {
  const named = (flag: string): Option | undefined =>
    command.options.find((option) => option.short === flag || option.long === flag);
  return { has: (flag) => named(flag) !== undefined, takesValue: (flag) => named(flag)?.required ?? false };
}

function faultOf(command: Command, words: readonly string[]): CommanderError | null {
  try {
    command.parse(words, { from: 'user' });
    return null;
  } catch (error) {
    if (error instanceof CommanderError) return error;
    throw error;
  }
}

/** Behind an option that nobody knows, or whose value is wrong, there may be others: what is left without it. Null: it is not found. */
function without(words: readonly string[], { code, message }: CommanderError): readonly string[] | null {
  const [option = '', value = ''] = [...message.matchAll(/'([^']*)'/g)].map(([, quoted]) => quoted);
  if (code === 'commander.unknownOption') return spliced(words, words.indexOf(option), 1);
  if (code !== 'commander.invalidArgument') return null;
  const flags = option.split(/[ ,]+/).filter((word) => word.startsWith('-'));
  const apart = words.findIndex((word, at) => flags.includes(word) && words[at + 1] === value);
  if (apart >= 0) return spliced(words, apart, 2);
  return spliced(
    words,
    words.findIndex((word) => flags.some((flag) => word === flag + value || word === `${flag}=${value}`)),
    1,
  );
}

function spliced(words: readonly string[], at: number, count: number): readonly string[] | null {
  return at < 0 ? null : words.toSpliced(at, count);
}

function allAtOnce(problems: readonly Problem[], faults: readonly string[]): Error {
  const texts = problems.length === 0 ? faults : [problemText(problems), ...faults];
  if (problems.length === 0) return usageError(texts.join('\n'));
  const isNmaps = problems.every(({ tool }) => tool === 'nmap');
  return usageError(texts.join('\n'), isNmaps ? 'E_NMAP_FLAG' : 'E_FOREIGN_FLAG');
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
