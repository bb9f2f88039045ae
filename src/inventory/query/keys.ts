// What a filter can ask for: a key is an entry here. Values of the same word are "or"; everything a person wrote is bound, never part
// of a statement.
import { type RawBuilder, sql } from 'kysely';
import { type Asking, certificateValue, portsWith } from './certificates.ts';
import {
  addressRange,
  addressValue,
  chosenValue,
  likePattern,
  numberValue,
  portValue,
  timeValue,
  yesValue,
} from './values.ts';

type Sql = RawBuilder<boolean>;

/** What a word of a filter is held against. */
export type Level = 'host' | 'port';

export interface Key {
  /** Null: whatever rows are asked for. */
  readonly level: Level | null;
  /** For the help: an example and what it means. */
  readonly about: string;
  /** One value. `word`: as it was written. */
  condition(value: string, word: string, context: Context): Sql;
}

/** `certificates`: of all ports, where a word asks for them (CERTIFICATE). */
export interface Context extends Asking {
  readonly now: number;
}

/** The key that needs certificates. */
export const CERTIFICATE = 'cert';
const HOST_STATES = ['up', 'down', 'unknown'] as const;
const PORT_STATES = ['open', 'closed', 'filtered', 'open|filtered'] as const;

export const KEYS: Readonly<Record<string, Key>> = {
  ip: {
    level: 'host',
    about: 'ip:198.18.0.0/24  an address, a network, a range',
    condition(value, word) {
      return isBetween(...addressValue(value, word));
    },
  },
  name: hostText('name', 'name:nas           has that in its name'),
  vendor: hostText('vendor', 'vendor:synology    who made it'),
  mac: {
    level: 'host',
    about: 'mac:00:11:32       how its MAC address begins',
    condition: (value) => begins('host.mac', value.replaceAll('-', ':')),
  },
  kind: {
    level: 'host',
    about: 'kind:printer       what it is',
    condition: (value) => contains('host.kind', value),
  },
  os: {
    level: 'host',
    about: 'os:linux           its system, or the family of it',
    condition: (value) => sql`(host.os_family = ${value.toLowerCase()} or ${contains('host.os', value)})`,
  },
  port: {
    level: 'port',
    about: 'port:443,8000-8080 open there; port:53/udp',
    condition(value, word) {
      const { span, proto } = portValue(value, word);
      const number =
        span[0] === span[1]
          ? sql<boolean>`port.port = ${span[0]}`
          : sql<boolean>`port.port between ${span[0]} and ${span[1]}`;
      return proto === null ? number : sql`(${number} and port.proto = ${proto})`;
    },
  },
  proto: {
    level: 'port',
    about: 'proto:udp          of a port',
    condition: (value, word) => sql`port.proto = ${chosenValue(value, word, ['tcp', 'udp'])}`,
  },
  service: {
    level: 'port',
    about: 'service:http       what a port is for, as it is listed',
    condition: (value) => sql`(port.service is not null and port.service = ${value.toLowerCase()})`,
  },
  product: portText('product', 'product:nginx      what is behind a port'),
  version: {
    level: 'port',
    about: 'version:1.2        how its version begins',
    condition: (value) => ofService(begins('port.version', value)),
  },
  tls: {
    level: 'port',
    about: 'tls:yes            inside TLS',
    condition: (value, word) => sql`port.tls = ${yesValue(value, word) ? 1 : 0}`,
  },
  [CERTIFICATE]: {
    level: 'port',
    about: 'cert:example.com   who is in its certificate; cert:expired, cert:30d (ends by then)',
    condition: (value, word, context) => portsWith(context, certificateValue(value, word, context.now)),
  },
  state: {
    level: 'port',
    about: 'state:filtered     of a port; without it ports are open ones',
    condition: (value, word) => sql`port.state = ${chosenValue(value, word, PORT_STATES)}`,
  },
  is: {
    level: 'host',
    about: 'is:up              of a host',
    condition: (value, word) => sql`host.state = ${chosenValue(value, word, HOST_STATES)}`,
  },
  new: {
    level: null,
    about: 'new:7d             first seen since then; also 12h, 2w, 2026-01-31',
    condition: (value, word, { now, rows }) => sql`${sql.ref(`${rows}.first_seen`)} >= ${timeValue(value, word, now)}`,
  },
  seen: {
    level: null,
    about: 'seen:7d            last seen since then',
    condition: (value, word, { now, rows }) => sql`${sql.ref(`${rows}.last_seen`)} >= ${timeValue(value, word, now)}`,
  },
  gone: {
    level: null,
    about: 'gone:7d            not seen since then',
    condition: (value, word, { now, rows }) => sql`${sql.ref(`${rows}.last_seen`)} < ${timeValue(value, word, now)}`,
  },
  scan: {
    level: 'host',
    about: 'scan:12            what that scan said something of',
    condition: (value, word) =>
      sql`exists (select 1 from line where line.scan = ${numberValue(value, word)} and line.host = host.id)`,
  },
};

/** A word without a key, held against hosts: in names, addresses, makers, systems; and against what their ports are. */
export function anywhere(value: string, rows: Level): Sql {
  const range = /^[\d.]+(?:\/\d+|-[\d.]+)?$/.test(value) ? addressRange(value) : null;
  if (range !== null) return isBetween(...addressValue(value, value));
  const ofHost = ['name', 'vendor', 'kind', 'os'].map((column) => contains(`host.${column}`, value));
  const ofPort = ['service', 'product'].map((column) => ofService(contains(`port.${column}`, value)));
  const address = /^[\d.]+$/.test(value) ? [begins('host.ip', value)] : [];
  const inPorts =
    rows === 'port' ? either(ofPort) : sql<boolean>`host.id in (select port.host from port where ${either(ofPort)})`;
  return either([...ofHost, ...address, inPorts]);
}

function isBetween(first: string, last: string): Sql {
  return sql`host.rank between ${first} and ${last}`;
}

export function either(all: readonly Sql[]): Sql {
  return sql`(${sql.join([...all], sql` or `)})`;
}

function hostText(column: string, about: string): Key {
  return { level: 'host', about, condition: (value) => contains(`host.${column}`, value) };
}

function portText(column: string, about: string): Key {
  return { level: 'port', about, condition: (value) => ofService(contains(`port.${column}`, value)) };
}

/** The index of services has those alone that are known, and all that is asked of them. */
function ofService(condition: Sql): Sql {
  return sql`(port.service is not null and ${condition})`;
}

function contains(column: string, text: string): Sql {
  return like(column, likePattern(text, 'contains'));
}

function begins(column: string, text: string): Sql {
  return like(column, likePattern(text, 'begins'));
}

/** Both databases compare letters of ASCII without their case this way. */
function like(column: string, pattern: string): Sql {
  return sql`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
}
