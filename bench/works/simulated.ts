// Scans of networks that exist only in memory (src/scan/simulation/): what was found beside what is there, and how long it
// took by the network's own clock. The same on every machine.

import type { SimulatedNetwork } from '../../src/scan/simulation/network.test-data.ts';
import { anyNetwork, spreadNetwork } from '../../src/scan/simulation/networks.test-data.ts';
import { type Outcome, simulateScan } from '../../src/scan/simulation/scan.test-data.ts';
import type { Check, WorkResult } from '../score/results.ts';

const NETWORKS = 300;
const RUNS = 20;

interface Series {
  readonly what: string;
  readonly networks: readonly SimulatedNetwork[];
  /** Seconds by the network's clock, of the slowest; or of this machine, of all. */
  readonly wanted: { readonly seconds: number; readonly clock: 'network' | 'machine' };
}

function times<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, k) => make(k + 1));
}

function silentHost(): SimulatedNetwork {
  return { ports: 1, hosts: [{ absent: true }] };
}

function gone(from: number): SimulatedNetwork {
  const hosts = times(4, () => ({ rttMs: 0.3, open: [1, 2, 3] }));
  return { ports: 65_535, links: [{ outages: [[from, from + 500]] }], hosts };
}

const SERIES: readonly Series[] = [
  {
    what: `${NETWORKS} networks at random`,
    networks: times(NETWORKS, anyNetwork),
    wanted: { seconds: 60, clock: 'machine' },
  },
  {
    what: '40 hosts 0.1 to 900 ms away, 3 % loss each way',
    networks: times(RUNS, (seed) => spreadNetwork(seed, 0)),
    wanted: { seconds: 6, clock: 'network' },
  },
  {
    what: 'the same, two of them 2 s away',
    networks: times(RUNS, (seed) => spreadNetwork(seed, 2)),
    wanted: { seconds: 6, clock: 'network' },
  },
  { what: 'a lone silent host', networks: [silentHost()], wanted: { seconds: 4, clock: 'network' } },
  {
    what: '4 hosts x 65,535 ports, the link gone for 0.5 s',
    networks: times(RUNS, (number) => gone(number * 20)),
    wanted: { seconds: 3, clock: 'network' },
  },
];

function missed({ open, truth }: Outcome): number {
  return [...truth].filter((port) => !open.has(port)).length + [...open].filter((port) => !truth.has(port)).length;
}

export async function runSimulated(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const rows: string[][] = [];
  const checks: Check[] = [];
  for (const { what, networks, wanted } of SERIES) {
    const began = performance.now();
    let wrong = 0;
    let slowest = 0;
    let ports = 0;
    const asked = quick ? networks.slice(0, 5) : networks;
    for (const network of asked) {
      const run = await simulateScan(network);
      wrong += missed(run);
      ports += run.truth.size;
      slowest = Math.max(slowest, run.elapsed / 1000);
    }
    const machine = (performance.now() - began) / 1000;
    say(`simulated: ${what}: ${wrong} wrong, slowest ${slowest.toFixed(2)} s, ${machine.toFixed(1)} s here`);
    const found = `${ports - wrong} of ${ports}`;
    rows.push([what, String(asked.length), found, slowest.toFixed(2), machine.toFixed(1)]);
    const took = wanted.clock === 'network' ? slowest : machine;
    checks.push({
      wanted: `${what}: every open port and no other, in under ${wanted.seconds} s${wanted.clock === 'network' ? '' : ' of this machine for all'}`,
      got: `${wrong} wrong, ${took.toFixed(2)} s`,
      met: wrong === 0 && took < wanted.seconds,
    });
  }
  return {
    columns: ['networks', 'runs', 'open ports found', "slowest, s of the network's clock", 'all, s of this machine'],
    rows,
    checks,
    commands: ['npm run bench -- simulated'],
    notes: [],
  };
}
