// The columns that CSV may have: loaded with the command line, which knows no more of the format.

export const CSV_COLUMNS = [
  'ip',
  'proto',
  'port',
  'state',
  'service',
  'product',
  'version',
  'info',
  'tls',
  'cpe',
  'confidence',
  'said',
  'certificate',
  'issuer',
  'expires',
  'name',
  'names',
  'mac',
  'vendor',
  'model',
  'serial',
  'kind',
  'os',
  'reason',
  'ttl',
  'rtt',
  'hostReason',
  'hostRtt',
  'hops',
  'time',
] as const;

export type CsvColumn = (typeof CSV_COLUMNS)[number];

export function isCsvColumn(name: string): name is CsvColumn {
  return (CSV_COLUMNS as readonly string[]).includes(name);
}
