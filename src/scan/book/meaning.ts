// What an answer means, by the probe that asked: the words of the findings for the states of the ledger.
import type { HostFinding, PortReason, PortState } from '../../finding/finding.ts';
import type { ProbeName } from '../../probe/probe-name.ts';

export interface PortMeaning {
  readonly proto: 'tcp' | 'udp';
  readonly open: PortReason;
  readonly closed: PortReason;
  /** A port that answers nothing, of a host that is up. */
  readonly silent: PortState;
}

interface Meaning {
  /** Why a host is up whose answer is OPEN in the ledger. */
  readonly up: HostFinding['reason'];
  /** Null where the probe asks the host and no port: each host has one probe, whose port number is 0. */
  readonly port: PortMeaning | null;
}

export const MEANING: Readonly<Record<ProbeName, Meaning>> = {
  syn: { up: 'syn-ack', port: { proto: 'tcp', open: 'syn-ack', closed: 'rst', silent: 'filtered' } },
  udp: {
    up: 'udp-response',
    // Few services answer an empty datagram, so silence is no sign of a filter (RFC 768 has no refusal of its own).
    port: { proto: 'udp', open: 'udp-response', closed: 'icmp-port-unreachable', silent: 'open|filtered' },
  },
  icmp: { up: 'echo-reply', port: null },
  arp: { up: 'arp-reply', port: null },
};

export function asksPorts(probe: ProbeName): boolean {
  return MEANING[probe].port !== null;
}
