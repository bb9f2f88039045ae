// Events of a made-up ping, for the tests of reports and of the command.
import type { PingEnd, PingEvent, PingResult, PingStart, PingStray } from '../../ping/types.ts';

export const START: PingStart = {
  type: 'ping-start',
  target: 'host.example',
  src: '198.18.0.1',
  sport: 51234,
  dst: '198.19.0.10',
  dport: 443,
  seq: 3029575850,
  interface: 'eth0',
  method: 'tcp',
};

export const OPEN: PingResult = {
  type: 'ping',
  target: 'host.example',
  n: 1,
  src: '198.18.0.1',
  sport: 51234,
  dst: '198.19.0.10',
  dport: 443,
  seq: 3029575850,
  ack: 3029575851,
  state: 'open',
  reason: 'syn-ack',
  from: null,
  ttl: 64,
  window: 64240,
  mac: null,
  rttMs: 0.213,
};

export const LOST: PingResult = {
  ...OPEN,
  n: 2,
  seq: 7,
  ack: null,
  state: 'no-answer',
  reason: 'no-response',
  ttl: null,
  window: null,
  rttMs: null,
};

export const UNREACHABLE: PingResult = {
  ...LOST,
  n: 3,
  state: 'unreachable',
  reason: 'icmp-host-unreachable',
  from: '198.18.0.254',
  ttl: 63,
  rttMs: 1.5,
};

export const STRAY: PingStray = {
  type: 'ping-stray',
  target: 'host.example',
  kind: 'stray',
  reason: 'wrong-ack',
  from: '198.19.0.10:443',
  n: null,
  rttMs: null,
};

export const END: PingEnd = {
  type: 'ping-end',
  target: 'host.example',
  dst: '198.19.0.10',
  dport: 443,
  sent: 4,
  received: 4,
  lossPercent: 0,
  duplicates: 0,
  late: 0,
  outOfOrder: 0,
  strays: {},
  rttMs: { min: 0.2, avg: 0.2250000000004, max: 0.3, median: 0.2, p95: 0.3, stddev: 0.01, jitter: 0.01 },
  clock: 'kernel',
  interrupted: false,
};

/** A target that loses two of three, and meets a stray. */
export const LOSSY: readonly PingEvent[] = [
  START,
  OPEN,
  LOST,
  STRAY,
  { ...STRAY, kind: 'late', reason: 'syn-ack', n: 2, rttMs: 2100.25 },
  { type: 'ping-notice', code: 'N_CLOCK', text: 'no transmit timestamps on tun0' },
  UNREACHABLE,
  { ...END, sent: 3, received: 1, lossPercent: 66.6667, late: 1, strays: { 'wrong-ack': 1 } },
];
