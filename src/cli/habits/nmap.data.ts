// nmap's command line, so that habits work: what exists here is translated, what only tunes nmap is taken with a note, the rest
// is refused with a word on what to do instead. Flags that are spelled alike and mean the same (-p -F -n -v -e --exclude --open
// --dns-servers --max-retries ...) need no entry.
import { type Habit, tuning, without } from './habit.ts';
import { isFieldList, isFile, isNumber, isResolver, perDelay } from './values.ts';

export const EVASION = 'portolan does not disguise its packets: it is for people who look after networks';
export const TIMING = 'changes nothing: portolan measures what the network bears; --rate N sets a limit';
const STYLESHEET = '-oX names none: -o html=FILE writes a page, xsltproc puts any stylesheet to the XML';
const DISCOVERY =
  'hosts are looked for by ARP on the own link, elsewhere by ICMP, TCP and UDP; --discover-by chooses among these';
export const SCRIPTS =
  'there are no scripts: services, versions, certificates, names and systems are found out anyway; for more, run nmap on what portolan finds';
const DATA_FILES = "nmap's data files are not read: portolan has its own";
const FLAG_SCANS =
  'only SYN (-sS), connect (-sT) and UDP (-sU) scans exist: they tell open, closed and filtered ports apart';
const LEAVE_OUT = 'there is nothing to set here, and it changes nothing';

export const NMAP_HABITS: readonly Habit[] = [
  { flag: '-sS', to: '--probe=syn --engine=raw' },
  { flag: '-sT', to: '--probe=syn --engine=connect' },
  { flag: '-sU', to: '--probe=udp' },
  { flag: '-sn', to: '--probe=discover' },
  { flag: '-sP', to: '--probe=discover' },
  { flag: '-sL', to: '--list' },
  { flag: '-PE', to: '--discover-by=echo' },
  { flag: '-PI', to: '--discover-by=echo' }, // as it was called once, and -PT below
  { flag: '-PP', to: '--discover-by=timestamp' },
  { flag: '-PM', to: '--discover-by=mask' },
  { flag: '-PS', to: '--discover-by=syn:', joined: true },
  { flag: '-PA', to: '--discover-by=ack:', joined: true },
  { flag: '-PT', to: '--discover-by=ack:', joined: true },
  { flag: '-PU', to: '--discover-by=udp:', joined: true },
  { flag: '-PR', to: '--discover-by=arp' },
  { flag: '-Pn', to: '--no-discovery' },
  { flag: '-PN', to: '--no-discovery' },
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
  { flag: '-sC', to: '', note: SCRIPTS },
  ...without(FLAG_SCANS, ['--scanflags'], ['-sA', '-sW', '-sM', '-sN', '-sF', '-sX', '-sY', '-sZ', '-sO']),
  { flag: '-sI', value: true, instead: EVASION },
  { flag: '-b', value: true, when: (word) => !isNumber(word) && !isFile(word), instead: EVASION },
  { flag: '-sR', to: '' },

  { flag: '-PY', value: 'joined', note: DISCOVERY },
  { flag: '-PO', value: 'joined', note: DISCOVERY },
  { flag: '-PB', note: DISCOVERY },
  { flag: '--disable-arp-ping', note: DISCOVERY },
  { flag: '--discovery-ignore-rst', note: DISCOVERY },
  { flag: '-R', to: '' },
  { flag: '--system-dns', to: '' },
  { flag: '--resolve-all', to: '' },
  { flag: '--unique', note: 'every address is asked once however often it is named' },
  { flag: '-iR', value: true, instead: 'portolan does not scan strangers at random: name the targets' },
  { flag: '-6', instead: 'IPv6 comes later' },

  {
    flag: '-r',
    when: (word, all) => !/^\d+([kmg]|-\d+)?$/i.test(word ?? '') && !isResolver(word, all),
    note: 'the order is always shuffled; --seed TEXT makes it the same every time',
  },
  { flag: '--port-ratio', value: true, instead: '--top-ports N takes the N ports most often open' },
  { flag: '--allports', to: '' },
  { flag: '--version-intensity', to: '--service-intensity' },
  { flag: '--version-light', to: '--service-intensity=2' },
  { flag: '--version-all', to: '--service-intensity=9' },
  { flag: '--version-trace', to: '--evidence' },
  ...without(
    SCRIPTS,
    ['--script', '--script-args', '--script-args-file', '--script-help', '--script-timeout'],
    ['--script-trace', '--script-updatedb'],
  ),
  { flag: '-O', to: '', when: (word) => !/^(json|csv|default|redis|extended)/.test(word ?? '') },
  { flag: '--osscan-limit', to: '' },
  { flag: '--osscan-guess', to: '' },
  { flag: '--fuzzy', to: '' },
  { flag: '--max-os-tries', value: true, note: 'what tells the operating system is asked once' },
  {
    flag: '-A',
    to: '',
    note: 'services and systems are found out anyway; --traceroute adds the way to each host; there are no scripts',
  },

  ...tuning(TIMING, [
    ...['--min-rate', '--min-hostgroup', '--max-hostgroup', '--min-parallelism', '--max-parallelism'],
    ...['--min-rtt-timeout', '--max-rtt-timeout', '--initial-rtt-timeout', '--max-scan-delay', '--nsock-engine'],
  ]),
  { flag: '--host-timeout', value: true, note: 'no host is given up for being slow; Ctrl-C prints what was found' },
  {
    flag: '--scan-delay',
    value: true,
    rewrite: (value) => ['--rate', perDelay(value)],
    note: 'as a limit on all probes together (--rate), whatever the host',
  },
  {
    flag: '--defeat-icmp-ratelimit',
    note: 'hosts that limit their ICMP errors are told by what they say at once; --decide all waits for them',
  },

  ...without(
    EVASION,
    ['--mtu', '-D', '--proxies', '--proxy', '--data', '--data-string', '--data-length', '--ip-options', '--spoof-mac'],
    ['--ff', '--badsum', '--adler32'],
  ),

  { flag: '-f', when: (word) => !isFieldList(word), instead: EVASION },

  // Reports; masscan's among them.
  { flag: '-oX', value: true, to: '--output=xml=%' },
  { flag: '-oN', value: true, to: '--output=normal=%' },
  { flag: '-oG', value: true, to: '--output=grepable=%' },
  { flag: '-oM', value: true, to: '--output=grepable=%' },
  { flag: '-oA', value: true, to: '--output=all=%' },
  { flag: '-oJ', value: true, to: '--output=masscan-json=%' },
  { flag: '-oL', value: true, to: '--output=masscan-list=%' },
  { flag: '-oD', value: true, to: '--output=masscan-ndjson=%' },
  { flag: '-oS', value: true, instead: '-oN FILE writes the table' },
  { flag: '-oH', value: true, instead: '-o html=FILE writes a page' },
  { flag: '-oB', value: true, instead: '-oJ FILE writes JSON' },
  { flag: '--stylesheet', value: true, instead: STYLESHEET },
  { flag: '--webxml', instead: STYLESHEET },
  { flag: '--no-stylesheet', to: '' },
  { flag: '-d', value: 'joined', to: '--verbose' },
  {
    flag: '--packet-trace',
    instead: '--pcap FILE records every packet, for Wireshark; --evidence shows what services said',
  },
  { flag: '--stats-every', value: true, note: 'on a terminal the last line always shows where the scan is' },
  { flag: '--iflist', instead: 'see: portolan doctor' },
  { flag: '-V', instead: 'see: portolan --version' },
  { flag: '--version', instead: 'see: portolan --version' },
  { flag: '--deprecated-xml-osclass', note: LEAVE_OUT },
  { flag: '--resume', value: true, instead: 'portolan resume goes on with a scan of its own' },
  { flag: '--noninteractive', note: LEAVE_OUT },
  { flag: '--log-errors', note: 'errors are always on stderr' },
  { flag: '--send-eth', note: 'portolan finds out which' },
  { flag: '--send-ip', note: 'portolan finds out which' },
  { flag: '--release-memory', note: LEAVE_OUT },
  ...tuning(DATA_FILES, ['--datadir', '--servicedb', '--versiondb']),
];
