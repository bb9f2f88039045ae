// The works of the scan that is compiled into the kernel, as data.
import type { Lab } from '../../lab/network/build.ts';
import { readyForXdp } from '../../lab/xdp/xdp-ready.ts';
import { memoryGauge } from '../gauges/memory-gauge.ts';
import type { ScanWork } from '../scan-work.ts';
import { checkComplete, checkFaster } from '../score/score.ts';
import { masscan, nmap, portolan, type ScanTool } from '../tools.ts';
import { checkNarrow, gauged, HEARTBEAT_NOTE, NARROW_GAUGE, NOT_MEASURED } from './checks.ts';

const MINUTE = 60_000;
const XDP = ['--engine', 'kernel'];
const RING = ['--engine', 'raw'];

const NAPI_NOTE =
  "A veth takes frames from XDP only while it has a native program itself: on the scanner's interface the engine has its own, for the other tools the lab attaches one that passes everything.";

/** Answers from XDP come in only where there is a program; the engine brings its own. */
async function leaveOrLend(lab: Lab, tool: ScanTool): Promise<void> {
  await lab.passXdp(!tool.name.includes('kernel'));
}

export const xdp16: ScanWork = {
  name: 'xdp-16',
  about: '16 hosts x 65,535 ports that answer from XDP, 1,056 open ports',
  scenario: 'xdp-modulus',
  timeoutMs: 2 * MINUTE,
  onWire: true,
  before: leaveOrLend,
  contenders: async (lab, quick) => ({
    kernel: { tool: portolan(lab, XDP), runs: quick ? 2 : 20 },
    raw: { tool: portolan(lab, RING), runs: quick ? 1 : 5 },
    nmap: { tool: nmap(lab, ['-sS']), runs: quick ? 1 : 5 },
    masscan: { tool: await masscan(lab, 1_000_000, 2), runs: 1 },
  }),
  checks: (series) => [
    checkComplete(series('kernel')),
    checkFaster('nmap -sS -p- -T4 -Pn -n (kernel engine)', 10, series('kernel'), series('nmap')),
    checkComplete(series('raw')),
    checkFaster('nmap -sS -p- -T4 -Pn -n (raw engine)', 2, series('raw'), series('nmap')),
  ],
  notes: [NAPI_NOTE, HEARTBEAT_NOTE],
};

const LARGE_LIMIT_SECONDS = 20;
const LARGE_LIMIT_MB = 250;

export const xdp24: ScanWork = {
  name: 'xdp-24',
  about: '256 hosts x 65,535 ports (16.8 million probes) that answer from XDP, 16,896 open ports',
  scenario: 'xdp-modulus-24',
  timeoutMs: 3 * MINUTE,
  onWire: true,
  before: leaveOrLend,
  gauge: memoryGauge,
  contenders: async (lab, quick) => ({ kernel: { tool: portolan(lab, XDP), runs: quick ? 1 : 3 } }),
  checks: (series) => {
    const seconds = series('kernel').map((sample) => sample.seconds);
    const peaks = gauged(series('kernel'), 0);
    return [
      checkComplete(series('kernel')),
      {
        wanted: `under ${LARGE_LIMIT_SECONDS} s`,
        got: `${Math.max(...seconds).toFixed(2)} s in the slowest run`,
        met: Math.max(...seconds) < LARGE_LIMIT_SECONDS,
      },
      {
        wanted: `under ${LARGE_LIMIT_MB} MB for all processes (sum of RSS)`,
        got: peaks === null ? NOT_MEASURED : `${Math.max(...peaks).toFixed(0)} MB`,
        met: peaks !== null && Math.max(...peaks) < LARGE_LIMIT_MB,
      },
    ];
  },
  notes: [NAPI_NOTE],
};

/** By UDP: `-p-` is all of TCP, and of UDP it has to be said. */
const ALL_UDP = ['--probe', 'udp', '--udp', 'all'];

const udpXdp: Pick<ScanWork, 'timeoutMs' | 'onWire' | 'before' | 'contenders' | 'checks' | 'notes'> = {
  timeoutMs: 5 * MINUTE,
  onWire: true,
  before: leaveOrLend,
  contenders: async (lab, quick) => {
    const tool = portolan({ targets: lab.targets, ports: null }, [...XDP, ...ALL_UDP], [], []);
    return { kernel: { tool, runs: quick ? 1 : 3 } };
  },
  checks: (series) => [checkComplete(series('kernel'))],
  notes: [NAPI_NOTE],
};

export const udpXdp16: ScanWork = {
  ...udpXdp,
  name: 'udp-xdp-16',
  about: '16 hosts x 65,535 UDP ports that answer from XDP, one of 1,024 open',
  scenario: 'xdp-udp-hashed',
};

export const udpXdp24: ScanWork = {
  ...udpXdp,
  name: 'udp-xdp-24',
  about: '256 hosts x 65,535 UDP ports (16.8 million probes) that answer from XDP, one of 1,024 open',
  scenario: 'xdp-udp-hashed-24',
};

export const xdpPlain: ScanWork = {
  name: 'xdp-plain',
  about: '16 plain Linux hosts x 65,535 ports, 8 hidden open ports each, by both engines',
  scenario: 'plain',
  timeoutMs: 2 * MINUTE,
  onWire: true,
  prepare: readyForXdp,
  contenders: async (lab, quick) => ({
    kernel: { tool: portolan(lab, XDP), runs: quick ? 2 : 20 },
    raw: { tool: portolan(lab, RING), runs: quick ? 1 : 5 },
    'xdp-capped': { tool: portolan(lab, [...XDP, '--rate', '10000000']), runs: quick ? 1 : 5 },
    'xdp-tuned': { tool: portolan(lab, [...XDP, '--rate', '600000']), runs: quick ? 1 : 5 },
  }),
  checks: (series) => [
    checkComplete(series('kernel')),
    checkFaster('the raw engine', 1, series('kernel'), series('raw')),
    checkFaster('a rate of 600,000 set by hand, with --rate 10000000', 0.9, series('xdp-capped'), series('xdp-tuned')),
  ],
  notes: ["For the length of this work the targets' interface has an XDP program that passes everything."],
};

export const xdpLoss5: ScanWork = {
  name: 'xdp-loss-5',
  about: '4 hosts x 65,535 ports, 5 % of packets lost each way at random, kernel engine',
  scenario: 'loss-5',
  timeoutMs: 2 * MINUTE,
  onWire: true,
  prepare: readyForXdp,
  contenders: async (lab, quick) => ({ kernel: { tool: portolan(lab, XDP), runs: quick ? 2 : 20 } }),
  checks: (series) => [checkComplete(series('kernel'))],
  notes: [],
};

export const xdpBottleneck: ScanWork = {
  name: 'xdp-bottleneck',
  about: '2 hosts x 65,535 ports behind 20 Mbit/s with a queue of 50 packets, kernel engine',
  scenario: 'bottleneck',
  timeoutMs: 2 * MINUTE,
  onWire: true,
  prepare: readyForXdp,
  gauge: NARROW_GAUGE,
  contenders: async (lab, quick) => ({
    kernel: { tool: portolan(lab, XDP), runs: quick ? 1 : 5 },
    nmap: { tool: nmap(lab, ['-sS']), runs: quick ? 1 : 5 },
  }),
  checks: (series) => [
    checkComplete(series('kernel')),
    ...checkNarrow(series('kernel')),
    checkFaster('nmap -sS -p- -T4 -Pn -n', 1, series('kernel'), series('nmap')),
  ],
  notes: [],
};
