// An inventory in memory: what the made-up surveys have said so far.
import type { Line } from '../../src/finding/finding.ts';
import type { HostRow, Page, PortRow, Query, ScanId, ScanRow, ServiceRow } from '../../src/inventory/inventory.ts';
import type { ChangeRow } from '../../src/server/api.ts';
import { linesOf, portRowsOf, rowOf } from './lines.test-data.ts';
import type { MadeHost } from './network.test-data.ts';

export const EARLIER = '2026-11-20T08:00:00.000Z';

interface Entry {
  readonly row: HostRow;
  readonly ports: readonly PortRow[];
  readonly lines: readonly Line[];
}

export interface MadeInventory {
  readonly scans: Map<ScanId, ScanRow>;
  readonly lines: Map<ScanId, Line[]>;
  readonly hosts: Map<string, Entry>;
}

/** Empty, or with a survey of a week ago that met the older hosts. */
export function createInventory(network: readonly MadeHost[], isEmpty: boolean): MadeInventory {
  const inventory: MadeInventory = { scans: new Map(), lines: new Map(), hosts: new Map() };
  if (isEmpty) return inventory;
  const old = network.filter(({ isOld }) => isOld);
  const ports = old.reduce((sum, { services }) => sum + services.length, 0);
  putScan(
    inventory,
    scanRow(1, 'finished', EARLIER, ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'], old.length, ports),
  );
  for (const host of old) meet(inventory, host, 1, EARLIER);
  return inventory;
}

export function scanRow(
  id: ScanId,
  state: ScanRow['state'],
  begun: string,
  targets: readonly string[],
  hostsUp = 0,
  openPorts = 0,
): ScanRow {
  const argv = ['scan', ...targets];
  const start = {
    type: 'start' as const,
    time: begun,
    version: '0.1.0',
    argv,
    targets: [...targets],
    stages: ['discover', 'syn'],
    seed: 'made',
    engine: 'raw' as const,
  };
  const ended = state === 'running' ? null : begun;
  const end =
    state === 'finished' ? ({ type: 'end', time: begun, completeness: 1 } as unknown as ScanRow['end']) : null;
  return { id, state, begun, ended, argv, targets, seed: 'made', hostsUp, openPorts, start, end };
}

export function putScan(inventory: MadeInventory, row: ScanRow): void {
  inventory.scans.set(row.id, row);
  if (!inventory.lines.has(row.id)) inventory.lines.set(row.id, [row.start]);
}

/** A survey has met a host: its lines, which are kept. */
export function meet(inventory: MadeInventory, host: MadeHost, scan: ScanId, time: string): readonly Line[] {
  const { hosts } = inventory;
  const known = hosts.get(host.ip);
  const first = known?.row.firstSeen ?? time;
  const index = known === undefined ? hosts.size : known.row.device - 1;
  const lines = linesOf(host, time);
  hosts.set(host.ip, {
    row: rowOf(host, index, scan, first, time),
    ports: portRowsOf(host, index, scan, first, time),
    lines,
  });
  for (const line of lines) inventory.lines.get(scan)!.push(line);
  return lines;
}

export class FilterError extends Error {}

const WORDS = ['ip', 'name', 'port', 'service', 'product', 'kind', 'os', 'vendor', 'mac', 'new'];

function passes({ row, ports }: Entry, filter: string): boolean {
  return filter
    .split(/\s+/)
    .filter((word) => word !== '')
    .every((word) => {
      const [name, value = ''] = word.includes(':')
        ? [word.slice(0, word.indexOf(':')), word.slice(word.indexOf(':') + 1).toLowerCase()]
        : ['', word.toLowerCase()];
      const has = (text: string | null): boolean => text?.toLowerCase().includes(value) === true;
      if (name === '') return has(row.ip) || has(row.name) || has(row.vendor);
      if (!WORDS.includes(name))
        throw new FilterError(`there is no word "${name}": it is one of ${WORDS.join(', ')} [E_FILTER]`);
      if (name === 'port') return ports.some(({ port }) => String(port) === value);
      if (name === 'service' || name === 'product') return ports.some((port) => has(port[name]));
      if (name === 'new') return row.firstSeen > EARLIER;
      if (name === 'ip') return row.ip.startsWith(value.replace(/0\/24$/, ''));
      return has(row[name as 'name' | 'kind' | 'os' | 'vendor' | 'mac']);
    });
}

const addressKey = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

function page<Row>(rows: readonly Row[], { offset = 0, limit = 1_000 }: Query): Page<Row> {
  return { rows: rows.slice(offset, offset + limit), total: rows.length };
}

function sorted<Row extends { readonly ip: string }>(rows: readonly Row[], sort: string | undefined): readonly Row[] {
  const [name, sign] = sort?.startsWith('-') ? [sort.slice(1), -1] : [sort ?? 'ip', 1];
  const key = (row: Row): string | number => {
    const value = (row as Record<string, unknown>)[name];
    return name === 'ip' ? addressKey(row.ip) : typeof value === 'number' ? value : String(value ?? '');
  };
  return [...rows].sort((one, other) => (key(one) < key(other) ? -sign : key(one) > key(other) ? sign : 0));
}

const chosen = (inventory: MadeInventory, { filter = '' }: Query): readonly Entry[] =>
  [...inventory.hosts.values()].filter((entry) => passes(entry, filter));

export const hostsPage = (inventory: MadeInventory, query: Query): Page<HostRow> =>
  page(
    sorted(
      chosen(inventory, query).map(({ row }) => row),
      query.sort,
    ),
    query,
  );

export const portsPage = (inventory: MadeInventory, query: Query): Page<PortRow> =>
  page(
    sorted(
      chosen(inventory, query).flatMap(({ ports }) => ports),
      query.sort,
    ),
    query,
  );

export const scansPage = (inventory: MadeInventory, query: Query): Page<ScanRow> =>
  page(
    [...inventory.scans.values()].sort((one, other) => other.id - one.id),
    query,
  );

export function servicesPage(inventory: MadeInventory, query: Query): Page<ServiceRow> {
  const groups = new Map<string, { row: ServiceRow; hosts: Set<string>; ports: number }>();
  for (const { ports } of chosen(inventory, query)) {
    for (const { ip, service, product, version } of ports) {
      if (service === null) continue;
      const key = JSON.stringify([service, product, version]);
      const group = groups.get(key) ?? {
        row: { service, product, version, hosts: 0, ports: 0 },
        hosts: new Set(),
        ports: 0,
      };
      group.hosts.add(ip);
      group.ports += 1;
      groups.set(key, group);
    }
  }
  const rows = [...groups.values()].map(({ row, hosts, ports }) => ({ ...row, hosts: hosts.size, ports }));
  return page(
    rows.sort((one, other) => other.hosts - one.hosts),
    query,
  );
}

export function changesSince(inventory: MadeInventory): readonly ChangeRow[] {
  const fresh = [...inventory.hosts.values()].filter(({ row }) => row.firstSeen > EARLIER);
  const found = fresh.map(
    ({ row }): ChangeRow => ({
      kind: 'host-new',
      ip: row.ip,
      text: `a new host: ${row.name ?? row.ip}`,
      because: `${row.mac ?? 'its address'} was not seen before`,
    }),
  );
  if (inventory.scans.size < 2) return [];
  return [
    ...found,
    {
      kind: 'port-opened',
      ip: '192.0.2.50',
      port: 6379,
      proto: 'tcp',
      text: 'a port opened: 6379/tcp redis',
      because: 'closed before, syn-ack now',
    },
    {
      kind: 'service-changed',
      ip: '192.0.2.10',
      port: 22,
      proto: 'tcp',
      text: 'OpenSSH 9.2p1 was 8.4p1',
      because: 'greeting: SSH-2.0-OpenSSH_9.2p1',
    },
    {
      kind: 'host-gone',
      ip: '192.0.2.250',
      text: 'a host is gone',
      because: 'it answered ARP a week ago, and none of 3 requests now',
    },
  ];
}
