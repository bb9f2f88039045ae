// JSON Schema (draft 2020-12) of the lines that `portolan scan --json` and `portolan ping --json` write. Additions keep
// `"v":1`: readers must pass over lines of a type, and keys, that they do not know.
import type { PortReason } from '../finding/finding.ts';
import { PING_LINES } from './ping-schema.data.ts';
import { count, ip, line, milliseconds, port } from './schema-parts.data.ts';

const proto = { enum: ['tcp', 'udp'] };
/** A record, so that the compiler misses a reason that is not here. */
const portReasons = Object.keys({
  'syn-ack': true,
  rst: true,
  connected: true,
  'connection-refused': true,
  'udp-response': true,
  'no-response': true,
  'icmp-net-unreachable': true,
  'icmp-host-unreachable': true,
  'icmp-protocol-unreachable': true,
  'icmp-port-unreachable': true,
  'icmp-net-prohibited': true,
  'icmp-host-prohibited': true,
  'icmp-admin-prohibited': true,
  'icmp-time-exceeded': true,
  'icmp-unreachable': true,
} satisfies Record<PortReason, true>);

export const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A line of portolan scan --json or of portolan ping --json',
  oneOf: [
    line(
      'A host answered. Comes once a host; times are in milliseconds.',
      'host',
      {
        ip,
        state: { const: 'up' },
        reason: { enum: ['arp-reply', 'neighbour-table', 'local', 'echo-reply', ...portReasons] },
      },
      {
        mac: { type: 'string', pattern: '^([0-9a-f]{2}:){5}[0-9a-f]{2}$' },
        names: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'source'],
            properties: { name: { type: 'string' }, source: { type: 'string' } },
          },
        },
        rttMs: milliseconds,
      },
    ),
    line(
      'A port. Open ones come as they are found; closed and filtered ones only of hosts that have few of them.',
      'port',
      {
        ip,
        proto,
        port,
        state: { enum: ['open', 'closed', 'filtered', 'open|filtered'] },
        reason: { enum: portReasons },
      },
      {
        ttl: { type: 'integer', minimum: 0, maximum: 255 },
        window: port,
        rttMs: milliseconds,
        payload: { type: 'string', contentEncoding: 'base64' },
      },
    ),
    line(
      'A host that is up is done: its ports, counted. With answersAll every port answers (SYN proxy or tarpit).',
      'host-end',
      { ip, open: count, closed: count, filtered: count },
      { openFiltered: count, answersAll: { type: 'boolean' }, limitedPerSecond: { type: 'number', minimum: 0 } },
    ),
    line('Something to know that is not about one port.', 'notice', {
      code: { type: 'string', pattern: '^N_[A-Z0-9_]+$' },
      text: { type: 'string' },
    }),
    line(
      'With --dry-run: a probe that would be sent, in the order of sending. Echo and ARP requests have no port.',
      'probe',
      { ip, proto: { enum: ['tcp', 'udp', 'icmp', 'arp'] } },
      { port },
    ),
    line(
      'The last line of a scan that came to an end: what was asked and what became of it.',
      'end',
      {
        hostsAsked: count,
        hostsUp: count,
        openPorts: count,
        closedPorts: count,
        filteredPorts: count,
        probes: count,
        answered: count,
        retransmitted: count,
        silent: count,
        completeness: { type: 'number', minimum: 0, maximum: 1 },
        unasked: count,
        strays: count,
        duplicates: count,
        late: count,
        limitedHosts: { type: 'array', items: ip },
        answersAllHosts: { type: 'array', items: ip },
        kernelDrops: count,
        interrupted: { type: 'boolean' },
        stateless: { type: 'boolean' },
        elapsedMs: milliseconds,
        probe: { enum: ['syn', 'udp', 'icmp', 'arp'] },
        engine: { enum: ['raw', 'kernel', 'connect'] },
      },
      { openFilteredPorts: count, answersAllUnlisted: count },
    ),
    ...PING_LINES,
  ],
} as const;
