// What a config file says, as settings of commands.
//
//   rate = 500            for every command that has the option
//   [scan]                for this command
//   exclude = ["198.18.0.9"]
//
//  1. A key is the long name of an option without its dashes. `services = false` is `no-services = true`.
//  2. What no command knows, or not the one of its section, is an error that names file and line; so is a value that is none.
//  3. A list stands for the same with commas between, where the option takes that.
//  4. Files and folders are named from where the config file lies.
import { dirname, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import type { CommandTable } from '../completion/scripts.ts';
import { usageError } from '../errors.ts';
import type { OptionEntry } from '../manual/commands.data.ts';

export interface Setting {
  /** Null: every command that has the option. */
  readonly command: string | null;
  /** The option's long name: `rate`, `no-services`. */
  readonly option: string;
  /** As the environment would have it. */
  readonly value: string;
  /** `/etc/portolan.toml:3`. */
  readonly place: string;
}

/** Options that say what to do, not how. */
const NOT_FOR_FILES = /^(help|json-schema|template|config)$/;
const TAKES_A_LIST =
  /^(exclude|exclude-file|exclude-ports|ports|port|probe|udp|sources|dns-servers|snmp-community|discover-by)$/;

/** Throws usage errors. */
export function readSettings(text: string, file: string, table: CommandTable): Setting[] {
  const settings: Setting[] = [];
  for (const [key, value] of Object.entries(parsed(text, file))) {
    const place = `${file}:${lineOf(text, null, key)}`;
    if (!isTable(value)) settings.push(settingOf(null, key, value, place, table));
    else if (!Object.hasOwn(table, key)) {
      throw usageError(`${place}: [${key}] is no command: there are ${Object.keys(table).join(', ')}`);
    } else {
      for (const [name, inner] of Object.entries(value)) {
        settings.push(settingOf(key, name, inner, `${file}:${lineOf(text, key, name)}`, table));
      }
    }
  }
  return settings;
}

/** Whether the command has the option. */
export function hasOption(table: CommandTable, command: string, option: string): boolean {
  return (Object.hasOwn(table, command) ? table[command].options : []).some(([flags]) => flags.includes(`--${option}`));
}

function parsed(text: string, file: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Its first line says what, the others show the text, which stands in the file.
    const [what] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    throw usageError(`${file}:${error.line}: ${what}`);
  }
}

function settingOf(command: string | null, key: string, value: unknown, place: string, table: CommandTable): Setting {
  const entry = entryOf(command, key, table) ?? entryOf(command, `no-${key}`, table);
  if (entry === null || NOT_FOR_FILES.test(key)) {
    throw usageError(
      `${place}: ${command ?? 'no command'} ${command === null ? 'has' : 'has no'} option "${key}"${hint(command)}`,
    );
  }
  const [flags, takes] = entry;
  const option = longName(flags);
  const setting = (text: string): Setting => ({ command, option, value: text, place });
  if (takes === null) {
    if (typeof value !== 'boolean') throw usageError(`${place}: "${key}" is true or false`);
    return setting((option === key) === value ? '1' : '0');
  }
  if (Array.isArray(value) && TAKES_A_LIST.test(option) && value.every(isPlain)) {
    const texts = value.map((each) => located(String(each), takes, place));
    return setting(texts.join(option === 'exclude-file' ? '\n' : ','));
  }
  if (!isPlain(value)) {
    const wanted = TAKES_A_LIST.test(option) ? 'text, a number, or a list of them' : 'text or a number';
    throw usageError(`${place}: "${key}" wants ${wanted}`);
  }
  return setting(located(String(value), takes, place));
}

/** Rule 4. */
function located(text: string, takes: string, place: string): string {
  return /file|folder/.test(takes) && text !== '-' ? resolve(dirname(place), text) : text;
}

function hint(command: string | null): string {
  return command === null ? ': portolan config --template has all' : `: portolan ${command} --help has all`;
}

function entryOf(command: string | null, option: string, table: CommandTable): OptionEntry | null {
  const names = command === null ? Object.keys(table) : [command];
  for (const name of names) {
    const entry = table[name].options.find(([flags]) => flags.includes(`--${option}`));
    if (entry !== undefined) return entry;
  }
  return null;
}

function longName(flags: readonly string[]): string {
  return (flags.find((flag) => flag.startsWith('--')) ?? '').slice(2);
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
const isPlain = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

/** The line that a key, or the section of that name, stands on: the parser does not tell. */
function lineOf(text: string, section: string | null, key: string): number {
  let inside: string | null = null;
  let anywhere = 1;
  for (const [at, line] of text.split('\n').entries()) {
    const name = /^\s*\[\s*["']?([^"'\]]+?)["']?\s*\]/.exec(line)?.[1];
    if (name !== undefined) inside = name;
    if (section === null && name === key) return at + 1;
    const said = /^\s*["']?([\w.-]+?)["']?\s*=/.exec(line)?.[1];
    if (said === undefined) continue;
    if (said === key && inside === section) return at + 1;
    if (said.split('.').includes(key)) anywhere = at + 1;
  }
  return anywhere;
}
