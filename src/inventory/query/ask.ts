// Hosts, ports and services of an inventory: filtered, sorted, a part of them.
//
//  1. A million ports are no reason to wait: hosts are asked without their ports where no word is about ports, and ports come in the
//     order of their hosts from their primary key (write/port-id.ts), so that the first thousand need no look at the rest.
//  2. Ports are open ones where the filter says no state.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { HostRow, Page, PortRow, Query, ServiceRow } from '../inventory.ts';
import { hostRow, portRow } from '../read/rows.ts';
import type { Tables } from '../store/tables.ts';
import { type Certificates, certificatesOf } from './certificates.ts';
import { conditionOf } from './filter.ts';
import { CERTIFICATE, type Level } from './keys.ts';
import { type Columns, orderOf } from './order.ts';
import { wordsOf } from './words.ts';

type Db = Kysely<Tables>;

/** Where rows are asked from. */
export interface Source {
  readonly db: Db;
  readonly kind: 'sqlite' | 'postgres';
}

export const LIMIT = 1000;

const HOST_COLUMNS: Columns = {
  ...{ ip: 'host.rank', name: 'host.name', mac: 'host.mac', vendor: 'host.vendor', kind: 'host.kind', os: 'host.os' },
  ...{
    state: 'host.state',
    ports: 'host.open_ports',
    new: 'host.first_seen',
    seen: 'host.last_seen',
    scan: 'host.scan',
  },
};

const PORT_COLUMNS: Columns = {
  ...{ ip: 'host.rank', name: 'host.name', port: 'port.port', proto: 'port.proto', state: 'port.state' },
  ...{ service: 'port.service', product: 'port.product', version: 'port.version', tls: 'port.tls' },
  ...{ new: 'port.first_seen', seen: 'port.last_seen', scan: 'port.scan' },
};

const SERVICE_COLUMNS: Columns = {
  ...{ service: 'service', product: 'product', version: 'version', hosts: 'hosts', ports: 'ports' },
};

/** Of a join from hosts to ports, which both databases begin with the host. */
const PORTS_OF_HOSTS = sql`host cross join port`;
const IS_OF_HOST = sql<boolean>`port.id >= host.id * cast(131072 as bigint) and port.id < (host.id + 1) * cast(131072 as bigint)`;

export async function hosts(source: Source, query: Query = {}): Promise<Page<HostRow>> {
  const { db } = source;
  const { condition } = await filtered(source, query, 'host');
  const where = whereOf([condition]);
  const order = orderOf(query.sort, HOST_COLUMNS, ['host.rank']);
  const rows = await sql<
    Parameters<typeof hostRow>[0]
  >`select host.* from host ${where} order by ${order} ${part(query)}`.execute(db);
  return { rows: rows.rows.map(hostRow), total: await countOf(db, sql`select 1 from host ${where}`) };
}

export async function ports(source: Source, query: Query = {}): Promise<Page<PortRow>> {
  const { db } = source;
  const { condition, certificates } = await filtered(source, query, 'port');
  const order = orderOf(query.sort, PORT_COLUMNS, ['host.rank', 'port.id']);
  const rows = await sql<Parameters<typeof portRow>[0]>`
    select port.*, host.ip, host.device from ${PORTS_OF_HOSTS} ${whereOf([IS_OF_HOST, condition])}
    order by ${order} ${part(query)}`.execute(db);
  if (!isFiltered(query)) return { rows: rows.rows.map((row) => portRow(row)), total: await openPorts(db) };
  const all = sql`select 1 from port join host on host.id = port.host ${whereOf([condition])}`;
  return { rows: rows.rows.map((row) => portRow(row, certificates.get(row.id))), total: await countOf(db, all) };
}

export async function services(source: Source, query: Query = {}): Promise<Page<ServiceRow>> {
  const { db } = source;
  const { condition } = await filtered(source, query, 'port');
  const from = isFiltered(query) ? sql`port join host on host.id = port.host` : sql`port`;
  const where = whereOf([sql<boolean>`port.service is not null`, condition]);
  const kinds = sql`select port.service, port.product, port.version, count(distinct port.host) as hosts, count(*) as ports
    from ${from} ${where} group by port.service, port.product, port.version`;
  const order = orderOf(query.sort ?? '-ports', SERVICE_COLUMNS, ['service', 'product', 'version']);
  const rows = await sql<ServiceRow>`select * from (${kinds}) kinds order by ${order} ${part(query)}`.execute(db);
  return { rows: rows.rows.map((row) => ({ ...row })), total: await countOf(db, kinds) };
}

interface Filtered {
  readonly condition: RawBuilder<boolean> | null;
  /** Read where the filter asks for them. */
  readonly certificates: Certificates;
}

async function filtered({ db, kind }: Source, { filter }: Query, rows: Level): Promise<Filtered> {
  const words = wordsOf(filter ?? '');
  const certificates = words.some(({ key }) => key === CERTIFICATE) ? await certificatesOf(db) : new Map();
  return { condition: conditionOf(words, { rows, kind, certificates }), certificates };
}

async function countOf(db: Db, all: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*) as total from (${all}) counted`.execute(db);
  return rows[0].total;
}

function whereOf(conditions: readonly (RawBuilder<boolean> | null)[]): RawBuilder<unknown> {
  const all = conditions.filter((each) => each !== null);
  return all.length === 0 ? sql`` : sql`where ${sql.join([...all], sql` and `)}`;
}

function part({ limit = LIMIT, offset = 0 }: Query): RawBuilder<unknown> {
  return sql`limit ${limit} offset ${offset}`;
}

/** Hosts know how many of theirs are open. */
async function openPorts(db: Db): Promise<number> {
  const { rows } = await sql<{ total: number }>`select coalesce(sum(open_ports), 0) as total from host`.execute(db);
  return Number(rows[0].total);
}

/** Whether there is a filter, which may be about the host of a port. */
function isFiltered({ filter = '' }: Query): boolean {
  return filter.trim() !== '';
}
