// What the scenarios share.
import { pick, seeded } from './random.ts';
import type { Link, Listener } from './scenario.ts';

export const SCANNER = '198.18.0.1';
export const TARGET = '198.18.0.2';
export const TARGET_NETWORK = '198.19.0.0/16';

/** `count` open ports on each host, different ones for each. */
export function hidden(hosts: readonly string[], count: number, seed: string, last = 65_535): Listener[] {
  const next = seeded(seed);
  return hosts.map((address) => ({ address, ports: pick(next, count, 1, last) }));
}

/** The scanner at one end, the target at the other. */
export const directWire: Link = {
  kind: 'wire',
  ends: [
    { node: 'scanner', interface: 'eth0', address: `${SCANNER}/24` },
    { node: 'target', interface: 'eth0', address: `${TARGET}/24` },
  ],
};
