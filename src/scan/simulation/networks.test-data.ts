// Networks that nobody thought of, one for each seed; and some that somebody did.

import type { SimulatedHost, SimulatedLink, SimulatedNetwork } from './network.test-data.ts';
import { random } from './random.test-data.ts';

export function anyNetwork(seed: number): SimulatedNetwork {
  const next = random(seed * 7919);
  const pick = <T>(...values: readonly T[]): T => values[Math.floor(next() * values.length)];
  const count = pick(1, 2, 5, 20, 60);
  const ports = Math.min(pick(1, 3, 30, 300, 3000), Math.floor(60_000 / count));
  const some = (share: number) => Array.from({ length: ports }, (_, k) => k).filter(() => next() < share);
  const ways = pick(1, 1, 2, 3);
  const links: SimulatedLink[] = Array.from({ length: ways }, () => ({
    rttMs: 0.1 * 3000 ** next(),
    loss: pick(0, 0, 0, 0.01, 0.05),
    ...(ways === 1 && next() < 0.5 ? { capacity: pick(8000, 20_000, 50_000), queue: pick(20, 50, 200) } : {}),
    ...(next() < 0.15 ? { outages: [[50 + 300 * next(), 400 + 600 * next()]] as const } : {}),
  }));
  const hosts: SimulatedHost[] = Array.from({ length: count }, () => ({
    link: Math.floor(next() * links.length),
    rttMs: 0.1 * 200 ** next(),
    jitterMs: next(),
    open: some(pick(0, 0.01, 0.3)),
    silent: some(pick(0, 0, 0.1, 0.5)),
    others: pick('closed', 'closed', 'closed', 'silent', 'filtered'),
    absent: next() < 0.1,
  }));
  return { seed, ports, links, hosts };
}

/** The same, with a bottleneck in each way. */
export function narrowNetwork(seed: number): SimulatedNetwork {
  const network = anyNetwork(seed);
  const next = random(seed * 31 + 7);
  const links = (network.links ?? []).map((link) => ({
    ...link,
    capacity: Math.round(1000 * 50 ** next()),
    queue: [20, 50, 200][Math.floor(next() * 3)],
    outages: [],
  }));
  return { ...network, links };
}

/** 40 hosts whose round-trip times are spread from 0.1 to 900 ms, `far` of them 2 s away; 3 % of packets lost each way. */
export function spreadNetwork(seed: number, far: number): SimulatedNetwork {
  const next = random(seed);
  const hosts = Array.from({ length: 40 }, (_, k) => ({
    rttMs: k < far ? 2000 : 0.1 * 9000 ** next(),
    jitterMs: 1,
    open: [0, 2],
  }));
  return { seed, ports: 3, links: [{ loss: 0.03 }], hosts };
}
