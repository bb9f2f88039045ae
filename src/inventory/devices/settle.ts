// Who is who, at the end of a scan: only then all is known that it saw, and the order in which it came changes nothing.
//
//  1. An address: whether who has it now is who had it before (compare.ts). Another one gets a device of its own, and what was known
//     of the address's ports was known of the former.
//  2. What was seen becomes the devices' keys.
//  3. A key that more than SHARED_MOST addresses show at once is a copy, or what a maker gave to all of its devices: it joins nobody,
//     and what it joined before comes apart.
//  4. Devices that have a key in common are joined where that key may (kinds.ts), and nothing contradicts it. Each join is written down
//     with its reason; one that was taken back is not made again.
import type { Connection } from '../store/database.ts';
import { giveDevices } from '../write/hosts.ts';
import { idsOf } from '../write/port-id.ts';
import { compare, type HeldKey, isStillThere, joins } from './compare.ts';
import { type Kind, STRENGTH } from './kinds.ts';
import { join, takeBack } from './merges.ts';

/** As src/identity/same-host.ts has it. */
const SHARED_MOST = 4;

interface Seen extends HeldKey {
  readonly host: number;
  readonly source: string;
  readonly time: number;
}

interface Device {
  readonly id: number;
  root: number;
  readonly host: number;
  readonly ip: string;
  readonly first: number;
  readonly last: number;
  readonly keys: HeldKey[];
}

/** Gives the addresses that are another machine's now: what is known of them is to be taken from this scan's lines alone. */
export async function settle(connection: Connection, scan: number, now: number): Promise<readonly number[]> {
  const seen = await connection.all<Seen>(
    `select seen.host, seen.kind, seen.slot, seen.value, seen.source, seen.time, seen.scan
       from key_seen seen join host on host.id = seen.host
       where seen.scan = ? and host.scan = seen.scan order by seen.host, seen.kind, seen.slot, seen.value`,
    [scan],
  );
  const copies = await takeCopiesBack(connection, scan, now);
  const isCopy = ({ kind, value }: Pick<HeldKey, 'kind' | 'value'>): boolean => copies.has(`${kind} ${value}`);
  const changed = await findOthers(connection, seen, scan, isCopy);
  await keep(connection, seen, scan);
  await joinAll(connection, seen, { scan, now, isCopy });
  await connection.all('delete from key_seen where scan = ?', [scan]);
  return changed;
}

/** Rule 3. */
async function takeCopiesBack(connection: Connection, scan: number, now: number): Promise<ReadonlySet<string>> {
  const counted = await connection.all<{ kind: string; value: string }>(
    `select kind, value from key_seen where scan = ? group by kind, value having count(distinct host) > ?
       union select held.kind, held.value from device_key held
         where exists (select 1 from key_seen mine where mine.scan = ? and mine.kind = held.kind and mine.value = held.value)
         group by held.kind, held.value, held.scan having count(distinct held.device) > ?`,
    [scan, SHARED_MOST, scan, SHARED_MOST],
  );
  const copies = new Set(counted.map(({ kind, value }) => `${kind} ${value}`));
  if (copies.size === 0) return copies;
  const merges = await connection.all<{ id: number; reason: string }>(
    'select id, reason from device_merge where undone is null',
  );
  for (const { id, reason } of merges) {
    const { kind, value } = JSON.parse(reason) as { kind: string; value: string };
    if (copies.has(`${kind} ${value}`)) await takeBack(connection, id, 'too many have it', now);
  }
  return copies;
}

/** Rule 1. */
async function findOthers(
  connection: Connection,
  seen: readonly Seen[],
  scan: number,
  isCopy: (key: HeldKey) => boolean,
): Promise<readonly number[]> {
  const held = await connection.all<HeldKey & { readonly host: number }>(
    `select host.id as host, device_key.kind, device_key.slot, device_key.value, device_key.scan
       from host join device on device.id = host.own_device join device_key on device_key.device = device.id
       where host.scan = ? and device.first_scan < ?`,
    [scan, scan],
  );
  const before = Map.groupBy(held, ({ host }) => host);
  const others: number[] = [];
  for (const [host, now] of Map.groupBy(seen, (key) => key.host)) {
    const known = before.get(host);
    if (known === undefined || isStillThere(known, now, isCopy)) continue;
    others.push(host);
    const time = Math.min(...now.map((key) => key.time));
    await giveDevices(connection, scan, [[host, time]]);
    await connection.all('delete from port where id >= ? and id < ?', idsOf(host));
    await connection.all(
      `update host set name = null, mac = null, vendor = null, kind = null, os = null, os_family = null, open_ports = 0,
         first_seen = ? where id = ?`,
      [time, host],
    );
  }
  return others;
}

/** Rule 2; and who was seen is there until now. */
async function keep(connection: Connection, seen: readonly Seen[], scan: number): Promise<void> {
  await connection.all(
    `update device set last_scan = ?, last_seen = (select case when host.last_seen > device.last_seen then host.last_seen
         else device.last_seen end from host where host.own_device = device.id)
       where last_scan <= ? and id in (select own_device from host where id in (select host from line where scan = ?))`,
    [scan, scan, scan],
  );
  if (seen.length === 0) return;
  const owners = new Map(
    (
      await connection.all<{ id: number; own_device: number }>('select id, own_device from host where scan = ?', [scan])
    ).map((row) => [row.id, row.own_device]),
  );
  await connection.insert(
    'device_key',
    ['device', 'kind', 'slot', 'value', 'source', 'first_seen', 'last_seen', 'scan'],
    seen.map(({ host, kind, slot, value, source, time }) => [
      ...[owners.get(host)!, kind, slot, value, source, time, time, scan],
    ]),
    `on conflict (device, kind, slot, value) do update set last_seen = excluded.last_seen, scan = excluded.scan,
       source = excluded.source`,
  );
}

interface Circumstances {
  readonly scan: number;
  readonly now: number;
  readonly isCopy: (key: Pick<HeldKey, 'kind' | 'value'>) => boolean;
}

/** Rule 4. The strongest keys first. */
async function joinAll(connection: Connection, seen: readonly Seen[], about: Circumstances): Promise<void> {
  const shared = await sharedKeys(connection, about.scan);
  const worth = shared.filter((key) => !about.isCopy(key)).toSorted(byStrength);
  if (worth.length === 0) return;
  const devices = await devicesOf(connection, about.scan);
  const refused = await connection.all<{ one: number; other: number }>(
    'select one, other from device_merge where undone is not null',
  );
  const groups = Map.groupBy(devices.values(), ({ root }) => root);
  const now = new Set(seen.map(({ host }) => host));
  const byKey = new Map<string, Device[]>();
  for (const device of devices.values()) {
    for (const name of new Set(device.keys.map(({ kind, value }) => `${kind} ${value}`))) {
      byKey.set(name, [...(byKey.get(name) ?? []), device]);
    }
  }
  for (const key of worth) {
    const holders = byKey.get(`${key.kind} ${key.value}`) ?? [];
    for (const device of holders.filter(({ host, last }) => last === about.scan && now.has(host))) {
      for (const other of holders) await tryJoin(device, other, key, holders);
    }
  }

  async function tryJoin(
    device: Device,
    other: Device,
    key: Pick<HeldKey, 'kind' | 'value'>,
    holders: readonly Device[],
  ): Promise<void> {
    if (device.root === other.root) return;
    const [one, two] = [groups.get(device.root)!, groups.get(other.root)!];
    const isRefused = refused.some(
      (each) =>
        (one.some(({ id }) => id === each.one) && two.some(({ id }) => id === each.other)) ||
        (one.some(({ id }) => id === each.other) && two.some(({ id }) => id === each.one)),
    );
    if (isRefused) return;
    const atOnce = two.some((each) => one.some((mine) => each.last >= mine.first && mine.last >= each.first));
    const comparison = compare(keysIn(one), keysIn(two), about.isCopy);
    const common = comparison.common.find((each) => each.kind === key.kind && each.value === key.value);
    if (common === undefined) return;
    const before = new Set(holders.filter(({ root }) => root !== device.root).map(({ root }) => root)).size;
    const inOneScan = device.last === about.scan && other.last === about.scan;
    if (before > SHARED_MOST || !joins(common, comparison, { atOnce, inOneScan, before })) return;
    const reason = { kind: key.kind, value: key.value, addresses: [device.ip, other.ip] as const, atOnce };
    const { scan, now: time } = about;
    await join(connection, { one: device.id, other: other.id, scan, time, reason }, [device.root, other.root]);
    const [root, gone] = [Math.min(device.root, other.root), Math.max(device.root, other.root)];
    groups.get(root)!.push(...groups.get(gone)!);
    for (const each of groups.get(gone)!) each.root = root;
    groups.delete(gone);
  }
}

function keysIn(group: readonly Device[]): readonly HeldKey[] {
  return group.flatMap(({ keys }) => keys);
}

/** Those that devices of several roots have, and this scan saw. */
async function sharedKeys({ all }: Connection, scan: number): Promise<readonly { kind: Kind; value: string }[]> {
  return all(
    `select device_key.kind, device_key.value from device_key join device on device.id = device_key.device
       where exists (select 1 from key_seen where key_seen.scan = ? and key_seen.kind = device_key.kind
         and key_seen.value = device_key.value)
       group by device_key.kind, device_key.value having count(distinct device.root) > 1`,
    [scan],
  );
}

/** All devices that have such a key, and those that are one with them. */
async function devicesOf({ all }: Connection, scan: number): Promise<ReadonlyMap<number, Device>> {
  const rows = await all<Omit<Device, 'keys'> & HeldKey>(
    `select device.id, device.root, device.host, host.ip, device.first_scan as first, device.last_scan as last,
         device_key.kind, device_key.slot, device_key.value, device_key.scan
       from device join host on host.id = device.host join device_key on device_key.device = device.id
       where device.root in (select d.root from device_key k join device d on d.id = k.device
         join key_seen s on s.kind = k.kind and s.value = k.value where s.scan = ?)
       order by device.id, device_key.kind, device_key.slot, device_key.value`,
    [scan],
  );
  const devices = new Map<number, Device>();
  for (const { id, root, host, ip, first, last, kind, slot, value, scan: seen } of rows) {
    const device = devices.get(id) ?? { id, root, host, ip, first, last, keys: [] };
    device.keys.push({ kind, slot, value, scan: seen });
    devices.set(id, device);
  }
  return devices;
}

const ORDER = ['proof', 'two', 'trace'];

function byStrength(one: { kind: Kind; value: string }, other: { kind: Kind; value: string }): number {
  const strength = ORDER.indexOf(STRENGTH[one.kind]) - ORDER.indexOf(STRENGTH[other.kind]);
  if (strength !== 0) return strength;
  return `${one.kind} ${one.value}` < `${other.kind} ${other.value}` ? -1 : 1;
}
