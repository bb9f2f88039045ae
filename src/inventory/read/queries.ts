// What an inventory answers.
import type { Kysely, Selectable } from 'kysely';
import type { End, StartLine } from '../../finding/finding.ts';
import type { HostRow, Inventory, Page, PortRow, Query, ScanRow, ScanState, ServiceRow } from '../inventory.ts';
import type { Database } from '../store/database.ts';
import { queriesOn } from '../store/kysely.ts';
import type { HostTable, PortTable, Tables } from '../store/tables.ts';
import { noScan } from './lines.ts';
import { timeText } from './time-text.ts';

type Queries = Pick<Inventory, 'scans' | 'scan' | 'hosts' | 'ports' | 'services'>;

export function queries(database: Database): Queries {
  const db = queriesOn(database);
  return {
    scans: (query) => scans(db, query),
    async scan(id) {
      const row = await db.selectFrom('scan').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) throw noScan(id);
      return scanRow(row);
    },
    hosts: (query) => hosts(db, query),
    ports: (query) => ports(db, query),
    services: (query) => services(db, query),
  };
}

const LIMIT = 1000;

async function scans(db: Kysely<Tables>, { limit = LIMIT, offset = 0 }: Query = {}): Promise<Page<ScanRow>> {
  const rows = await db.selectFrom('scan').selectAll().orderBy('id', 'desc').limit(limit).offset(offset).execute();
  return { rows: rows.map(scanRow), total: await count(db, 'scan') };
}

async function hosts(db: Kysely<Tables>, { limit = LIMIT, offset = 0 }: Query = {}): Promise<Page<HostRow>> {
  const rows = await db.selectFrom('host').selectAll().orderBy('rank').limit(limit).offset(offset).execute();
  return { rows: rows.map(hostRow), total: await count(db, 'host') };
}

async function ports(db: Kysely<Tables>, { limit = LIMIT, offset = 0 }: Query = {}): Promise<Page<PortRow>> {
  const rows = await db
    .selectFrom('port')
    .innerJoin('host', 'host.id', 'port.host')
    .selectAll('port')
    .select(['host.ip', 'host.device'])
    .orderBy('host.rank')
    .orderBy('port.id')
    .limit(limit)
    .offset(offset)
    .execute();
  return { rows: rows.map(portRow), total: await count(db, 'port') };
}

async function services(db: Kysely<Tables>, { limit = LIMIT, offset = 0 }: Query = {}): Promise<Page<ServiceRow>> {
  const kinds = db
    .selectFrom('port')
    .where('service', 'is not', null)
    .where('state', '=', 'open')
    .groupBy(['service', 'product', 'version'])
    .select(({ fn }) => [
      'service',
      'product',
      'version',
      fn.count<number>('host').distinct().as('hosts'),
      fn.countAll<number>().as('ports'),
    ]);
  const rows = await kinds.orderBy('ports', 'desc').orderBy('service').limit(limit).offset(offset).execute();
  const [{ total }] = await db
    .selectFrom(kinds.as('kinds'))
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .execute();
  return { rows: rows.map((row) => ({ ...row, service: row.service! })), total };
}

async function count(db: Kysely<Tables>, table: keyof Tables): Promise<number> {
  const [{ total }] = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .execute();
  return total;
}

type Row<T> = Selectable<T>;

export function scanRow(row: Row<Tables['scan']>): ScanRow {
  return {
    id: row.id,
    state: row.state as ScanState,
    begun: timeText(row.begun),
    ended: row.ended === null ? null : timeText(row.ended),
    argv: JSON.parse(row.argv) as string[],
    targets: JSON.parse(row.targets) as string[],
    seed: JSON.parse(`"${row.seed}"`) as string,
    hostsUp: row.hosts_up,
    openPorts: row.open_ports,
    start: JSON.parse(row.start) as StartLine,
    end: row.end_line === null ? null : (JSON.parse(row.end_line) as End),
  };
}

export function hostRow({ ip, device, state, name, mac, vendor, kind, os, ...row }: Row<HostTable>): HostRow {
  const { open_ports: openPorts, first_seen, last_seen, scan } = row;
  const [firstSeen, lastSeen] = [timeText(first_seen), timeText(last_seen)];
  return { device, ip, state, name, mac, vendor, kind, os, openPorts, firstSeen, lastSeen, scan };
}

export function portRow(row: Row<PortTable> & { readonly ip: string; readonly device: number }): PortRow {
  const { device, ip, proto, port, state, service, product, version, tls, first_seen, last_seen, scan } = row;
  const [firstSeen, lastSeen] = [timeText(first_seen), timeText(last_seen)];
  return { device, ip, proto, port, state, service, product, version, tls: tls === 1, firstSeen, lastSeen, scan };
}
