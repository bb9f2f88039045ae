// The command lines of `portolan rpc` and `portolan mcp`: the server without a port.
import { Command, Option } from 'commander';
import { addOptions, type Environment, HELP_CONFIGURATION, type HelpAsked, readArguments } from '../command-line.ts';
import { usageError } from '../errors.ts';
import * as values from '../option-values.ts';
import { MCP_HELP_AFTER, RPC_HELP_AFTER } from './help.data.ts';

export interface StdioOptions {
  readonly db?: string;
  readonly operator: boolean;
}

const COMMANDS = {
  rpc: {
    about: 'Serves programs on stdin and stdout: JSON-RPC 2.0, framed as in the Language Server Protocol.',
    after: RPC_HELP_AFTER,
    options: [],
  },
  mcp: {
    about: 'Serves language models on stdin and stdout (Model Context Protocol): what the inventory knows, as tools.',
    after: MCP_HELP_AFTER,
    options: [new Option('--operator', 'tools that scan, too; else they only look')],
  },
} as const;

/** Throws usage errors that name what is wrong. */
export function parseStdioOptions(
  name: keyof typeof COMMANDS,
  args: readonly string[],
  environment: Environment,
): StdioOptions | HelpAsked {
  const { about, after, options } = COMMANDS[name];
  const command = new Command(`portolan ${name}`)
    .usage('[options]')
    .description(about)
    .argument('[nothing...]')
    .configureHelp(HELP_CONFIGURATION)
    .addHelpText('after', after);
  addOptions(command, environment, 'Options', [
    new Option('--db <file>', 'the inventory; default: that of all commands').argParser(values.plainText),
    ...options,
  ]);
  command.addHelpOption(new Option('-h, --help', 'print this text').helpGroup('Options:'));
  const help = readArguments(command, args, []);
  if (help !== null) return help;
  if (command.args.length > 0) throw usageError(`${name} takes no targets: leave out "${command.args[0]}"`);
  const { db, operator = false } = command.opts();
  return { db, operator };
}
