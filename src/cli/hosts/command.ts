// `portolan hosts [FILTER...]`.
import type { HostRow } from '../../inventory/inventory.ts';
import type { Console } from '../console.ts';
import { HOST_COLUMNS } from '../inventory/columns.ts';
import { HOSTS_HELP } from '../inventory/help.data.ts';
import { type Listing, listCommand } from '../inventory/list.ts';
import type { Open } from '../inventory/open.ts';

const HOSTS: Listing<HostRow> = {
  name: 'hosts',
  help: HOSTS_HELP,
  type: 'inventory-host',
  ask: (inventory, query) => inventory.hosts(query),
  columns: HOST_COLUMNS,
  fields: [
    'ip',
    'state',
    'name',
    'mac',
    'vendor',
    'kind',
    'os',
    'openPorts',
    'firstSeen',
    'lastSeen',
    'device',
    'scan',
  ],
  filter: true,
};

export function hostsCommand(args: readonly string[], console?: Console, open?: Open): Promise<number> {
  return listCommand(HOSTS, args, console, open);
}
