// Makes what the config files say hold for a command, by way of the environment: so an option has one precedence, flag over environment
// over file over default, whatever reads it.
//
//  1. A variable that is set stays as it is. Of two files the later one wins; the section of a command over what is said for all.
//  2. Who is excluded is excluded by all of them: exclusions of all files and of the environment add up.
//  3. Nothing is loaded where there is no file.
import { readFileSync } from 'node:fs';
import type { CommandTable } from '../completion/scripts.ts';
import { environmentName, isSet } from '../environment.ts';
import { CliError } from '../errors.ts';
import { configFiles } from './places.ts';
import type { Setting } from './settings.ts';

type Variables = Record<string, string | undefined>;

/** Where a variable got its value from a file: for errors about the value. */
const places = new Map<string, string>();

/** `/etc/portolan.toml:3`; undefined where it is the environment's own. */
export function placeOf(variable: string): string | undefined {
  return places.get(variable);
}

/** Rule 3. To be called when rights were given up, and before options are read. Throws usage errors, and E_CONFIG_FILE. */
export async function applyConfig(command: string, variables: Variables = process.env): Promise<void> {
  const files = configFiles(variables);
  if (files.length === 0) return;
  const { settings, table } = await loadSettings(files);
  const { hasOption } = await import('./settings.ts');
  const own = settings.filter(
    (each) => each.command === command || (each.command === null && hasOption(table, command, each.option)),
  );
  for (const [name, { value, place }] of settle(own, variables)) {
    variables[name] = value;
    places.set(name, place);
  }
}

export async function loadSettings(
  files: readonly string[],
): Promise<{ readonly settings: Setting[]; readonly table: CommandTable }> {
  const [{ readSettings }, { COMMAND_TABLE }] = await Promise.all([
    import('./settings.ts'),
    import('../manual/commands.data.ts'),
  ]);
  return { settings: files.flatMap((file) => readSettings(textOf(file), file, COMMAND_TABLE)), table: COMMAND_TABLE };
}

/** Rules 1 and 2: variables to set. */
export function settle(
  settings: readonly Setting[],
  variables: Readonly<Variables>,
): Map<string, { readonly value: string; readonly place: string }> {
  const set = new Map<string, { readonly value: string; readonly place: string }>();
  const general = settings.filter(({ command }) => command === null);
  const special = settings.filter(({ command }) => command !== null);
  for (const { option, value, place } of [...general, ...special]) {
    const name = environmentName(option);
    const between = ADDED_UP[option];
    if (between !== undefined) {
      const before = set.get(name)?.value ?? variables[name];
      set.set(name, { value: [before, value].filter(isSet).join(between), place });
    } else if (!isSet(variables[name])) set.set(name, { value, place });
  }
  return set;
}

/** Exclusions, and what stands between two of them. */
const ADDED_UP: Readonly<Record<string, string>> = { exclude: ',', 'exclude-file': '\n' };

/** Whether all values of an option count (rule 2). */
export function addsUp(option: string): boolean {
  return Object.hasOwn(ADDED_UP, option);
}

const FILE_MOST = 1_048_576;

function textOf(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError('E_CONFIG_FILE', `the config file ${file} cannot be read (${code}): --config names another one`);
  }
  if (text.length > FILE_MOST) throw new CliError('E_CONFIG_FILE', `${file} is too long for a config file`);
  return text;
}
