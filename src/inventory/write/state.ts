// What is known now, kept up with what a scan says. Lines are kept at once; this follows them when there is time for it, and at the
// end of the scan at the latest: a flood of ports is written sorted and in few steps, as every step touches most of the table's pages.
//
//   lines ─► pending, by host ─── apply ───► host, port      scan.applied: the last line that they know
//
//  1. Within a scan facts join as everywhere (src/finding/join.ts). Of two scans the later one counts, whichever was written first: old
//     results may be imported.
//  2. What a scan does not say of a host stays as it was known.
//  3. `first_seen` of a port: since when it is in its state.
import type { HostFact, HostsFact, IdentityFact, PortFact, ServiceFact } from '../../finding/finding.ts';
import { firstHost, type Joined, joinHosts, joinServices } from '../../finding/join.ts';
import type { Connection, Value } from '../store/database.ts';
import { listsOf, PLACES } from './hosts.ts';
import { portId } from './port-id.ts';
import { createPortsSeen, type PortsSeen, placeOf, timeOf } from './ports-seen.ts';
import { rankOf } from './rank.ts';

interface Pending {
  readonly ip: string;
  host: Joined<HostFact> | null;
  identity: IdentityFact | null;
  readonly ports: PortsSeen;
  /** By their place in `ports`. */
  readonly services: Map<number, ServiceFact>;
  last: string;
}

export interface State {
  take(fact: HostsFact, host: number): void;
  /** Facts that wait. */
  readonly size: number;
  /** Writes all of them; they wait until `done`. */
  apply(connection: Connection): Promise<void>;
  done(): void;
}

export function createState(scan: number): State {
  const pending = new Map<number, Pending>();
  let size = 0;

  return {
    take(fact, host) {
      let known = pending.get(host);
      if (known === undefined) {
        known = {
          ip: fact.ip,
          host: null,
          identity: null,
          ports: createPortsSeen(),
          services: new Map(),
          last: fact.time,
        };
        pending.set(host, known);
      }
      size++;
      if (fact.time > known.last) known.last = fact.time;
      join(known, fact);
    },
    get size() {
      return size;
    },
    async apply(connection) {
      const hosts = [...pending].sort(([one], [other]) => one - other);
      await connection.insert(
        'host',
        HOST,
        hosts.map(([id, host]) => hostRow(id, host, scan)),
        HOST_AGAIN,
      );
      await connection.insert('port', PORT, portRows(hosts, scan), PORT_AGAIN);
      const counted = hosts.filter(([, { ports, services }]) => ports.size + services.size > 0).map(([id]) => id);
      for (const some of listsOf(counted)) {
        await connection.all(
          `update host set open_ports = (select count(*) from port where port.id >= host.id * 131072
             and port.id < (host.id + 1) * 131072 and port.state = 'open') where id in ${PLACES}`,
          some,
        );
      }
    },
    done() {
      pending.clear();
      size = 0;
    },
  };
}

function join(known: Pending, fact: HostsFact): void {
  switch (fact.type) {
    case 'host':
      known.host = known.host === null ? firstHost(fact) : joinHosts(known.host, fact);
      break;
    case 'port':
      known.ports.take(fact);
      break;
    case 'service': {
      if (fact.service === 'unknown') break;
      const place = placeOf(fact.proto, fact.port);
      const before = known.services.get(place);
      known.services.set(place, before === undefined ? fact : joinServices(before, fact));
      break;
    }
    case 'identity':
      if (known.identity === null || known.identity.time <= fact.time) known.identity = fact;
      break;
  }
}

const HOST = [
  ...['id', 'ip', 'rank', 'device', 'own_device', 'state', 'name', 'mac', 'vendor', 'kind', 'os', 'os_family'],
  ...['first_seen', 'last_seen', 'scan'],
];
/** Rule 2. It is always there: it has a number. */
const HOST_AGAIN = `on conflict (id) do update set ${['name', 'mac', 'vendor', 'kind', 'os', 'os_family']
  .map((column) => `${column} = coalesce(excluded.${column}, host.${column})`)
  .join(', ')},
  state = case when excluded.state = 'unknown' and host.scan = excluded.scan then host.state else excluded.state end,
  last_seen = excluded.last_seen, scan = excluded.scan
  where excluded.last_seen >= host.last_seen`;

function hostRow(id: number, { ip, host, identity, ports, services, last }: Pending, scan: number): readonly Value[] {
  const time = Date.parse(last);
  return [
    ...[id, ip, rankOf(ip), 0, 0],
    host !== null || services.size > 0 || hasAnswered(ports) ? 'up' : 'unknown',
    column(identity?.name ?? host?.names?.[0]?.name),
    column(host?.mac),
    column(identity?.vendor ?? host?.vendor),
    column(identity?.kind?.is),
    column(identity?.os?.name ?? identity?.os?.family),
    column(identity?.os?.family),
    ...[time, time, scan],
  ];
}

const PORT = [
  ...['id', 'host', 'proto', 'port', 'state', 'service', 'product', 'version', 'tls'],
  ...['first_seen', 'last_seen', 'scan'],
];
/** Rule 1: silence that is told later in the same scan takes no answer back. */
const NOW = `case when port.scan = excluded.scan and port.state in ('open', 'closed')
  and excluded.state not in ('open', 'closed') then port.state else excluded.state end`;
const kept = (name: string): string =>
  `${name} = case when excluded.service is null then port.${name} else excluded.${name} end`;
const PORT_AGAIN = `on conflict (id) do update set
  first_seen = case when port.state = ${NOW} then port.first_seen else excluded.first_seen end,
  state = ${NOW}, ${['service', 'product', 'version', 'tls'].map(kept).join(', ')},
  last_seen = excluded.last_seen, scan = excluded.scan
  where excluded.last_seen >= port.last_seen`;

function* portRows(hosts: readonly (readonly [number, Pending])[], scan: number): Generator<readonly Value[]> {
  for (const [host, { ports, services }] of hosts) {
    for (const place of ports.places()) {
      const port = ports.get(place)!;
      yield portRow(host, port, port.time, port.state, services.get(place), scan);
    }
    for (const [place, service] of services) {
      // What says what it is for is open.
      if (ports.get(place) === undefined) yield portRow(host, service, timeOf(service.time), 'open', service, scan);
    }
  }
}

function portRow(
  host: number,
  { proto, port }: Pick<PortFact, 'proto' | 'port'>,
  time: number,
  state: string,
  service: ServiceFact | undefined,
  scan: number,
): readonly Value[] {
  const id = portId(host, proto, port);
  const [name, product, version] = [column(service?.service), column(service?.product), column(service?.version)];
  return [id, host, proto, port, state, name, product, version, service?.tls ? 1 : 0, time, time, scan];
}

/** Whether one of them is an answer of the host itself. */
function hasAnswered(ports: PortsSeen): boolean {
  for (const place of ports.places()) {
    const { reason } = ports.get(place)!;
    if (reason !== 'no-response' && !reason.startsWith('icmp-')) return true;
  }
  return false;
}

const COLUMN_MOST = 255;

/** Strangers wrote it: no column is longer, and PostgreSQL takes no NUL and no half of a character. */
function column(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  return text.replaceAll('\0', '').slice(0, COLUMN_MOST).toWellFormed();
}
