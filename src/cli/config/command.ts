// `portolan config`: what the config files and the environment set, and where each value comes from.

import { homeOf } from '../../inventory/place.ts';
import { escapeText } from '../../report/escape.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { type Console, realConsole } from '../console.ts';
import { type Environment, isSet } from '../environment.ts';
import { EXIT, usageError } from '../errors.ts';
import { addsUp, loadSettings } from './apply.ts';
import { CONFIG_HELP } from './help.data.ts';
import { configFiles, usualPlaces } from './places.ts';

interface Row {
  readonly command: string;
  readonly option: string;
  readonly value: string;
  readonly from: string;
  /** False: another one counts in its place, for every command that this one is for. */
  readonly holds: boolean;
}

/** Runs the command; returns its exit code. Throws errors for people. */
export async function configCommand(args: readonly string[], console: Console = realConsole()): Promise<number> {
  const { output, environment } = console;
  let [json, template] = [false, false];
  for (const arg of args) {
    if (arg === '--json') json = true;
    else if (arg === '--template') template = true;
    else if (arg === '-h' || arg === '--help') {
      output.out(CONFIG_HELP);
      return EXIT.finished;
    } else throw usageError(`config does not know "${arg}": there are --template, --json and --help`);
  }
  if (template) {
    const [{ configTemplate }, { COMMAND_TABLE }] = await Promise.all([
      import('./template.ts'),
      import('../manual/commands.data.ts'),
    ]);
    output.out(configTemplate(COMMAND_TABLE));
    return EXIT.finished;
  }
  const files = configFiles(environment);
  const set = fromEnvironment(environment);
  const rows = [...(await fromFiles(files, set)), ...set];
  output.out(
    json ? rows.map((row) => jsonLine({ type: 'setting', ...row })).join('') : textOf(rows, files, environment),
  );
  return EXIT.finished;
}

async function fromFiles(files: readonly string[], set: readonly Row[]): Promise<Row[]> {
  if (files.length === 0) return [];
  const { settings } = await loadSettings(files);
  return settings.map(({ command, option, value, place }, index) => {
    const isOther = settings.slice(index + 1).some((later) => later.option === option && later.command === command);
    const holds = addsUp(option) || !(isOther || set.some((each) => each.option === option));
    return { command: command ?? 'all', option, value, from: place, holds };
  });
}

function fromEnvironment(environment: Environment): Row[] {
  return Object.entries(environment)
    .filter(([name, value]) => /^PORTOLAN_(?!CONFIG$|NO_BUILD$)/.test(name) && isSet(value))
    .map(([name, value = '']) => {
      const option = name.slice('PORTOLAN_'.length).toLowerCase().replaceAll('_', '-');
      return { command: 'all', option, value, from: `the environment, ${name}`, holds: true };
    });
}

/** Passwords of SNMP are no business of whoever looks on. */
const SECRET = /community/;

function textOf(rows: readonly Row[], files: readonly string[], environment: Environment): string {
  const shown = rows.map(({ command, option, value, from, holds }) => [
    command,
    option,
    SECRET.test(option) ? '(not shown)' : escapeText(value.replaceAll('\n', ',')),
    `${escapeText(from)}${holds ? '' : ' (overridden)'}`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...shown.map((row) => row[column].length)));
  const lines = shown.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
  if (files.length > 0 || rows.length > 0)
    return lines.map((line) => `${line}\n`).join('') || 'The config file sets nothing.\n';
  const places = usualPlaces(environment, homeOf(environment)).map((each) => `  ${escapeText(each)}\n`);
  return `Nothing is set. A config file may be one of these; portolan config --template prints one to begin with.\n${places.join('')}`;
}
