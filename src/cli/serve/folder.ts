// Where the server keeps what is its own (tokens, settings, schedules; nobody but its user looks into it), and where the inventory is.
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../command-line.ts';
import { isSet } from '../environment.ts';
import { CliError } from '../errors.ts';

/** As the XDG Base Directory Specification has it; behind sudo that of the user who called. Throws E_STATE. */
export function serverFolder({ XDG_STATE_HOME }: Environment): Promise<string> {
  const state = isSet(XDG_STATE_HOME) ? XDG_STATE_HOME : join(userInfo().homedir, '.local', 'state');
  return folderAt(join(state, 'portolan', 'server'), 'XDG_STATE_HOME');
}

/** Throws E_STATE. */
export async function inventoryPlace({ XDG_DATA_HOME }: Environment): Promise<string> {
  const data = isSet(XDG_DATA_HOME) ? XDG_DATA_HOME : join(userInfo().homedir, '.local', 'share');
  return join(await folderAt(join(data, 'portolan'), 'XDG_DATA_HOME'), 'inventory.db');
}

async function folderAt(folder: string, variable: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = (error as Error).message;
    throw new CliError('E_STATE', `${folder} cannot be made: ${reason}; ${variable} names another place`);
  }
  return folder;
}
