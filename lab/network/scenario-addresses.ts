// The addresses of a scenario: which answer, and that all are the lab's.

import { hostsThere } from '../xdp/xdp-open.ts';
import { labAddress } from './addresses.ts';
import type { End, Link, Scenario } from './scenario.ts';

/** The ends that the lab sets up. */
export function endsOf(link: Link): readonly End[] {
  return link.kind === 'tap' ? [link.end] : link.ends;
}

/** Addresses that answer. */
export function hostsOf(scenario: Scenario): string[] {
  return [
    ...scenario.nodes.flatMap((node) => node.hosts ?? []),
    ...scenario.links.flatMap((link) => (link.kind === 'tap' ? link.responder.hosts : [])),
    ...scenario.links.flatMap((link) => (link.kind === 'xdp' ? hostsThere(link.responder) : [])),
  ];
}

/** Every address a scenario names is the lab's, or nothing is built. */
export function checkScenario(scenario: Scenario): void {
  for (const node of scenario.nodes) {
    node.owns?.forEach(labAddress);
    node.hosts?.forEach(labAddress);
    for (const { to, via } of node.routes ?? []) {
      if (to !== 'default') labAddress(to);
      labAddress(via);
    }
    for (const { address } of [...(node.listeners ?? []), ...(node.datagrams ?? [])])
      if (address !== '0.0.0.0') labAddress(address);
  }
  for (const end of scenario.links.flatMap(endsOf)) if (end.address) labAddress(end.address);
  hostsOf(scenario).forEach(labAddress);
  // A range of targets ends in its last byte: `198.18.0.10-30`; both ends lie in the same /24.
  for (const target of scenario.targets) labAddress(target.replace(/-\d+$/, ''));
}
