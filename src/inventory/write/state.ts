// What is known now, kept up with what a scan says. Lines are kept at once; this follows them when there is time for it, and at the
// end of the scan at the latest: a flood of ports is written sorted and in few steps, as every step touches most of the table's pages.
//
//   lines ─► pending, by host ─── apply ───► host, port      scan.applied: the last line that they know
//
//  1. Within a scan facts join as everywhere (src/finding/join.ts). Of two scans the later one counts, whichever was written first: old
//     results may be imported.
//  2. What a scan does not say of a host stays as it was known.
//  3. `first_seen` of a port: since when it is in its state.
import type { HostFact, IdentityFact, PortFact, ServiceFact } from '../../finding/finding.ts';
import { firstHost, type Joined, joinHosts, joinServices } from '../../finding/join.ts';
import type { Connection, Value } from '../store/database.ts';
import { type Batch, PORT_WORDS } from './batch.ts';
import { listsOf, PLACES } from './hosts.ts';
import { portId } from './port-id.ts';
import { createPortsSeen, type PortsSeen, placeOf, timeOf } from './ports-seen.ts';
import { rankOf } from './rank.ts';

interface Pending {
  readonly ip: string;
  host: Joined<HostFact> | null;
  identity: IdentityFact | null;
  readonly ports: PortsSeen;
  /** One of its ports answered itself. */
  hasAnswered: boolean;
  /** By their place in `ports`. */
  readonly services: Map<number, ServiceFact>;
  /** Milliseconds. */
  last: number;
}

/** What a fact that is no port's takes in memory, in ports. */
const FACT_WEIGHT = 16;

export interface State {
  /** `hosts[i]`: the number of the host that `chunks[i]` is about; null: about none. */
  take(batch: Batch, hosts: readonly (number | null)[]): void;
  /** Facts that wait, counted in ports. */
  readonly size: number;
  /** Writes all of them; they wait until `done`. */
  apply(connection: Connection): Promise<void>;
  done(): void;
}

export function createState(scan: number): State {
  const pending = new Map<number, Pending>();
  let size = 0;

  return {
    take({ chunks, ports, facts }, hosts) {
      const known = chunks.map(({ ip, last, hasAnswered }, index) => {
        const number = hosts[index];
        if (ip === null || number === null || last === null) return null;
        const host = pending.get(number) ?? nothingOf(ip);
        pending.set(number, host);
        host.last = Math.max(host.last, last);
        host.hasAnswered ||= hasAnswered;
        return host;
      });
      for (let at = 0; at < ports.length; at += PORT_WORDS) known[ports[at]]!.ports.take(ports[at + 1], ports[at + 2]);
      for (const [index, fact] of facts) join(known[index]!, fact);
      size += ports.length / PORT_WORDS + FACT_WEIGHT * facts.length;
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
      for (const some of listsOf(hosts.map(([id]) => id))) {
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

function nothingOf(ip: string): Pending {
  const ports = createPortsSeen();
  return { ip, host: null, identity: null, ports, hasAnswered: false, services: new Map(), last: 0 };
}

function join(known: Pending, fact: Batch['facts'][number][1]): void {
  switch (fact.type) {
    case 'host':
      known.host = known.host === null ? firstHost(fact) : joinHosts(known.host, fact);
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

function hostRow(
  id: number,
  { ip, host, identity, hasAnswered, services, last }: Pending,
  scan: number,
): readonly Value[] {
  return [
    ...[id, ip, rankOf(ip), 0, 0],
    host !== null || services.size > 0 || hasAnswered ? 'up' : 'unknown',
    column(identity?.name ?? host?.names?.[0]?.name),
    column(host?.mac),
    column(identity?.vendor ?? host?.vendor),
    column(identity?.kind?.is),
    column(identity?.os?.name ?? identity?.os?.family),
    column(identity?.os?.family),
    ...[last, last, scan],
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
    const others = new Set(services.keys());
    for (const port of ports.joined()) {
      yield portRow(host, port, port.time, port.state, services.get(port.place), scan);
      others.delete(port.place);
    }
    for (const place of others) {
      const service = services.get(place)!;
      // What says what it is for is open.
      yield portRow(host, service, timeOf(service.time), 'open', service, scan);
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

const COLUMN_MOST = 255;

/** Strangers wrote it: no column is longer, and PostgreSQL takes no NUL and no half of a character. */
function column(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  return text.replaceAll('\0', '').slice(0, COLUMN_MOST).toWellFormed();
}
