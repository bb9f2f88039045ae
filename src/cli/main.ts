#!/usr/bin/env node
// The command. It starts in a blink because it loads only what the command at hand needs.
import { COMMANDS } from './commands.ts';
import { EXIT, usageError } from './errors.ts';
import { exitCodeFrom, output } from './output.ts';

const OLDEST_NODE = 24;

process.exit(await exitCodeFrom(() => dispatch(process.argv.slice(2))));

async function dispatch([command, ...rest]: readonly string[]): Promise<number> {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw Object.assign(
      new Error(`this is Node ${process.versions.node}; portolan needs ${OLDEST_NODE} or newer (https://nodejs.org)`),
      { code: 'E_NODE_TOO_OLD' },
    );
  }
  switch (command) {
    case '-V':
    case '--version':
      output.out(`portolan ${(await import('../survey/version.ts')).version()}\n`);
      return EXIT.finished;
    case '-h':
    case '--help':
      return help(undefined);
    case 'help':
      return help(rest[0]);
    case undefined:
      output.err((await import('./help.data.ts')).MAIN_HELP);
      return EXIT.usage;
  }
  if (Object.hasOwn(COMMANDS, command)) return COMMANDS[command](rest);
  const { meantBy } = await import('./habits/other-commands.ts');
  const meant = meantBy(command, rest);
  throw usageError(
    meant === null
      ? `"${command}" is not a command: there are ${listed([...Object.keys(COMMANDS), 'help'])}`
      : `"${command}" is not a command. ${meant}`,
  );
}

async function help(command: string | undefined): Promise<number> {
  if (command === undefined) {
    output.out((await import('./help.data.ts')).MAIN_HELP);
    return EXIT.finished;
  }
  if (Object.hasOwn(COMMANDS, command)) return COMMANDS[command](['--help']);
  throw usageError(`there is no help on "${command}": there are ${listed(Object.keys(COMMANDS))}`);
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
