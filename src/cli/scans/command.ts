// `portolan scans`.
import type { ScanRow } from '../../inventory/inventory.ts';
import type { Console } from '../console.ts';
import { SCAN_COLUMNS } from '../inventory/columns.ts';
import { SCANS_HELP } from '../inventory/help.data.ts';
import { type Listing, listCommand } from '../inventory/list.ts';
import type { Open } from '../inventory/open.ts';

const SCANS: Listing<ScanRow> = {
  name: 'scans',
  help: SCANS_HELP,
  type: 'inventory-scan',
  ask: (inventory, query) => inventory.scans(query),
  columns: SCAN_COLUMNS,
  fields: ['id', 'state', 'begun', 'ended', 'hostsUp', 'openPorts', 'targets', 'argv', 'seed'],
  filter: false,
};

export function scansCommand(args: readonly string[], console?: Console, open?: Open): Promise<number> {
  return listCommand(SCANS, args, console, open);
}
