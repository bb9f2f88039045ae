// The works that are scans, as data: which lab, which tools, how often, and what they must reach.
import type { Lab } from '../../lab/network/build.ts';
import { NOBODY } from '../../lab/runs/product.ts';
import { memoryGauge } from '../gauges/memory-gauge.ts';
import { queueGauge } from '../gauges/queue-gauge.ts';
import type { ScanWork } from '../scan-work.ts';
import { checkComplete, checkFaster } from '../score/score.ts';
import { masscan, nmap, portolan } from '../tools.ts';
import { ALL_PORTS, checkNarrow, gauged, HEARTBEAT_NOTE, NARROW_GAUGE, NOT_MEASURED } from './checks.ts';
import { loopbackTruth, startLoopbackListeners } from './loopback.ts';

const MINUTE = 60_000;

export const plain: ScanWork = {
  name: 'plain',
  about: '16 plain Linux hosts x 65,535 ports, 8 hidden open ports each',
  scenario: 'plain',
  timeoutMs: 2 * MINUTE,
  onWire: true,
  contenders: async (lab, quick) => ({
    portolan: { tool: portolan(lab), runs: quick ? 2 : 20 },
    nmap: { tool: nmap(lab, ['-sS']), runs: quick ? 1 : 5 },
    masscan: { tool: await masscan(lab, 100_000, 2), runs: quick ? 1 : 2 },
    'masscan-fast': { tool: await masscan(lab, 1_000_000, 2), runs: quick ? 1 : 2 },
  }),
  checks: (series) => [
    checkComplete(series('portolan')),
    checkFaster('nmap -sS -p- -T4 -Pn -n', 1.5, series('portolan'), series('nmap')),
  ],
  notes: [HEARTBEAT_NOTE],
};

export const loss5: ScanWork = {
  name: 'loss-5',
  about: '4 hosts x 65,535 ports, 5 % of packets lost each way at random',
  scenario: 'loss-5',
  timeoutMs: 10 * MINUTE,
  onWire: true,
  contenders: async (lab, quick) => ({
    portolan: { tool: portolan(lab), runs: quick ? 2 : 20 },
    masscan: { tool: await masscan(lab, 100_000, 2), runs: quick ? 1 : 2 },
  }),
  checks: (series) => [checkComplete(series('portolan'))],
  notes: [HEARTBEAT_NOTE],
};

export const bottleneck: ScanWork = {
  name: 'bottleneck',
  about: '2 hosts x 65,535 ports behind 20 Mbit/s with a queue of 50 packets, both ways',
  scenario: 'bottleneck',
  timeoutMs: 3 * MINUTE,
  onWire: true,
  gauge: NARROW_GAUGE,
  contenders: async (lab, quick) => ({
    portolan: { tool: portolan(lab), runs: quick ? 1 : 5 },
    nmap: { tool: nmap(lab, ['-sS']), runs: quick ? 1 : 5 },
    'masscan-fitting': { tool: await masscan(lab, 40_000, 2), runs: 1, timeoutMs: MINUTE },
  }),
  checks: (series) => [
    checkComplete(series('portolan')),
    ...checkNarrow(series('portolan')),
    checkFaster('nmap -sS -p- -T4 -Pn -n', 1, series('portolan'), series('nmap')),
  ],
  notes: [
    'The shapers (tc-tbf) are read every 100 ms. The first second begins with the first packet. Lost: probes and answers that a queue dropped, of the probes sent. Link used: bits the shaper towards the targets let through, of 20 Mbit/s, until as many packets were sent as there are probes in the first pass.',
    HEARTBEAT_NOTE,
  ],
};

export const bottleneckFar: ScanWork = {
  name: 'bottleneck-20ms',
  about: 'as bottleneck, with 20 ms of round-trip time',
  scenario: 'bottleneck-20ms',
  timeoutMs: 3 * MINUTE,
  onWire: true,
  gauge: queueGauge({ node: 'router', ahead: 'tap0', back: 'eth0', bitsPerSecond: 20e6, probes: 2 * ALL_PORTS }),
  contenders: async (lab, quick) => ({
    portolan: { tool: portolan(lab), runs: quick ? 1 : 5 },
    nmap: { tool: nmap(lab, ['-sS']), runs: quick ? 1 : 5 },
  }),
  checks: (series) => [
    checkComplete(series('portolan')),
    checkFaster('nmap -sS -p- -T4 -Pn -n', 3, series('portolan'), series('nmap')),
  ],
  notes: [],
};

const SMALL_NETWORK = '198.19.0.0/20';
const MEMORY_LIMIT_MB = 200;

export const slash16: ScanWork = {
  name: 'slash16',
  about: '65,536 addresses x 100 ports, 40 hosts there, nothing at the others',
  scenario: 'slash16',
  timeoutMs: 20 * MINUTE,
  onWire: true,
  gauge: memoryGauge,
  contenders: async (lab, quick) => ({
    portolan: { tool: portolan(quick ? { targets: [SMALL_NETWORK], ports: lab.ports } : lab), runs: 1 },
  }),
  async truth(lab, quick) {
    const truth = await lab.truth();
    const inside = (address: string): boolean => Number(address.split('.')[2]) < 16;
    return quick ? new Map([...truth].filter(([address]) => inside(address))) : truth;
  },
  checks: (series) => {
    const ours = series('portolan');
    const peaks = gauged(ours, 0);
    const ended = ours.every(({ failure }) => failure === null);
    return [
      checkComplete(ours),
      {
        wanted: `ends by itself, engine and command together under ${MEMORY_LIMIT_MB} MB (sum of RSS)`,
        got: peaks === null ? NOT_MEASURED : `${ended ? '' : 'did not end; '}${Math.max(...peaks).toFixed(0)} MB`,
        met: ended && peaks !== null && Math.max(...peaks) < MEMORY_LIMIT_MB,
      },
    ];
  },
  notes: [
    `Sampled every 50 ms from /proc, over the command and all processes it started. RSS counts what two processes share twice, PSS once; the limit is on RSS. With --quick: ${SMALL_NETWORK} only.`,
  ],
};

const LOOPBACK = { targets: ['127.0.0.1'], ports: null };

export const loopback: ScanWork = {
  name: 'loopback',
  about: 'all ports of 127.0.0.1, beside what `ss -Hlnt` lists there',
  scenario: 'unprivileged',
  timeoutMs: 2 * MINUTE,
  onWire: false,
  prepare: startLoopbackListeners,
  truth: (lab: Lab) => loopbackTruth(lab),
  contenders: async (_lab, quick) => ({
    portolan: { tool: portolan(LOOPBACK), runs: quick ? 1 : 5 },
    nmap: { tool: nmap(LOOPBACK, ['-sS']), runs: quick ? 1 : 5 },
  }),
  checks: (series) => [checkComplete(series('portolan'))],
  notes: ['In a namespace of its own, so that no other program opens a port meanwhile.'],
};

export const connect: ScanWork = {
  name: 'connect',
  about: 'one plain Linux host, all ports, as a user without privileges',
  scenario: 'unprivileged',
  timeoutMs: 2 * MINUTE,
  onWire: true,
  contenders: async (lab, quick) => ({
    portolan: { tool: portolan(lab, ['--engine', 'connect'], NOBODY), runs: quick ? 1 : 7 },
    nmap: { tool: nmap(lab, ['-sT'], NOBODY), runs: quick ? 1 : 7 },
  }),
  checks: (series) => [
    checkComplete(series('portolan')),
    checkFaster('nmap -sT -T4 -p- -n -Pn', 1, series('portolan'), series('nmap')),
  ],
  notes: [],
};
