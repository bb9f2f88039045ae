// Where the server keeps what is its own: tokens, settings, schedules. Nobody but its user looks into it. It lies beside the inventory.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { defaultPlace } from '../../inventory/place.ts';
import type { Environment } from '../command-line.ts';
import { CliError } from '../errors.ts';

/** As the XDG Base Directory Specification has it; behind sudo that of the user who called. Throws E_STATE. */
export async function serverFolder(environment: Environment): Promise<string> {
  const folder = join(dirname(defaultPlace(environment)), 'server');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = (error as Error).message;
    throw new CliError('E_STATE', `${folder} cannot be made: ${reason}; XDG_STATE_HOME names another place`);
  }
  return folder;
}
