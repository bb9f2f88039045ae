// Findings of a made-up scan, for the tests of reports and of the command.
import type { EndFinding, Finding, Line, ProgressFinding } from '../finding/finding.ts';
import { stamp } from '../finding/stamp.ts';

export const END: EndFinding = {
  type: 'end',
  hostsAsked: 16,
  hostsUp: 16,
  openPorts: 4,
  closedPorts: 1_048_554,
  filteredPorts: 2,
  probes: 1_048_560,
  answered: 1_048_560,
  retransmitted: 1204,
  silent: 0,
  completeness: 1,
  unasked: 0,
  strays: 3,
  duplicates: 2,
  late: 1,
  limitedHosts: [],
  answersAllHosts: [],
  kernelDrops: 0,
  interrupted: false,
  stateless: false,
  elapsedMs: 6410,
  probe: 'syn',
  engine: 'raw',
};

/** What a scan ends with that asked 254 hosts and no ports; the rest as in END. */
export const HOSTS_END = {
  hostsAsked: 254,
  hostsUp: 2,
  openPorts: 0,
  closedPorts: 0,
  filteredPorts: 0,
  probes: 254,
  answered: 2,
  retransmitted: 252,
  silent: 252,
  elapsedMs: 1200,
  probe: 'icmp',
} as const satisfies Partial<EndFinding>;

export const PROGRESS: ProgressFinding = {
  type: 'progress',
  phase: 'scan',
  attempt: 1,
  done: 0.432,
  rate: 184_302,
  sent: 453_000,
  answered: 452_900,
  openPorts: 2,
  hostsUp: 16,
  remainingMs: 4200,
};

/** Hosts come out of order, as they do. */
export const FINDINGS: readonly Finding[] = [
  PROGRESS,
  { type: 'host', ip: '198.18.0.20', state: 'up', reason: 'arp-reply', mac: '02:00:00:00:00:14', rttMs: 12.34 },
  {
    type: 'host',
    ip: '198.18.0.3',
    state: 'up',
    reason: 'arp-reply',
    mac: '02:00:00:00:00:03',
    rttMs: 0.213,
    names: [{ name: 'files\x1b[2J.example', source: 'target' }],
  },
  { type: 'port', ip: '198.18.0.3', proto: 'tcp', port: 8080, state: 'open', reason: 'syn-ack', ttl: 64, rttMs: 0.5 },
  { type: 'port', ip: '198.18.0.3', proto: 'tcp', port: 22, state: 'open', reason: 'syn-ack', ttl: 64, rttMs: 0.19 },
  { type: 'notice', code: 'N_NOT_ASKED', text: '198.18.0.255 is not asked: a broadcast address' },
  { type: 'port', ip: '198.18.0.3', proto: 'tcp', port: 25, state: 'filtered', reason: 'icmp-admin-prohibited' },
  { type: 'host-end', ip: '198.18.0.3', open: 2, closed: 65_532, filtered: 1 },
  { type: 'host', ip: '198.18.0.100', state: 'up', reason: 'syn-ack' },
  { type: 'host-end', ip: '198.18.0.100', open: 65_535, closed: 0, filtered: 0, answersAll: true },
  { type: 'host-end', ip: '198.18.0.20', open: 0, closed: 65_535, filtered: 0, limitedPerSecond: 1000 },
  END,
];

export const TIME = '2026-11-27T03:12:12.042Z';

/** The lines of these findings, as those of a stage that asked by `probe`, all told at one time. */
export function linesOf(findings: readonly Finding[], probe: 'syn' | 'udp' | 'icmp' | 'arp' = 'syn'): Line[] {
  return findings.map((each) =>
    each.type === 'end' ? { ...each, time: TIME } : stamp(each, { stage: probe, probe }, TIME),
  );
}
