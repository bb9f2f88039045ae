// `portolan ports [FILTER...]`.
import type { PortRow } from '../../inventory/inventory.ts';
import type { Console } from '../console.ts';
import { PORT_COLUMNS } from '../inventory/columns.ts';
import { PORTS_HELP } from '../inventory/help.data.ts';
import { type Listing, listCommand } from '../inventory/list.ts';
import type { Open } from '../inventory/open.ts';

const PORTS: Listing<PortRow> = {
  name: 'ports',
  help: PORTS_HELP,
  type: 'inventory-port',
  ask: (inventory, query) => inventory.ports(query),
  columns: PORT_COLUMNS,
  fields: [
    'ip',
    'proto',
    'port',
    'state',
    'service',
    'product',
    'version',
    'tls',
    'firstSeen',
    'lastSeen',
    'device',
    'scan',
  ],
  filter: true,
};

const WITH_CERTIFICATES: typeof PORTS = { ...PORTS, fields: [...PORTS.fields, 'certificate', 'expires'] };

export function portsCommand(args: readonly string[], console?: Console, open?: Open): Promise<number> {
  const listing = args.some((word) => /^-?cert:|^(--sort=)?(\S+,)?-?expires\b/i.test(word)) ? WITH_CERTIFICATES : PORTS;
  return listCommand(listing, args, console, open);
}
