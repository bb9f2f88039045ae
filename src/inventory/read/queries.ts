// What an inventory answers.
import { type Kysely, sql } from 'kysely';
import type { Inventory, Page, Query, ScanRow } from '../inventory.ts';
import { hosts, LIMIT, ports, services } from '../query/ask.ts';
import { type Columns, orderOf } from '../query/order.ts';
import type { Database } from '../store/database.ts';
import { queriesOn } from '../store/kysely.ts';
import type { Tables } from '../store/tables.ts';
import { noScan } from './lines.ts';
import { scanRow } from './rows.ts';

type Queries = Pick<Inventory, 'scans' | 'scan' | 'hosts' | 'ports' | 'services'>;

export function queries(database: Database): Queries {
  const db = queriesOn(database);
  const source = { db, kind: database.kind };
  return {
    scans: (query) => scans(db, query),
    async scan(id) {
      const row = await db.selectFrom('scan').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) throw noScan(id);
      return scanRow(row);
    },
    hosts: (query) => hosts(source, query),
    ports: (query) => ports(source, query),
    services: (query) => services(source, query),
  };
}

const SCAN_COLUMNS: Columns = {
  ...{ scan: 'scan.id', begun: 'scan.begun', ended: 'scan.ended', state: 'scan.state' },
  ...{ hosts: 'scan.hosts_up', ports: 'scan.open_ports' },
};

async function scans(
  db: Kysely<Tables>,
  { sort = '-scan', limit = LIMIT, offset = 0 }: Query = {},
): Promise<Page<ScanRow>> {
  const order = orderOf(sort, SCAN_COLUMNS, ['scan.id']);
  const { rows } = await sql<Parameters<typeof scanRow>[0]>`
    select scan.* from scan order by ${order} limit ${limit} offset ${offset}`.execute(db);
  return { rows: rows.map(scanRow), total: await count(db, 'scan') };
}

async function count(db: Kysely<Tables>, table: keyof Tables): Promise<number> {
  const [{ total }] = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .execute();
  return total;
}
