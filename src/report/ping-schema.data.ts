// The part of the schema for the lines that `portolan ping --json` writes.
import type { PingMethod, PingState } from '../ping/types.ts';
import { count, ip, line, milliseconds, port } from './schema-parts.data.ts';

const target = { type: 'string' };
const reason = { type: 'string' };
const sequenceNumber = { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 };
const statistic = milliseconds;
/** Records, so that the compiler misses a word that is not here. */
const methods = Object.keys({
  tcp: true,
  icmp: true,
  udp: true,
  arp: true,
  connect: true,
} satisfies Record<PingMethod, true>);
const states = Object.keys({
  open: true,
  closed: true,
  up: true,
  unreachable: true,
  'time-exceeded': true,
  'no-answer': true,
  'refused-by-us': true,
} satisfies Record<PingState, true>);

function orNull<T extends { readonly type: string }>(schema: T) {
  return { ...schema, type: [schema.type, 'null'] };
}

export const PING_LINES = [
  line('Before the first probe to a target. Port 0 stands for none.', 'ping-start', {
    target,
    src: ip,
    sport: port,
    dst: ip,
    dport: port,
    seq: sequenceNumber,
    interface: { type: 'string' },
    method: { enum: methods },
  }),
  line('One probe, when its answer has come or the time for it is over. n counts from 1 for each target.', 'ping', {
    target,
    n: { type: 'integer', minimum: 1 },
    src: ip,
    sport: port,
    dst: ip,
    dport: port,
    seq: sequenceNumber,
    ack: orNull(sequenceNumber),
    state: { enum: states },
    reason,
    from: orNull(ip),
    ttl: orNull({ type: 'integer', minimum: 0, maximum: 255 }),
    window: orNull(port),
    mac: orNull({ type: 'string', pattern: '^([0-9a-f]{2}:){5}[0-9a-f]{2}$' }),
    rttMs: orNull(milliseconds),
  }),
  line('An answer that does not count, and why.', 'ping-stray', {
    target: orNull(target),
    kind: { enum: ['duplicate', 'late', 'out-of-order', 'stray'] },
    reason,
    from: { type: 'string' },
    n: orNull({ type: 'integer', minimum: 1 }),
    rttMs: orNull(milliseconds),
  }),
  line('Something to know that is not about one probe.', 'ping-notice', {
    code: { type: 'string', pattern: '^[EN]_[A-Z0-9_]+$' },
    text: { type: 'string' },
  }),
  line('The last line of a target. strays: how many, by their reason.', 'ping-end', {
    target,
    dst: ip,
    dport: port,
    sent: count,
    received: count,
    lossPercent: { type: 'number', minimum: 0, maximum: 100 },
    duplicates: count,
    late: count,
    outOfOrder: count,
    strays: { type: 'object', additionalProperties: count },
    rttMs: {
      type: ['object', 'null'],
      required: ['min', 'avg', 'max', 'median', 'p95', 'stddev', 'jitter'],
      properties: {
        min: statistic,
        avg: statistic,
        max: statistic,
        median: statistic,
        p95: statistic,
        stddev: statistic,
        jitter: statistic,
      },
    },
    clock: { enum: ['kernel', 'kernel-receive', 'process'] },
    interrupted: { type: 'boolean' },
  }),
];
