// The stream of findings: every part that finds something emits these, every part that shows something reads them.
// The JSON line of a finding is the finding itself with `"v":1` in front (DESIGN.md, "Conventions users rely on").

/** How a scan asks (src/probe/probe-name.ts); `icmp` and `arp` ask whether hosts are there, and no ports. */
export type AskedBy = 'syn' | 'udp' | 'icmp' | 'arp';

export type PortState = 'open' | 'closed' | 'filtered' | 'open|filtered';

/** Why a port has its state. `icmp-*` names are the ICMPv4 codes of type 3 (RFC 792, RFC 1812 section 5.2.7.1). */
export type PortReason =
  | 'syn-ack'
  | 'rst'
  | 'connected'
  | 'connection-refused'
  | 'udp-response'
  | 'no-response'
  | 'icmp-net-unreachable'
  | 'icmp-host-unreachable'
  | 'icmp-protocol-unreachable'
  | 'icmp-port-unreachable'
  | 'icmp-net-prohibited'
  | 'icmp-host-prohibited'
  | 'icmp-admin-prohibited'
  | 'icmp-time-exceeded'
  | 'icmp-unreachable';

/** A host is there: it answered. */
export interface HostFinding {
  readonly type: 'host';
  readonly ip: string;
  readonly state: 'up';
  readonly reason: 'arp-reply' | 'neighbour-table' | 'local' | 'echo-reply' | PortReason;
  readonly mac?: string;
  readonly names?: readonly { readonly name: string; readonly source: string }[];
  /** Milliseconds. */
  readonly rttMs?: number;
}

/** One port. Open ports come as they are found; closed and filtered ones only where a person asked about few. */
export interface PortFinding {
  readonly type: 'port';
  readonly ip: string;
  readonly proto: 'tcp' | 'udp';
  readonly port: number;
  readonly state: PortState;
  readonly reason: PortReason;
  readonly ttl?: number;
  readonly window?: number;
  /** Milliseconds. */
  readonly rttMs?: number;
  /** The first bytes of the datagram that came back, base64; only where the scan was asked for them. */
  readonly payload?: string;
}

/** All ports of one host that is up, counted; comes when the host is done. */
export interface HostEndFinding {
  readonly type: 'host-end';
  readonly ip: string;
  readonly open: number;
  readonly closed: number;
  readonly filtered: number;
  /** UDP only: silent ports, open or filtered. */
  readonly openFiltered?: number;
  /** Every port answers SYN-ACK: a tarpit or SYN proxy. Its ports are not reported. */
  readonly answersAll?: boolean;
  /** The host limits how many RSTs or ICMP errors it sends; the number is what it sends a second, where that was seen. */
  readonly limitedPerSecond?: number;
}

/** Something a person should know that is not about one port: a route that is missing, a kernel that drops. */
export interface NoticeFinding {
  readonly type: 'notice';
  /** Stable: `N_...`. */
  readonly code: string;
  readonly text: string;
}

/** Where the scan is. For live displays; not part of the JSON lines. */
export interface ProgressFinding {
  readonly type: 'progress';
  readonly phase: 'resolve' | 'scan' | 'repeat';
  /** Attempt number, 1 for the first. */
  readonly attempt: number;
  /** 0 to 1, over the whole scan; never falls. */
  readonly done: number;
  /** Probes a second, now. */
  readonly rate: number;
  readonly sent: number;
  readonly answered: number;
  /** Null where hosts are asked, not ports. */
  readonly openPorts: number | null;
  readonly hostsUp: number;
  /** Milliseconds; null where it cannot be said. */
  readonly remainingMs: number | null;
}

/** The last finding of every scan. Says how complete it was. */
export interface EndFinding {
  readonly type: 'end';
  readonly hostsAsked: number;
  readonly hostsUp: number;
  readonly openPorts: number;
  readonly closedPorts: number;
  readonly filteredPorts: number;
  /** UDP only: silent ports of hosts that are up, open or filtered. */
  readonly openFilteredPorts?: number;
  /** Distinct (address, port) pairs to ask: those that were, and `unasked`. */
  readonly probes: number;
  /** Of these, how many were answered, by the host or by a router. */
  readonly answered: number;
  /** Probes sent again. */
  readonly retransmitted: number;
  /** Probes that stayed silent after every repeat. */
  readonly silent: number;
  /**
   * Answered / asked, of the hosts that are up alone; 1 where nobody is. Of `icmp` and `arp`: addresses asked /
   * addresses, as the silence of a host that is not there is all the answer there is; and so of a scan that is
   * `stateless`, as nobody knows what stayed silent.
   */
  readonly completeness: number;
  /** Distinct pairs that were to be asked and never were: the scan was interrupted, or cut short because the way there was lost. */
  readonly unasked: number;
  readonly strays: number;
  readonly duplicates: number;
  readonly late: number;
  /** Addresses of hosts that limit their RSTs or ICMP errors. */
  readonly limitedHosts: readonly string[];
  /** Addresses where every port answers; of very many the first, and how many more there are. */
  readonly answersAllHosts: readonly string[];
  readonly answersAllUnlisted?: number;
  /** Frames that our own kernel dropped before we saw them, ARP replies among them. */
  readonly kernelDrops: number;
  readonly interrupted: boolean;
  /** True where the scan was too large for the ledger: only open ports were remembered. */
  readonly stateless: boolean;
  readonly elapsedMs: number;
  /** With engine `connect`, `syn` is the kernel's own. */
  readonly probe: AskedBy;
  readonly engine: 'raw' | 'kernel' | 'connect';
}

export type Finding = HostFinding | PortFinding | HostEndFinding | NoticeFinding | ProgressFinding | EndFinding;
