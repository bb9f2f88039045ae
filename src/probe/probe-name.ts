// The probes that a scan can send, by the names they have on the command line.

/** `syn`: half-open TCP; `udp`: a datagram without payload; `icmp`: an echo request; `arp`: an ARP request. */
export type ProbeName = 'syn' | 'udp' | 'icmp' | 'arp';
