import { z } from 'zod';
import type { Line } from '../../finding/finding.ts';
import type { HostRow, Page, PortRow, ScanRow, ServiceRow } from '../../inventory/inventory.ts';
import { method } from '../rpc/method.schema.ts';

export const scanId = z.int().min(1).describe('Of a scan, as inventory/scans has it');
const count = z.int().min(0);
const time = z.string().describe('RFC 3339');
const text = z.string().nullable();

export const query = z.strictObject({
  filter: z.string().max(1000).optional().describe('In the words of the command line: port:443 product:nginx new:7d'),
  sort: z.string().max(50).optional().describe('A column, "-" before it: downwards'),
  limit: z.int().min(1).max(10_000).optional(),
  offset: count.optional(),
});

/** A line of a survey, as its JSON lines have it. */
export const line = z.looseObject({ type: z.string() }) as unknown as z.ZodType<Line>;

const scanRow = z.object({
  id: scanId,
  state: z.enum(['running', 'finished', 'interrupted', 'failed', 'crashed', 'imported']),
  begun: time,
  ended: text,
  argv: z.array(z.string()),
  targets: z.array(z.string()),
  seed: z.string(),
  hostsUp: count,
  openPorts: count,
  start: line,
  end: line.nullable(),
}) as unknown as z.ZodType<ScanRow>;

const seen = { firstSeen: time, lastSeen: time, scan: scanId };

const hostRow: z.ZodType<HostRow> = z.object({
  device: count,
  ip: z.string(),
  state: z.enum(['up', 'down', 'unknown']),
  name: text,
  mac: text,
  vendor: text,
  kind: text,
  os: text,
  openPorts: count,
  ...seen,
});

const portRow: z.ZodType<PortRow> = z.object({
  device: count,
  ip: z.string(),
  proto: z.enum(['tcp', 'udp']),
  port: z.int().min(0).max(65_535),
  state: z.string(),
  service: text,
  product: text,
  version: text,
  tls: z.boolean(),
  certificate: z.string().optional().describe('Where a filter asks for certificates, or the order: whose it is'),
  expires: z.string().optional(),
  ...seen,
});

const serviceRow: z.ZodType<ServiceRow> = z.object({
  service: z.string(),
  product: text,
  version: text,
  hosts: count,
  ports: count,
});

function page<Row>(row: z.ZodType<Row>): z.ZodType<Page<Row>> {
  return z.object({ rows: z.array(row), total: count });
}

export const scans = method('inventory/scans', 'Scans, the newest first', query, page(scanRow));
export const hosts = method('inventory/hosts', 'Hosts, as they were last seen', query, page(hostRow));
export const ports = method('inventory/ports', 'Ports, as they were last seen', query, page(portRow));
export const services = method('inventory/services', 'Which services run on how many hosts', query, page(serviceRow));

export const host = method(
  'inventory/host',
  'All that is known of a host, with its evidence: at most 10,000 lines; and the scans that met it',
  z.strictObject({ host: z.string().min(1).max(255).describe('Address, name, MAC address or device:NUMBER') }),
  z.object({ lines: z.array(line), history: z.array(scanRow) }),
);

export const lines = method(
  'inventory/lines',
  'What a scan said, in its order; once it has said more, from "last" on',
  z.strictObject({ scan: scanId, after: count.optional(), limit: z.int().min(1).max(5000).optional() }),
  z.object({
    lines: z.array(line),
    last: count.describe('Give it as "after" for what is said later'),
    next: count.nullable().describe('The same, where more is there already; null: that was all'),
  }),
);

export const diff = method(
  'inventory/diff',
  'What changed between two scans; default: the last two',
  z.strictObject({ from: scanId.optional(), to: scanId.optional() }),
  z.object({
    from: count,
    to: count,
    changes: z.array(
      z.object({
        kind: z.string(),
        ip: z.string(),
        port: z.int().optional(),
        proto: z.enum(['tcp', 'udp']).optional(),
        text: z.string(),
        because: z.string(),
      }),
    ),
  }),
);
