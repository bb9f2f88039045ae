// The numbers of addresses. An address that is new gets a row, and a device of its own: who it is shows at the end of the scan.
import type { Connection, Value } from '../store/database.ts';
import { rankOf } from './rank.ts';

/** A scan of more keeps the last ones in mind. */
const KNOWN_MOST = 262_144;
/** So many values stand in one statement; fewer are filled up, so that there is one statement. */
const LIST = 64;

export interface HostNumbers {
  /** All that are given, with the time (in milliseconds) of what is told of them first. `forget` where it was taken back. */
  of(connection: Connection, ips: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>>;
  forget(): void;
}

export function createHostNumbers(scan: number): HostNumbers {
  const known = new Map<string, number>();

  async function find({ all }: Connection, ips: readonly string[]): Promise<void> {
    const list = `select id, ip from host where ip in ${PLACES}`;
    for (const some of listsOf(ips)) {
      for (const { id, ip } of await all<{ id: number; ip: string }>(list, some)) known.set(ip, id);
    }
  }

  return {
    async of(connection, ips) {
      if (known.size > KNOWN_MOST) known.clear();
      const unknown = [...ips.keys()].filter((ip) => !known.has(ip));
      if (unknown.length === 0) return known;
      await find(connection, unknown);
      const added = unknown.filter((ip) => !known.has(ip));
      if (added.length === 0) return known;
      const rows = added.map((ip) => [ip, rankOf(ip), 0, 0, 'unknown', ips.get(ip)!, ips.get(ip)!, scan]);
      const columns = ['ip', 'rank', 'device', 'own_device', 'state', 'first_seen', 'last_seen', 'scan'];
      await connection.insert('host', columns, rows);
      await find(connection, added);
      await giveDevices(
        connection,
        scan,
        added.map((ip) => [known.get(ip)!, ips.get(ip)!]),
      );
      return known;
    },
    forget: () => known.clear(),
  };
}

/** A device each, since a time. */
export async function giveDevices(
  connection: Connection,
  scan: number,
  hosts: readonly (readonly [host: number, time: number])[],
): Promise<void> {
  const columns = ['root', 'host', 'first_scan', 'last_scan', 'first_seen', 'last_seen'];
  await connection.insert(
    'device',
    columns,
    hosts.map(([host, time]) => [0, host, scan, scan, time, time]),
  );
  for (const some of listsOf(hosts.map(([host]) => host))) {
    await connection.all(
      `update host set own_device = (select max(device.id) from device where device.host = host.id),
         device = (select max(device.id) from device where device.host = host.id) where id in ${PLACES}`,
      some,
    );
  }
  await connection.all('update device set root = id where root = 0');
}

/** Filled up with their last value. */
export function* listsOf<T extends Value>(values: readonly T[]): Generator<T[], void, undefined> {
  for (let from = 0; from < values.length; from += LIST) {
    const some = values.slice(from, from + LIST);
    const last = some.at(-1)!;
    while (some.length < LIST) some.push(last);
    yield some;
  }
}

/** As many `?` as a list of listsOf() has values. */
export const PLACES = `(${'?, '.repeat(LIST - 1)}?)`;
