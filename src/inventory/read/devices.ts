// Machines as they are told: keys, addresses, merges.
import type { Reason } from '../devices/merges.ts';
import type { DeviceRow, MergeRow } from '../inventory.ts';
import type { Database } from '../store/database.ts';
import { rootsOf } from './host-lines.ts';
import { timeText } from './time-text.ts';

type All = Database['all'];
interface Times {
  readonly first_seen: number;
  readonly last_seen: number;
}

/** `host`: as in linesOfHost(). */
export async function devicesNamed({ all }: Pick<Database, 'all'>, host: string): Promise<readonly DeviceRow[]> {
  const devices: DeviceRow[] = [];
  for (const root of await rootsOf(all, host)) devices.push(await deviceOf(all, root));
  return devices;
}

async function deviceOf(all: All, root: number): Promise<DeviceRow> {
  const keys = await all<{ kind: string; value: string; source: string; ip: string } & Times>(
    `select device_key.kind, value, source, host.ip, device_key.first_seen, device_key.last_seen
       from device join device_key on device_key.device = device.id join host on host.id = device.host
       where device.root = ? order by device_key.kind, value, device.id`,
    [root],
  );
  const addresses = await all<{ ip: string } & Times>(
    `select host.ip, device.first_seen, device.last_seen from device join host on host.id = device.host
       where root = ? order by device.last_seen desc, host.rank`,
    [root],
  );
  const times = ({ first_seen, last_seen }: Times) => ({
    firstSeen: timeText(first_seen),
    lastSeen: timeText(last_seen),
  });
  return {
    device: root,
    keys: keys.map(({ kind, value, source, ip, ...seen }) => ({ kind, value, source, ip, ...times(seen) })),
    addresses: addresses.map(({ ip, ...seen }) => ({ ip, ...times(seen) })),
    merges: await mergesOf(all, root),
  };
}

interface Stored {
  readonly id: number;
  readonly time: number;
  readonly scan: number;
  readonly reason: string;
  readonly undone: number | null;
  readonly undone_because: string | null;
}

/** Those that were taken back too: they say why it is not part of another. */
async function mergesOf(all: All, root: number): Promise<readonly MergeRow[]> {
  const rows = await all<Stored>(
    `select id, time, scan, reason, undone, undone_because from device_merge
       where one in (select id from device where root = ?) or other in (select id from device where root = ?) order by id`,
    [root, root],
  );
  return rows.map(({ id, time, scan, reason, undone, undone_because }) => ({
    id,
    time: timeText(time),
    scan,
    ...(JSON.parse(reason) as Reason),
    undone: undone === null ? null : { time: timeText(undone), because: undone_because ?? '' },
  }));
}
