// What a scan has told beside what the simulated network knows.
import assert from 'node:assert/strict';
import type { Finding } from '../../finding/finding.ts';
import { OPEN } from '../../probe/answer.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { SimulatedNetwork, Simulation } from './network.test-data.ts';

/** Host number 0; ports are numbered from 1. */
export const FIRST_ADDRESS = 0xc6130001;

/** Open ports that were told, as `host number * ports + port index`; each must have been told once. */
export function toldOpen(
  findings: readonly Finding[],
  { hosts, ports }: SimulatedNetwork,
  numbers?: readonly number[],
): Set<number> {
  const hostOf = new Map(hosts.map((_, host) => [formatIpv4(FIRST_ADDRESS + host), host]));
  const open = new Set<number>();
  for (const finding of findings) {
    if (finding.type !== 'port' || finding.state !== 'open') continue;
    const index = (hostOf.get(finding.ip) ?? -1) * ports + (numbers?.indexOf(finding.port) ?? finding.port - 1);
    assert.ok(!open.has(index), `port ${finding.port} of ${finding.ip} is told once`);
    open.add(index);
  }
  return open;
}

/** Those that the network has. */
export function truthOf(simulation: Simulation, { hosts, ports }: SimulatedNetwork): Set<number> {
  const truth = new Set<number>();
  hosts.forEach((_, host) => {
    for (let port = 0; port < ports; port++) if (simulation.truth(host, port) === OPEN) truth.add(host * ports + port);
  });
  return truth;
}
