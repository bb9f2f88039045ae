// The probes by name.
import { arp } from './arp.ts';
import { icmpEcho } from './icmp-echo.ts';
import type { Probe } from './probe.ts';
import type { ProbeName } from './probe-name.ts';
import { tcpSyn } from './tcp-syn.ts';
import { udp } from './udp.ts';

export const PROBES: Readonly<Record<ProbeName, Probe>> = { syn: tcpSyn, udp, icmp: icmpEcho, arp };
