// Rows of the tables as those who ask get them.
import type { Selectable } from 'kysely';
import type { CertificateFact, End, StartLine } from '../../finding/finding.ts';
import type { HostRow, PortRow, ScanRow, ScanState } from '../inventory.ts';
import type { HostTable, PortTable, Tables } from '../store/tables.ts';
import { timeText } from './time-text.ts';

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

/** `certificate`: where it was asked for. */
export function portRow(
  row: Row<PortTable> & { readonly ip: string; readonly device: number },
  certificate?: CertificateFact,
): PortRow {
  const { device, ip, proto, port, state, service, product, version, tls, first_seen, last_seen, scan } = row;
  const [firstSeen, lastSeen] = [timeText(first_seen), timeText(last_seen)];
  const known = { device, ip, proto, port, state, service, product, version, tls: tls === 1 };
  const shown = certificate === undefined ? {} : { certificate: certificate.subject, expires: certificate.notAfter };
  return { ...known, ...shown, firstSeen, lastSeen, scan };
}
