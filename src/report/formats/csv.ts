// CSV (RFC 4180): a row a port, and one for each host of which no port is listed.
//
//  1. What cannot be printed is escaped, so that a cell is one line.
//  2. A cell that a spreadsheet would take for a formula has an apostrophe in front.
import type { HostPicture } from '../../finding/fold.ts';
import type { KnownPort } from '../../finding/port-set.ts';
import { escapeText } from '../escape.ts';
import { type CsvColumn, isCsvColumn } from './csv-columns.data.ts';
import { listedPorts, namesOf, osName } from './facts-of.ts';
import { foldedReport, reportedHosts } from './folded.ts';
import type { ReportFormat } from './format.ts';

type Cell = string | number | undefined;
type Column = (host: HostPicture, port: KnownPort | undefined) => Cell;

const service = (host: HostPicture, port: KnownPort | undefined) =>
  port === undefined ? undefined : host.services?.service(port);
const certificate = (host: HostPicture, port: KnownPort | undefined) =>
  port === undefined ? undefined : host.services?.certificate(port);

const COLUMNS: Readonly<Record<CsvColumn, Column>> = {
  ip: ({ ip }) => ip,
  proto: (_, port) => port?.proto,
  port: (_, port) => port?.port,
  state: (_, port) => port?.state,
  service: (host, port) => service(host, port)?.service,
  product: (host, port) => service(host, port)?.product,
  version: (host, port) => service(host, port)?.version,
  info: (host, port) => service(host, port)?.info,
  tls: (host, port) => {
    const fact = service(host, port);
    return fact === undefined ? undefined : String(fact.tls);
  },
  cpe: (host, port) => service(host, port)?.cpe?.join(' '),
  confidence: (host, port) => service(host, port)?.confidence,
  said: (host, port) => service(host, port)?.evidence[0]?.text,
  certificate: (host, port) => certificate(host, port)?.subject,
  issuer: (host, port) => certificate(host, port)?.issuer,
  expires: (host, port) => certificate(host, port)?.notAfter,
  name: (host) => namesOf(host)[0],
  names: (host) => namesOf(host).join(' '),
  mac: ({ host }) => host?.mac,
  vendor: ({ host, identity }) => identity?.vendor ?? host?.vendor,
  model: ({ identity }) => identity?.model,
  serial: ({ identity }) => identity?.serial,
  kind: ({ identity }) => identity?.kind?.is,
  os: ({ identity }) => osName(identity),
  reason: (_, port) => port?.reason,
  ttl: (_, port) => port?.ttl,
  rtt: (_, port) => port?.rttMs,
  hostReason: ({ host }) => host?.reason,
  hostRtt: ({ host }) => host?.rttMs,
  hops: ({ host }) => host?.hops,
  time: ({ host }, port) => port?.time ?? host?.time,
};

/** Without `--fields`. */
const USUAL: readonly CsvColumn[] = [
  ...(['ip', 'proto', 'port', 'state', 'service', 'product', 'version'] as const),
  ...(['name', 'mac', 'vendor', 'kind', 'os', 'time'] as const),
];

export const csv: ReportFormat = {
  name: 'csv',
  about: 'a row a port, for spreadsheets; columns by --fields',
  open: (write, options) =>
    foldedReport(options, (picture) => {
      const fields = options.fields?.filter(isCsvColumn) ?? USUAL;
      const columns = fields.map((name) => COLUMNS[name]);
      write(rowOf(fields));
      for (const host of reportedHosts(picture, options)) {
        let rows = 0;
        for (const port of listedPorts(host, options)) {
          rows++;
          write(rowOf(columns.map((column) => column(host, port))));
        }
        if (rows === 0) write(rowOf(columns.map((column) => column(host, undefined))));
      }
    }),
};

function rowOf(cells: readonly Cell[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** Also behind spaces, and full-width as some spreadsheets take them. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/u;

function cellOf(value: Cell): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const text = escapeText(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
