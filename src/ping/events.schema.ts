// What a ping says, event by event. On a line of JSON each also has `"v":1` and the time when it was told.
import { z } from 'zod';
import { code, count, ip, mac, milliseconds, port, ttl } from '../finding/words.schema.ts';

const target = z.string().describe('As it was written');
const sequenceNumber = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);
const number = z.int().min(1).describe('Counts from 1 for each target');

export const pingStart = z
  .object({
    type: z.literal('ping-start'),
    target,
    src: ip,
    sport: port,
    dst: ip,
    dport: port,
    seq: sequenceNumber,
    interface: z.string(),
    method: z.enum(['tcp', 'icmp', 'udp', 'arp', 'connect']),
  })
  .describe('Before the first probe to a target. Port 0 stands for none');

export const pingResult = z
  .object({
    type: z.literal('ping'),
    target,
    n: number,
    src: ip,
    sport: port,
    dst: ip,
    dport: port,
    seq: sequenceNumber,
    ack: sequenceNumber.nullable(),
    state: z
      .enum(['open', 'closed', 'up', 'unreachable', 'time-exceeded', 'no-answer', 'refused-by-us'])
      .describe('refused-by-us: our kernel would not send'),
    reason: z
      .string()
      .describe('syn-ack, rst, echo-reply, udp-response, arp-reply, icmp-port-unreachable, no-response ...'),
    from: ip.nullable().describe('Who sent it, of ICMP errors'),
    ttl: ttl.nullable(),
    window: port.nullable(),
    mac: mac.nullable(),
    rttMs: milliseconds.nullable(),
    packet: z
      .base64()
      .optional()
      .describe('The first bytes of the answer, from its IPv4 header on; only where they were asked for'),
    atMs: milliseconds
      .optional()
      .describe('With a packet: when it came, by the clock that all answers of this ping share'),
  })
  .describe('One probe, when its answer has come or the time for it is over');

export const pingStray = z
  .object({
    type: z.literal('ping-stray'),
    target: target.nullable(),
    kind: z.enum(['duplicate', 'late', 'out-of-order', 'stray']),
    reason: z.string().describe('wrong-ack, wrong-address, wrong-port, rst-wrong-ack, truncated, bad-checksum ...'),
    from: z.string(),
    n: number.nullable(),
    rttMs: milliseconds.nullable(),
  })
  .describe('An answer that does not count, and why');

export const pingEnd = z
  .object({
    type: z.literal('ping-end'),
    target,
    dst: ip,
    dport: port,
    sent: count,
    received: count,
    lossPercent: z.number().min(0).max(100).describe('Up to 4 decimals'),
    duplicates: count,
    late: count,
    outOfOrder: count,
    strays: z.record(z.string(), count).describe('How many, by their reason'),
    rttMs: z
      .object({
        min: milliseconds,
        avg: milliseconds,
        max: milliseconds,
        median: milliseconds,
        p95: milliseconds,
        stddev: milliseconds,
        jitter: milliseconds,
      })
      .nullable(),
    clock: z.enum(['kernel', 'kernel-receive', 'process']),
    interrupted: z.boolean(),
  })
  .describe('The last line of a target, also where it was interrupted');

export const pingNotice = z
  .object({ type: z.literal('ping-notice'), code, text: z.string() })
  .describe('Something to know that is not about one probe');

export const PING_EVENTS = [pingStart, pingResult, pingStray, pingNotice, pingEnd] as const;
