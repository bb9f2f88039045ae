// The probes by name: one line each.
import { arp } from './arp.ts';
import { discover } from './discover.ts';
import { icmpEcho } from './icmp-echo.ts';
import type { Probe } from './probe.ts';
import type { ProbeName } from './probe-name.ts';
import { tcpSyn } from './tcp-syn.ts';
import { udp } from './udp/udp.ts';

export const PROBES = {
  syn: tcpSyn,
  udp,
  icmp: icmpEcho,
  arp,
  discover,
} satisfies Readonly<Record<ProbeName, Probe>>;

/** Null where this program has no such probe: a line may come from another one, or stand for several. */
export function probeNamed(name: string): Probe | null {
  return Object.hasOwn(PROBES, name) ? PROBES[name as keyof typeof PROBES] : null;
}
