// nmap's command line, so that habits work: what exists here is translated, the rest is refused with a word on what to
// do instead. Flags that are spelled alike and mean the same (-p -F -n -v -e -T --exclude --open --dns-servers ...) need no entry.

export interface NmapFlag {
  /** As a person types it. */
  readonly flag: string;
  /** Our option, or several with spaces between; empty where what is asked for happens anyway. */
  readonly to?: string;
  /** The value follows in the same word (`-iLfile`) as well as in the next; where `to` ends in a colon it belongs to it,
   *  in an equals sign the next word does too. */
  readonly joined?: boolean;
  /** Where there is no such thing here: why, and what to do instead. */
  readonly instead?: string;
}

const EVASION = 'portolan does not disguise its packets: it is for people who look after networks';
const TIMING = 'portolan measures what the network bears; --rate N sets a limit';
const STYLESHEET = '-oX names none: -o html=FILE writes a page, xsltproc puts any stylesheet to the XML';
const DISCOVERY =
  'hosts are looked for by ARP on the own link, elsewhere by ICMP, TCP and UDP: leave it out, or choose with --discover-by';
const OS_TRIES = 'what tells the operating system is asked once: leave it out';
const SCRIPTS = 'there are no scripts: run nmap on what portolan finds';
const DATA_FILES = "portolan does not read nmap's data files: leave it out";
const FLAG_SCANS = 'only SYN (-sS), connect (-sT) and UDP (-sU) scans exist';

export const NMAP_FLAGS: readonly NmapFlag[] = [
  { flag: '-sS', to: '--probe=syn --engine=raw' },
  { flag: '-sT', to: '--probe=syn --engine=connect' },
  { flag: '-sU', to: '--probe=udp' },
  { flag: '-sn', to: '--probe=discover' },
  { flag: '-sP', to: '--probe=discover' },
  { flag: '-PE', to: '--discover-by=echo' },
  { flag: '-PP', to: '--discover-by=timestamp' },
  { flag: '-PM', to: '--discover-by=mask' },
  { flag: '-PS', to: '--discover-by=syn:', joined: true },
  { flag: '-PA', to: '--discover-by=ack:', joined: true },
  { flag: '-PU', to: '--discover-by=udp:', joined: true },
  { flag: '-PR', to: '' },
  { flag: '-Pn', to: '--no-discovery' },
  { flag: '-P0', to: '--no-discovery' },
  { flag: '-iL', to: '--targets-file', joined: true },
  { flag: '--max-rate', to: '--rate' },
  { flag: '--excludefile', to: '--exclude-file' },
  { flag: '--unprivileged', to: '--engine=connect' },
  { flag: '--privileged', to: '--engine=raw' },
  { flag: '--randomize-hosts', to: '' },
  { flag: '--defeat-rst-ratelimit', to: '' },
  { flag: '--reason', to: '--verbose' },

  { flag: '-sV', to: '' },
  { flag: '-sC', instead: SCRIPTS },
  { flag: '-sL', instead: '--dry-run prints what would be sent, and sends nothing' },
  { flag: '-sA', instead: FLAG_SCANS },
  { flag: '-sW', instead: FLAG_SCANS },
  { flag: '-sM', instead: FLAG_SCANS },
  { flag: '-sN', instead: FLAG_SCANS },
  { flag: '-sF', instead: FLAG_SCANS },
  { flag: '-sX', instead: FLAG_SCANS },
  { flag: '-sI', instead: EVASION },
  { flag: '-sY', instead: FLAG_SCANS },
  { flag: '-sZ', instead: FLAG_SCANS },
  { flag: '-sO', instead: FLAG_SCANS },
  { flag: '-sR', to: '' },
  { flag: '--scanflags', instead: FLAG_SCANS },
  { flag: '-b', instead: EVASION },

  { flag: '-PY', instead: DISCOVERY },
  { flag: '-PO', instead: DISCOVERY },
  { flag: '-PB', instead: DISCOVERY },
  { flag: '--disable-arp-ping', instead: DISCOVERY },
  { flag: '--discovery-ignore-rst', instead: DISCOVERY },
  { flag: '-R', to: '' },
  { flag: '--system-dns', to: '' },
  { flag: '--resolve-all', to: '' },
  { flag: '--unique', instead: 'every address is asked once however often it is named: leave it out' },
  { flag: '-iR', instead: 'portolan does not scan strangers at random: name the targets' },
  { flag: '-6', instead: 'IPv6 comes later' },

  { flag: '-r', instead: 'the order is always shuffled; --seed TEXT makes it the same every time' },
  { flag: '--port-ratio', instead: '--top-ports N takes the N ports most often open' },
  { flag: '--allports', to: '' },
  { flag: '--version-intensity', to: '--service-intensity' },
  { flag: '--version-light', to: '--service-intensity=2' },
  { flag: '--version-all', to: '--service-intensity=9' },
  { flag: '--version-trace', to: '--evidence' },
  { flag: '--script', instead: SCRIPTS },
  { flag: '--script-args', instead: SCRIPTS },
  { flag: '--script-args-file', instead: SCRIPTS },
  { flag: '--script-help', instead: SCRIPTS },
  { flag: '--script-timeout', instead: SCRIPTS },
  { flag: '--script-trace', instead: SCRIPTS },
  { flag: '--script-updatedb', instead: SCRIPTS },
  { flag: '-O', to: '' },
  { flag: '--osscan-limit', to: '' },
  { flag: '--osscan-guess', to: '' },
  { flag: '--fuzzy', to: '' },
  { flag: '--max-os-tries', instead: OS_TRIES },
  // Services and who each host is are found out anyway.
  { flag: '-A', to: '' },

  { flag: '--min-rate', instead: TIMING },
  { flag: '--min-hostgroup', instead: TIMING },
  { flag: '--max-hostgroup', instead: TIMING },
  { flag: '--min-parallelism', instead: TIMING },
  { flag: '--max-parallelism', instead: TIMING },
  { flag: '--min-rtt-timeout', instead: TIMING },
  { flag: '--max-rtt-timeout', instead: TIMING },
  { flag: '--initial-rtt-timeout', instead: TIMING },
  { flag: '--host-timeout', instead: TIMING },
  { flag: '--scan-delay', instead: TIMING },
  { flag: '--max-scan-delay', instead: TIMING },
  { flag: '--defeat-icmp-ratelimit', instead: '--max-retries 0 waits for no host that limits its ICMP errors' },
  { flag: '--nsock-engine', instead: TIMING },

  { flag: '-f', instead: EVASION },
  { flag: '--mtu', instead: EVASION },
  { flag: '-D', instead: EVASION },
  { flag: '-S', instead: EVASION },
  { flag: '-g', instead: EVASION },
  { flag: '--source-port', instead: EVASION },
  { flag: '--proxies', instead: EVASION },
  { flag: '--data', instead: EVASION },
  { flag: '--data-string', instead: EVASION },
  { flag: '--data-length', instead: EVASION },
  { flag: '--ip-options', instead: EVASION },
  { flag: '--ttl', instead: EVASION },
  { flag: '--spoof-mac', instead: EVASION },
  { flag: '--badsum', instead: EVASION },
  { flag: '--adler32', instead: EVASION },

  // Reports; masscan's among them.
  { flag: '-oX', to: '--output=xml=', joined: true },
  { flag: '-oN', to: '--output=normal=', joined: true },
  { flag: '-oG', to: '--output=grepable=', joined: true },
  { flag: '-oM', to: '--output=grepable=', joined: true },
  { flag: '-oA', to: '--output=all=', joined: true },
  { flag: '-oJ', to: '--output=masscan-json=', joined: true },
  { flag: '-oL', to: '--output=masscan-list=', joined: true },
  { flag: '-oD', to: '--output=masscan-ndjson=', joined: true },
  { flag: '-oS', instead: '-oN FILE writes the table' },
  { flag: '-oH', instead: '-o html=FILE writes a page' },
  { flag: '-oB', instead: '-oJ FILE writes JSON' },
  { flag: '--stylesheet', instead: STYLESHEET },
  { flag: '--webxml', instead: STYLESHEET },
  { flag: '--no-stylesheet', to: '' },
  { flag: '-d', instead: '-v tells more' },
  { flag: '--packet-trace', instead: '--pcap FILE records every packet, for Wireshark' },
  { flag: '--stats-every', instead: 'on a terminal the last line shows where the scan is: leave it out' },
  { flag: '--iflist', instead: 'see: portolan doctor' },
  { flag: '--resume', instead: 'scan again: it takes seconds' },
  { flag: '--noninteractive', instead: 'portolan never reads keys: leave it out' },
  { flag: '--log-errors', instead: 'errors are on stderr: leave it out' },
  { flag: '--send-eth', instead: 'portolan finds out which: leave it out' },
  { flag: '--send-ip', instead: 'portolan finds out which: leave it out' },
  { flag: '--release-memory', instead: 'leave it out' },
  { flag: '--datadir', instead: DATA_FILES },
  { flag: '--servicedb', instead: DATA_FILES },
  { flag: '--versiondb', instead: DATA_FILES },
];
