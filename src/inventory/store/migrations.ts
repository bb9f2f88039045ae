// How the tables came to be, step by step. A step that was shipped is never changed: another one follows it.
import { type ColumnDefinitionBuilder, type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { STEPS } from './steps.ts';

/** `kind`: what a number that counts itself up is called. */
export function migrationsOf(kind: 'sqlite' | 'postgres'): Readonly<Record<string, Migration>> {
  return {
    [STEPS[0]]: { up: (db) => inventory(db as Kysely<unknown>, kind) },
    [STEPS[1]]: { up: (db) => shortLines(db as Kysely<unknown>) },
  };
}

/**
 * From here on rows of `line` may have short lines (write/line-text.ts), which programs before this step cannot read. A batch has rows of
 * hosts in any order: of two indexes on hosts one is left, and that on scans is only added to at its end.
 */
async function shortLines(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('line_scan_host').execute();
  await db.schema.dropIndex('line_host').execute();
  await db.schema.createIndex('line_host_scan').on('line').columns(['host', 'scan']).execute();
  await db.schema.createIndex('line_scan_id').on('line').columns(['scan', 'id']).execute();
}

async function inventory(db: Kysely<unknown>, kind: 'sqlite' | 'postgres'): Promise<void> {
  const counted = <T extends string>(table: CreateTableBuilder<T>): CreateTableBuilder<T | 'id'> =>
    kind === 'sqlite'
      ? table.addColumn('id', 'integer', (column) => column.primaryKey())
      : table.addColumn('id', 'serial', (column) => column.primaryKey());
  const needed = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder => column.notNull();
  const none = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder => column.notNull().defaultTo(0);
  // Sorted as bytes, whatever the server's language is.
  const bytes = kind === 'sqlite' ? sql`text` : sql`text collate "C"`;

  await counted(db.schema.createTable('scan'))
    .addColumn('state', 'text', needed)
    .addColumn('begun', 'bigint', needed)
    .addColumn('ended', 'bigint')
    .addColumn('argv', 'text', needed)
    .addColumn('targets', 'text', needed)
    .addColumn('seed', 'text', needed)
    .addColumn('hosts_up', 'integer', none)
    .addColumn('open_ports', 'integer', none)
    .addColumn('start', 'text', needed)
    .addColumn('end_line', 'text')
    .addColumn('process', 'text')
    .addColumn('applied', 'integer', none)
    .execute();
  await counted(db.schema.createTable('line'))
    .addColumn('scan', 'integer', needed)
    .addColumn('host', 'integer')
    .addColumn('text', 'text', needed)
    .execute();
  await counted(db.schema.createTable('host'))
    .addColumn('ip', 'text', (column) => column.notNull().unique())
    .addColumn('rank', bytes, needed)
    .addColumn('device', 'integer', needed)
    .addColumn('own_device', 'integer', needed)
    .addColumn('state', 'text', needed)
    .addColumn('name', 'text')
    .addColumn('mac', 'text')
    .addColumn('vendor', 'text')
    .addColumn('kind', 'text')
    .addColumn('os', 'text')
    .addColumn('os_family', 'text')
    .addColumn('open_ports', 'integer', none)
    .addColumn('first_seen', 'bigint', needed)
    .addColumn('last_seen', 'bigint', needed)
    .addColumn('scan', 'integer', needed)
    .execute();
  await db.schema
    .createTable('port')
    // `integer primary key` is SQLite's own number of the row: no index beside it.
    .addColumn('id', kind === 'sqlite' ? 'integer' : 'bigint', (column) => column.primaryKey())
    .addColumn('host', 'integer', needed)
    .addColumn('proto', 'text', needed)
    .addColumn('port', 'integer', needed)
    .addColumn('state', 'text', needed)
    .addColumn('service', 'text')
    .addColumn('product', 'text')
    .addColumn('version', 'text')
    .addColumn('tls', 'integer', none)
    .addColumn('first_seen', 'bigint', needed)
    .addColumn('last_seen', 'bigint', needed)
    .addColumn('scan', 'integer', needed)
    .execute();
  await counted(db.schema.createTable('device'))
    .addColumn('root', 'integer', needed)
    .addColumn('host', 'integer', needed)
    .addColumn('first_scan', 'integer', needed)
    .addColumn('last_scan', 'integer', needed)
    .addColumn('first_seen', 'bigint', needed)
    .addColumn('last_seen', 'bigint', needed)
    .execute();
  await db.schema
    .createTable('device_key')
    .addColumn('device', 'integer', needed)
    .addColumn('kind', 'text', needed)
    .addColumn('slot', 'text', needed)
    .addColumn('value', 'text', needed)
    .addColumn('source', 'text', needed)
    .addColumn('first_seen', 'bigint', needed)
    .addColumn('last_seen', 'bigint', needed)
    .addColumn('scan', 'integer', needed)
    .addPrimaryKeyConstraint('device_key_once', ['device', 'kind', 'slot', 'value'])
    .execute();
  await db.schema
    .createTable('key_seen')
    .addColumn('scan', 'integer', needed)
    .addColumn('host', 'integer', needed)
    .addColumn('kind', 'text', needed)
    .addColumn('slot', 'text', needed)
    .addColumn('value', 'text', needed)
    .addColumn('source', 'text', needed)
    .addColumn('time', 'bigint', needed)
    .addPrimaryKeyConstraint('key_seen_once', ['scan', 'host', 'kind', 'slot', 'value'])
    .execute();
  await counted(db.schema.createTable('device_merge'))
    .addColumn('time', 'bigint', needed)
    .addColumn('scan', 'integer', needed)
    .addColumn('one', 'integer', needed)
    .addColumn('other', 'integer', needed)
    .addColumn('reason', 'text', needed)
    .addColumn('undone', 'bigint')
    .addColumn('undone_because', 'text')
    .execute();

  const index = (table: string, ...columns: string[]): Promise<void> =>
    db.schema
      .createIndex(`${table}_${columns.join('_')}`)
      .on(table)
      .columns(columns)
      .execute();
  await index('line', 'scan', 'host');
  await index('line', 'host');
  await index('host', 'rank');
  await index('host', 'device');
  await index('host', 'last_seen');
  await db.schema
    .createIndex('port_service')
    .on('port')
    .columns(['service', 'product', 'version', 'state', 'host'])
    .where(sql.ref('service'), 'is not', null)
    .execute();
  await index('device', 'root');
  await index('device', 'host');
  await index('device_key', 'kind', 'value');
  await index('device_merge', 'one');
  await index('device_merge', 'other');
}
