// The rows of a host's ports in the table.
//
//  1. A port has a row, in the order of the ports.
//  2. Where JOINED_FROM ports or more say the same of themselves, they have one row together, below the others: how many they are, what
//     they say, and which they are. So a host that has the same service on hundreds of ports is told once.
//  3. Those that nobody knew say the same; what they are registered for is left out then.
//  4. Nobody's are joined whom nobody asked, and none where each has something of its own to show (`--verbose`, `--evidence`).
import type { ServiceFact } from '../finding/finding.ts';
import type { HostPicture } from '../finding/fold.ts';
import type { KnownPort } from '../finding/port-set.ts';
import { silentAt } from '../probe/udp/silent.ts';
import { rangeText } from '../target/ranges.ts';
import { thousands } from './format.ts';
import type { Registered } from './registered.ts';
import { productText, serviceName, silentName } from './service-text.ts';

/** Fewer fit on a screen. */
const JOINED_FROM = 20;
const RANGES_SHOWN = 6;

export interface PortRow {
  /** `22/tcp`, `500 ports/tcp`. */
  readonly label: string;
  readonly state: KnownPort['state'];
  /** Its service. */
  readonly name: string;
  /** Product, version and what else it said. */
  readonly says: string;
  /** The port it is about; the first of several. */
  readonly port: KnownPort;
  /** How many it is about. */
  readonly ports: number;
}

export function portRows(
  { services }: HostPicture,
  ports: readonly KnownPort[],
  registered: Registered | undefined,
  mayJoin: boolean,
): PortRow[] {
  const joined = new Map<string, { readonly row: PortRow; readonly ports: number[] }>();
  const rows = ports.map((port) => rowOf(port, services, registered));
  for (const row of mayJoin ? rows : []) {
    const key = sameness(row, services);
    if (key === null) continue;
    const same = joined.get(key) ?? { row, ports: [] };
    same.ports.push(row.port.port);
    joined.set(key, same);
  }
  const many = new Map([...joined].filter(([, same]) => same.ports.length >= JOINED_FROM));
  const single = many.size === 0 ? rows : rows.filter((row) => !many.has(sameness(row, services) ?? ''));
  return [...single, ...[...many.values()].map(({ row, ports: all }) => rowOfMany(row, all))];
}

function rowOf(port: KnownPort, services: HostPicture['services'], registered: Registered | undefined): PortRow {
  const fact = services?.service(port);
  return {
    label: `${port.port}/${port.proto}`,
    state: port.state,
    name: nameOf(port, fact, registered),
    says: fact === undefined ? '' : productText(fact),
    port,
    ports: 1,
  };
}

function nameOf(port: KnownPort, fact: ServiceFact | undefined, registered: Registered | undefined): string {
  if (port.state === 'open|filtered' && port.proto === 'udp') return silentName(silentAt(port.port));
  return port.state === 'open' ? serviceName(fact, registered?.(port.proto, port.port)) : '';
}

/** Rows with the same are told together; null: by itself. */
function sameness({ port, name, says }: PortRow, services: HostPicture['services']): string | null {
  const fact = services?.service(port);
  if (fact === undefined || port.state !== 'open') return null;
  return `${port.proto} ${fact.service === 'unknown' ? fact.service : name}\n${says}`;
}

function rowOfMany(row: PortRow, ports: readonly number[]): PortRow {
  const { port, name, says } = row;
  const which = rangesOf(ports);
  return {
    ...row,
    label: `${thousands(ports.length)} ports/${port.proto}`,
    name: name.startsWith('unknown ') ? 'unknown' : name,
    says: [says, `on ${which}`].filter(Boolean).join('  '),
    ports: ports.length,
  };
}

/** `1000-1499, 1502 …`: of rising numbers. */
export function rangesOf(ports: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const port of ports) {
    const before = ranges.at(-1);
    if (before !== undefined && before[1] === port - 1) before[1] = port;
    else ranges.push([port, port]);
  }
  return `${rangeText(ranges.slice(0, RANGES_SHOWN), ', ')}${ranges.length > RANGES_SHOWN ? ' …' : ''}`;
}
