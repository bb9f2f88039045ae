// What is known now, kept up with what a scan says. Lines are kept at once; this follows them when there is time for it, and at the
// end of the scan at the latest: a flood of ports is written sorted and in few steps, as every step touches most of the table's pages.
//
//   lines ─► pending, by host ─── apply ───► host, port      scan.applied: the last line that they know
//
//  1. Within a scan facts join as everywhere (src/finding/join.ts). Of two scans the later one counts, whichever was written first: old
//     results may be imported.
//  2. What a scan does not say of a host stays as it was known.
//  3. `first_seen` of a port: since when it is in its state.
import type { Fact, HostFact, IdentityFact, PortFact, ServiceFact } from '../../finding/finding.ts';
import { firstHost, type Joined, joinHosts, joinPorts, joinServices } from '../../finding/join.ts';
import type { Connection, Value } from '../store/database.ts';
import { listsOf, PLACES } from './hosts.ts';
import { portId } from './port-id.ts';
import { rankOf } from './rank.ts';

interface Pending {
  readonly ip: string;
  host: Joined<HostFact> | null;
  identity: IdentityFact | null;
  readonly ports: Map<number, Joined<PortFact>>;
  readonly services: Map<number, ServiceFact>;
  last: string;
}

export interface State {
  take(fact: Fact, host: number): void;
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
        known = { ip: fact.ip, host: null, identity: null, ports: new Map(), services: new Map(), last: fact.time };
        pending.set(host, known);
      }
      size++;
      if (fact.time > known.last) known.last = fact.time;
      join(known, fact, host);
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
      const ports = hosts.flatMap(([id, host]) => portRows(id, host, scan));
      await connection.insert('port', PORT, ports, PORT_AGAIN);
      const counted = hosts.filter(([, { ports }]) => ports.size > 0).map(([id]) => id);
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

function join(known: Pending, fact: Fact, host: number): void {
  switch (fact.type) {
    case 'host':
      known.host = known.host === null ? firstHost(fact) : joinHosts(known.host, fact);
      break;
    case 'port': {
      const id = portId(host, fact.proto, fact.port);
      const before = known.ports.get(id);
      known.ports.set(id, before === undefined ? fact : joinPorts(before, fact));
      break;
    }
    case 'service': {
      if (fact.service === 'unknown') break;
      const id = portId(host, fact.proto, fact.port);
      const before = known.services.get(id);
      known.services.set(id, before === undefined ? fact : joinServices(before, fact));
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
  const answered = [...ports.values()].some(({ reason }) => reason !== 'no-response' && !reason.startsWith('icmp-'));
  const time = Date.parse(last);
  return [
    ...[id, ip, rankOf(ip), 0, 0],
    host !== null || answered || services.size > 0 ? 'up' : 'unknown',
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

function portRows(host: number, { ports, services }: Pending, scan: number): readonly (readonly Value[])[] {
  const ids = new Set([...ports.keys(), ...services.keys()]);
  return [...ids]
    .sort((one, other) => one - other)
    .map((id) => {
      const [port, service] = [ports.get(id), services.get(id)];
      const { proto, port: number, time } = (port ?? service)!;
      const seen = Date.parse(time);
      const what = [column(service?.service), column(service?.product), column(service?.version)];
      // What says what it is for is open.
      return [id, host, proto, number, port?.state ?? 'open', ...what, service?.tls ? 1 : 0, seen, seen, scan];
    });
}

const COLUMN_MOST = 255;

/** Strangers wrote it: no column is longer, and PostgreSQL takes no NUL and no half of a character. */
function column(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  return text.replaceAll('\0', '').slice(0, COLUMN_MOST).toWellFormed();
}
