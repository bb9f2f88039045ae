// The probes that a scan can send, by the names they have on the command line.
import type { PROBES } from './probes.ts';

/** `syn`: half-open TCP; `udp`: a datagram; `icmp`: an echo request; `arp`: an ARP request;
 * `discover`: hosts, in many ways. */
export type ProbeName = keyof typeof PROBES;
