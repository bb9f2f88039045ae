#!/usr/bin/env node
// The command. It starts in a blink because it loads only what the command at hand needs.
import { COMMANDS } from './commands.ts';
import { EXIT, usageError } from './errors.ts';
import { exitCodeFrom, output } from './output.ts';

const OLDEST_NODE = 24;

process.exit(await exitCodeFrom(() => dispatch(withoutConfig(process.argv.slice(2)))));

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
  if (Object.hasOwn(COMMANDS, command)) return COMMANDS[command](rest, command);
  const { meantBy } = await import('./habits/other-commands.ts');
  const meant = meantBy(command, rest);
  throw usageError(
    meant === null
      ? `"${command}" is not a command: there are ${listed([...Object.keys(COMMANDS), 'help'])}`
      : `"${command}" is not a command. ${meant}`,
  );
}

/** `--config FILE` goes with every command, and before it; the commands find it in the environment. */
function withoutConfig(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => word === '--config' || word.startsWith('--config='));
  const end = words.indexOf('--');
  if (at < 0 || (end >= 0 && end < at)) return words;
  const isApart = words[at] === '--config';
  const file = isApart ? words[at + 1] : words[at].slice('--config='.length);
  if (file === undefined || file === '') throw usageError('--config wants a file');
  process.env.PORTOLAN_CONFIG = file;
  return words.toSpliced(at, isApart ? 2 : 1);
}

async function help(command: string | undefined): Promise<number> {
  if (command === undefined) {
    output.out((await import('./help.data.ts')).MAIN_HELP);
    return EXIT.finished;
  }
  if (Object.hasOwn(COMMANDS, command)) return COMMANDS[command](['--help'], command);
  throw usageError(`there is no help on "${command}": there are ${listed(Object.keys(COMMANDS))}`);
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
