// The command line of `portolan serve`: its options, their help, and the environment.
import { isIP } from 'node:net';
import { Command, Option } from 'commander';
import { addOptions, type Environment, HELP_CONFIGURATION, type HelpAsked, readArguments } from '../command-line.ts';
import { unknownVariables } from '../environment.ts';
import { usageError } from '../errors.ts';
import * as values from '../option-values.ts';
import { SERVE_HELP_AFTER } from './help.data.ts';

export interface ServeOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly db?: string;
  readonly serverName: readonly string[];
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly insecure: boolean;
  readonly quiet: boolean;
  /** Environment variables that look like options and are none. */
  readonly unknownVariables: readonly string[];
}

const DEFAULT_PORT = 7700;

/** Reads arguments and environment. Throws usage errors that name what is wrong. */
export function parseServeOptions(args: readonly string[], environment: Environment): ServeOptions | HelpAsked {
  const command = serveCommandLine(environment);
  const help = readArguments(command, args, []);
  if (help !== null) return help;
  if (command.args.length > 0) {
    throw usageError(`serve takes no targets: leave out "${command.args[0]}"; scans are started on its page`);
  }
  const options = command.opts();
  const { host = '127.0.0.1', tlsCert, tlsKey, insecure = false } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw usageError('--tls-cert and --tls-key belong together: give both');
  }
  if (!isLoopback(host) && tlsCert === undefined && !insecure) {
    throw usageError(
      `--host ${host} can be reached by others, who could read the token and all results on the way: ` +
        'give --tls-cert and --tls-key, or say --insecure',
      'E_INSECURE',
    );
  }
  return {
    ...options,
    host,
    port: options.port ?? DEFAULT_PORT,
    serverName: options.serverName ?? [],
    insecure,
    quiet: options.quiet ?? false,
    unknownVariables: unknownVariables(
      environment,
      command.options.map((option) => option.name()),
    ),
  } as ServeOptions;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function serveCommandLine(environment: Environment): Command {
  const command = new Command('portolan serve')
    .usage('[options]')
    .description('Shows the network in a browser as it is scanned; the first line is the link to open.')
    .argument('[nothing...]')
    .configureHelp(HELP_CONFIGURATION)
    .addHelpText('after', SERVE_HELP_AFTER);
  addOptions(command, environment, 'Where', [
    new Option('--host <address>', 'listen there; default: 127.0.0.1, this machine alone').argParser(values.plainText),
    new Option('--port <n>', `listen at this port, 0 is any that is free; default: ${DEFAULT_PORT}`).argParser(
      values.wholeNumber(0, 65_535),
    ),
    new Option('--server-name <name>', 'browsers may call it that; may be given again').argParser(values.gathered),
    new Option('--db <file>', 'the inventory; default: that of all commands').argParser(values.plainText),
  ]);
  addOptions(command, environment, 'For others', [
    new Option('--tls-cert <file>', 'certificate and what it rests on (PEM)').argParser(values.plainText),
    new Option('--tls-key <file>', 'its key (PEM)').argParser(values.plainText),
    new Option('--insecure', 'another address than 127.0.0.1 without TLS: who is on the way reads along'),
  ]);
  addOptions(command, environment, 'What to show', [new Option('-q, --quiet', 'nothing on stderr but errors')]);
  return command.addHelpOption(new Option('-h, --help', 'print this text').helpGroup('What to show:'));
}
