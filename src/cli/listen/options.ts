// The command line of `portolan listen`: its options, their help, and the environment.
import { Command, Option } from 'commander';
import { addOptions, type Environment, HELP_CONFIGURATION, type HelpAsked, readArguments } from '../command-line.ts';
import { unknownVariables } from '../environment.ts';
import { usageError } from '../errors.ts';
import * as values from '../option-values.ts';
import { LISTEN_HELP_AFTER } from './help.data.ts';

export interface ListenCommandOptions {
  readonly interface?: string;
  readonly promiscuous: boolean;
  /** Milliseconds; none: until it is interrupted. */
  readonly for?: number;
  readonly json: boolean;
  readonly jsonSchema: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  /** Environment variables that look like options and are none. */
  readonly unknownVariables: readonly string[];
}

/** Reads arguments and environment. Throws usage errors that name what is wrong. */
export function parseListenOptions(
  args: readonly string[],
  environment: Environment,
): ListenCommandOptions | HelpAsked {
  const command = listenCommandLine(environment);
  const help = readArguments(command, args, []);
  if (help !== null) return help;
  if (command.args.length > 0) {
    throw usageError(`listen asks nobody, and takes no targets: leave out "${command.args[0]}"; -i names an interface`);
  }
  const options = command.opts();
  return {
    ...options,
    promiscuous: options.promiscuous ?? false,
    json: options.json ?? false,
    jsonSchema: options.jsonSchema ?? false,
    verbose: options.verbose ?? false,
    quiet: options.quiet ?? false,
    color: options.color ?? true,
    unknownVariables: unknownVariables(
      environment,
      command.options.map((option) => option.name()),
    ),
  };
}

function listenCommandLine(environment: Environment): Command {
  const command = new Command('portolan listen')
    .usage('[options]')
    .description('Listens to what hosts say by themselves, and says who is there. Sends nothing.')
    .argument('[nothing...]')
    .configureHelp(HELP_CONFIGURATION)
    .addHelpText('after', LISTEN_HELP_AFTER);
  addOptions(command, environment, 'Where and how long', [
    new Option('-i, --interface <name>', 'listen there alone; default: on all that are up').argParser(values.plainText),
    new Option('--for <time>', 'end after so long: 60 (seconds), 5min; default: at Ctrl-C').argParser(
      values.duration('10ms', '10000min'),
    ),
    new Option('--promiscuous', 'hear also what is meant for other machines alone'),
  ]);
  addOptions(command, environment, 'What to show', [
    new Option('--json', 'results as JSON lines'),
    new Option('--json-schema', 'print the schema of these lines'),
    new Option('-v, --verbose', 'more: each word as it is said, and who says so'),
    new Option('-q, --quiet', 'nothing on stderr but errors'),
    new Option('--no-color', 'no colours'),
  ]);
  return command.addHelpOption(new Option('-h, --help', 'print this text').helpGroup('What to show:'));
}
