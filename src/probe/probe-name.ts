// The probes that a scan can send, by the names they have on the command line. Apart from what they are (probes.ts), which the engine
// loads with its first scan.

export const PROBE_NAMES = ['syn', 'udp', 'icmp', 'arp', 'discover'] as const;

/** `syn`: half-open TCP; `udp`: a datagram; `icmp`: an echo request; `arp`: an ARP request;
 * `discover`: hosts, in many ways. */
export type ProbeName = (typeof PROBE_NAMES)[number];
