// The inventory that a command reads: `--db`, PORTOLAN_DB, or where scans keep it.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Inventory } from '../../inventory/inventory.ts';
import { CliError } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Opens it; another one for tests. */
export type Open = (where: string | undefined, environment: Environment) => Promise<Inventory>;

/** One that is not there is not made: there is nothing to read. Throws E_NO_INVENTORY. */
export const openKept: Open = async (given, environment) => {
  const where = given ?? (environment.PORTOLAN_DB || undefined) ?? (await defaultPlace(environment));
  const isServer = /^\w+:\/\//.test(where);
  if (!isServer && !existsSync(where)) {
    const hint = 'a scan makes one: portolan scan; another place: --db FILE';
    throw new CliError('E_NO_INVENTORY', `there is no inventory ${resolve(where)}: ${hint}`);
  }
  const { openInventory } = await import('../../inventory/open.ts');
  return openInventory(isServer ? where : resolve(where));
};

async function defaultPlace(environment: Environment): Promise<string> {
  return (await import('../../inventory/place.ts')).defaultPlace(environment);
}
