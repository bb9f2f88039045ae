// Surveys as lines, for tests of what is different between two.
import type { Line, ScanCounters, StartLine } from '../../finding/finding.ts';
import { createPicture, fold, type Picture } from '../../finding/fold.ts';

export const TIME = '2026-01-05T10:00:00.000Z';
export const LATER = '2026-01-12T10:00:00.000Z';

export interface Given {
  readonly time?: string;
  readonly start?: Partial<StartLine>;
  /** What every stage came to. */
  readonly counters?: Partial<ScanCounters>;
  /** Those that came to their end; default: all that were to be. */
  readonly ended?: readonly string[];
  readonly facts?: readonly Line[];
}

const COUNTERS: ScanCounters = {
  ...{ hostsAsked: 256, hostsUp: 3, openPorts: 4, closedPorts: 90, filteredPorts: 0, probes: 25_600, answered: 94 },
  ...{
    retransmitted: 500,
    silent: 0,
    completeness: 1,
    unasked: 0,
    strays: 0,
    duplicates: 0,
    late: 0,
    limitedHosts: [],
  },
  ...{ answersAllHosts: [], kernelDrops: 0, interrupted: false, stateless: false, elapsedMs: 900, probe: 'syn' },
  engine: 'raw',
};

export const tcpPorts = (list: string) => [{ proto: 'tcp', count: 1, list }] as const;

/** A survey of 198.18.0.0/24 that looked for hosts, then asked 100 ports of TCP, to its end. */
export function survey({ time = TIME, start = {}, counters = {}, ended, facts = [] }: Given = {}): readonly Line[] {
  const first: StartLine = {
    ...{ type: 'start', time, version: '0.1.0', argv: ['scan'], targets: ['198.18.0.0/24'], seed: 'a', engine: 'raw' },
    ...{ stages: ['discover', 'syn', 'services', 'identity'], ports: tcpPorts('1-100') },
    ...{ discoverBy: ['echo', 'ack', 'syn:22,80'] },
    ...start,
  };
  const ends = (ended ?? first.stages).map(
    (stage): Line => ({ type: 'phase-end', stage, time, counters: { ...COUNTERS, ...counters } }),
  );
  return [first, ...facts.map((fact) => ({ ...fact, time }) as Line), ...ends];
}

export function pictureOf(lines: readonly Line[]): Picture {
  const picture = createPicture();
  for (const line of lines) fold(picture, line);
  return picture;
}

export const host = (ip: string, more: object = {}): Line => ({
  ...{ type: 'host', ip, state: 'up', reason: 'echo-reply', probe: 'discover', stage: 'discover', time: TIME, ...more },
});

export const byArp = (ip: string, mac: string): Line => host(ip, { reason: 'arp-reply', mac });

export const open = (ip: string, port: number, more: object = {}): Line => ({
  ...{ type: 'port', ip, proto: 'tcp', port, state: 'open', reason: 'syn-ack', probe: 'syn', stage: 'syn', time: TIME },
  ...more,
});

export const closed = (ip: string, port: number): Line => open(ip, port, { state: 'closed', reason: 'rst' });

export const ended = (ip: string, more: object = {}): Line => ({
  ...{ type: 'host-end', stage: 'syn', ip, open: 1, closed: 99, filtered: 0, time: TIME, ...more },
});

export const service = (ip: string, port: number, more: object = {}): Line => ({
  ...{ type: 'service', ip, proto: 'tcp', port, service: 'http', tls: false, confidence: 1, product: 'nginx' },
  ...{ evidence: [{ source: 'answer', text: 'HTTP/1.1 200 OK' }], stage: 'services', time: TIME, ...more },
});

export const certificate = (ip: string, port: number, fingerprint: string, more: object = {}): Line => ({
  ...{ type: 'certificate', ip, proto: 'tcp', port, subject: 'CN=a.example', issuer: 'CN=b', names: [], chain: 1 },
  ...{ notBefore: '2026-01-01', notAfter: '2026-12-31', selfSigned: false, fingerprint, serial: '1', keyType: 'rsa' },
  ...{ keyBits: 2048, tlsVersion: 'TLSv1.3', cipher: 'x', stage: 'services', time: TIME, ...more },
});

export const identity = (ip: string, more: object): Line => ({
  ...{ type: 'identity', ip, stage: 'identity', time: TIME, ...more },
});
