// `portolan services [FILTER...]`: what the inventory has; with --known, which protocols this program knows.
import type { ServiceRow } from '../../inventory/inventory.ts';
import { type Console, realConsole } from '../console.ts';
import { CliError, EXIT } from '../errors.ts';
import { SERVICE_COLUMNS } from '../inventory/columns.ts';
import { SERVICES_HELP } from '../inventory/help.data.ts';
import { type Listing, listCommand } from '../inventory/list.ts';
import { type Open, openKept } from '../inventory/open.ts';

const SERVICES: Listing<ServiceRow> = {
  name: 'services',
  help: SERVICES_HELP,
  type: 'inventory-service',
  ask: (inventory, query) => inventory.services(query),
  columns: SERVICE_COLUMNS,
  fields: ['service', 'product', 'version', 'hosts', 'ports'],
  filter: true,
};

/** Runs the command; returns its exit code. */
export async function servicesCommand(
  args: readonly string[],
  console: Console = realConsole(),
  open: Open = openKept,
): Promise<number> {
  const help = args.includes('-h') || args.includes('--help');
  if (args.includes('--known') && !help) {
    const { knownServices } = await import('./known.ts');
    return knownServices(
      args.filter((arg) => arg !== '--known'),
      console,
    );
  }
  try {
    const code = await listCommand(SERVICES, args, console, open);
    if (code === EXIT.failed && !args.includes('--json')) console.output.err(`portolan: ${KNOWN}\n`);
    return code;
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'E_NO_INVENTORY') throw error;
    throw new CliError(error.code, `${error.message}; ${KNOWN}`);
  }
}

const KNOWN = 'the protocols that are known are listed by portolan services --known';
