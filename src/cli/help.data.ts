/** What `portolan --help` prints. */
export const MAIN_HELP = `Portolan charts a network: every host, every open port, quickly and without missing one.

Usage: portolan <command> [options]

Commands:
  scan [targets...]  find every open port, and say how complete the answer is
  discover [targets...]
                     which hosts are there; as scan does first, and with its options
  resume [scan]      goes on with a scan that was interrupted or killed
  listen             who is heard on this network; sends nothing
  identify ports...  what single open ports are for: service, product, version
  why host [file]    everything that was found about a host, and who said it
  scans              the scans of the inventory
  hosts [filter...]  the hosts of the inventory: portolan hosts port:443 new:7d
  show host          all that the inventory knows of a host, and what changed
  ports [filter...]  the ports of the inventory
  services [filter...]
                     what the ports of the inventory are for; --known: which protocols are known
  prune              takes old scans out of the inventory
  diff [scan] [scan]
                     what is different between two scans: hosts, ports, services
  import files...    nmap's XML, masscan's results, JSON lines, into the inventory
  export scan -o ... a scan of the inventory, or of a file, as html, xml, csv and more
  ping hosts...      whether hosts answer, again and again, and how long that takes
  serve              a page in the browser on which the network fills in; JSON-RPC for programs
  rpc                the same methods for a program, on stdin and stdout
  mcp                what is known as tools for language models, on stdin and stdout
  doctor             what this machine can do: privileges, engines, interfaces
  config             what the config files and the environment set, and which file says so
  completion shell   completion of commands and options for bash, zsh or fish
  help [command]     this text, or that of a command

Options:
  --config <file>    this config file instead of the usual ones; with every command
  -V, --version      print the version
  -h, --help         print this text

Examples:
  portolan scan                             the network this machine is in
  portolan scan 198.18.0.0/24               all 65,535 TCP ports of 256 addresses
  portolan scan -p 22,80,443 host.example   three ports of one host
  portolan discover                         who is on this network
  portolan scan --json 198.18.0.1 | jq .    results for programs
  portolan resume 12                        goes on with a scan that was interrupted, at the very probe
  portolan listen                           who says what on this network, until Ctrl-C
  portolan identify host.example:8443       what this port is for
  portolan why 198.18.0.1                   what is known of this host, and why
  portolan ping -p 443 host.example         half-open TCP probes, timed by the kernel

Scan only networks that you look after or may test.
`;

/** What stands below the options of \`portolan scan --help\`. */
export const SCAN_HELP_AFTER = `
Targets:
  198.18.0.1               an address
  198.18.0.0/24            a network
  198.18.0.1-20            a range of the last number; 198.18.0-3.1,2 works too
  198.18.0.1-198.18.3.255  a range of addresses
  host.example             a host name
  https://host.example:8443/x, host.example:8443
                           as they are pasted: the host, and its port where nothing else chooses ports
  -                        targets from stdin
  none                     the network of the interface with the default route

Formats of -o (several at once; -o xml is stdout, in place of the table; all are whole also after Ctrl-C):
  json            JSON lines, a finding each, as they are found; as --json
  list, hosts     ADDRESS:PORT of open ports, addresses of hosts that are up; as they are found, for pipes
  xml             nmap's XML (-oX FILE), for what reads that
  grepable        nmap's lines for grep (-oG FILE)
  normal          the table (-oN FILE); -oA BASE is BASE.nmap, BASE.gnmap and BASE.xml
  html            a page for people: one file with everything in it
  markdown        tables for wikis and issues
  csv             a row a port, columns by --fields
  masscan-list, masscan-json, masscan-ndjson
                  as masscan has them (-oL, -oJ, -oD FILE)

Examples:
  sudo portolan scan 198.18.0.0/24                  every open TCP port of a network, and known UDP ports
  portolan scan -p 1-1024 --exclude 198.18.0.9 198.18.0.1-20
  portolan scan -F --open host.example              the 100 ports most often open
  sudo portolan scan -sU 198.18.0.1                 UDP ports that are asked in their own language; -p- is all
  sudo portolan scan -sS -sU -p T:22,80,U:53,161 198.18.0.1
  sudo portolan discover 198.18.0.0/16              which hosts show any sign of life
  portolan scan -Pn -p 22 198.18.0.0/24             ask also those that show none
  portolan scan --rate 500 --pcap seen.pcapng 198.18.0.1
  sudo portolan discover --traceroute 198.18.0.0/24 the routers on the way to each host
  portolan scan --no-services --no-identity 198.18.0.0/16     ports alone: not what they are for, nor who it is
  portolan scan -o xml=found.xml -o csv=found.csv 198.18.0.0/24
  portolan scan --json 198.18.0.0/24 > found.jsonl  one finding a line, whole lines even after a crash

Each open port is asked what it is for, by ordinary connections or datagrams; nothing is written, no login
tried.
Of each host is told who it is: name, maker and model, kind of device, operating system, as its ports, its
names and its ways of answering say; with a question mark where that is only likely, and not at all where
nobody knows. "portolan why" shows what each word rests on.
How a host's TCP/IP stack answers (a few SYNs and two echo requests each) tells the family of its operating
system, never the version; that needs raw sockets. --no-identity leaves it out.
What stands in (parentheses) is only what the port is registered for; of a silent UDP port, why the service
that usually lives there would be silent.

Without the right to open raw sockets TCP is asked by full connections and UDP by ordinary sockets: slower, and
no hardware addresses. Echo and ARP need that right. TCP and UDP are asked in one scan, one after the other; a
port of -p without T: or U: is of both where both are asked.
"portolan doctor" says what this machine can do and how to get more.

Every option may come from the environment: PORTOLAN_RATE=1000 is --rate 1000. The command line wins;
PORTOLAN_EXCLUDE and PORTOLAN_EXCLUDE_FILE always count. NO_COLOR is obeyed.
nmap's spellings work: -sS -sT -sU -sn -sL -Pn -PE -PS22,80 -iL -oX --max-rate; so do those of masscan, naabu,
RustScan and zmap. What only tunes them is taken with a note; what does not exist here is an error that says
what does. Where two tools disagree on a letter it is nmap's, but for values that nmap's could not have.

Where many addresses are asked for many ports, they are first asked for a sign of life: on the own link by ARP,
elsewhere by ICMP, TCP and UDP in ten ways and by the TCP ports most often open, as many as three seconds allow.
Who shows none is not asked any further, which is said; -Pn asks everybody everything.
Where a network on the own link is asked (nine addresses or more, nobody excluded, no --rate), those there that
have IPv6 are asked to say so; their addresses join the device. No ports are asked over IPv6.

Keys, on a terminal: p pauses and goes on, + and - change the limit of the pace, any other shows where it is.

Exit codes: 0 finished, 1 failed, 2 wrong use, 3 no permission for the method asked for,
129, 130, 143 interrupted by SIGHUP, Ctrl-C, SIGTERM (what was found is printed),
141 the reader of the results went away.`;

/** What `portolan discover --help` prints. */
export const DISCOVER_HELP = `Usage: portolan discover [options] [targets...]

Finds out which hosts are there, also those that would rather not say, and who each one is. Ports are not asked
what they are for.

Options:
  --discover-by <way>     in this way alone: arp, echo, timestamp, mask, syn:22,80, ack, udp; may be given again;
                          default: all; on the own link ARP in any case
  --targets-file <file>   targets from a file, - is stdin; may be given again (-iL)
  --exclude <targets>     never ask these; may be given again, or with commas between
  --exclude-file <file>   never ask those in a file; may be given again
  --authorized            I may ask more than 256 public addresses
  --no-identity           only who is there, not who it is
  --rate <n>              never more than n probes a second; default: what the network bears
  -e, --interface <name>  send through this interface only
  -o <format=file>        results as xml, json, csv, hosts ... into a file, else to stdout; may be given again
  --json                  results as JSON lines
  --pcap <file>           record what is sent and received (pcapng, for Wireshark)
  -v, --verbose           more: reasons, times, hosts as they are found
  -q, --quiet             nothing on stderr but errors
  --no-color              no colours
  -h, --help              print this text

Options of "portolan scan" that are not about ports work too, and targets are written as there.

On the own link hosts are found by ARP, which no firewall refuses; elsewhere by ICMP echo, timestamp and address
mask, TCP and UDP, and then by the TCP ports most often open. A line a host: address, MAC address, round-trip
time, name, maker, kind of device, operating system; what nobody knows is left out.
Without the right to open raw sockets TCP ports are connected to instead: who has a firewall is not found.

Examples:
  portolan discover                                  who is on this network
  sudo portolan discover 198.18.0.0/16               which hosts show any sign of life
  sudo portolan discover --discover-by echo 198.18.0.0/24
  portolan discover --json 198.18.0.0/24 > found.jsonl && portolan why 198.18.0.7 found.jsonl
`;

/** What `portolan why --help` prints. */
export const WHY_HELP = `Usage: portolan why [options] host [files...]
       portolan why --undo-merge N

Shows everything that surveys found about a host, and where each piece comes from: who it is and why, names,
addresses, ports, services, certificates, notes, what was sent and received where that was kept, and what does
not go together.

  host   an address, or a name that the host has; in the inventory also a MAC address, or device:NUMBER;
         or a network, as 198.18.0.0/24: who serves it, and who says so
  files  what "portolan scan --json" or "portolan discover --json" wrote, joined where there are several;
         - is stdin; none: all that the inventory has of the host, at each of its addresses

Options:
  --db PLACE      the inventory: a file, or postgres://...; default as that of "portolan hosts"
  --undo-merge N  two addresses are no longer taken for one machine's, now and in later scans
  --json          as lines of JSON
  --no-color      no colours
  -h, --help      print this text

From the inventory it also tells what the machine is known by (keys of SSH servers, MAC addresses, names ...),
since when, and why its addresses are taken for one machine's: each merge with its number.

Examples:
  portolan why 198.18.0.7
  portolan scan --json --evidence 198.18.0.0/24 > found.jsonl
  portolan why 198.18.0.7 found.jsonl
  portolan why nas.example monday.jsonl tuesday.jsonl
  portolan why 198.18.0.0/24 found.jsonl
  portolan scan --json 198.18.0.7 | portolan why 198.18.0.7 -

Exit codes: 0 finished, 1 no such host there, or no file of ours, 2 wrong use.
`;

export const PRUNE_HELP = `Usage: portolan prune --keep TIME [options]

Takes surveys out of the inventory that ended longer ago, and what only they knew: hosts, ports, machines that no
later survey saw. One that runs stays; one that could be gone on with no longer can.

Options:
  --keep TIME  48h, 90d, 12w
  --db PLACE   the inventory; default as that of "portolan hosts"
  -h, --help   print this text

Exit codes: 0 finished, 1 there is no inventory, or it cannot be written, 2 wrong use.
`;

/** What stands below the options of `portolan identify --help`. */
export const IDENTIFY_HELP_AFTER = `
Examples:
  portolan identify 198.18.0.1:22 host.example:443
  portolan identify --evidence 198.18.0.1:8000-8010
  portolan identify --snmp-community public 198.18.0.1:53,161/udp
  masscan ... -oL - | portolan identify -          also lines of HOST:PORT

Connects, listens, and only then speaks: it reads, writes nothing and tries no login. Nothing is said on the
ports of printers (515, 9100-9107). A name with a question mark is only likely; "unknown" answered, or was
silent, and nobody knew it: --evidence shows what came.

Exit codes: 0 finished, 1 no port could be connected to, 2 wrong use, 130 Ctrl-C.`;

/** What `portolan doctor --help` prints. */
export const DOCTOR_HELP = `Usage: portolan doctor [options]

Says what this machine can do: privileges, engines and which one a scan would use, interfaces,
and what would be scanned when no target is given. Sends nothing, changes nothing.

Options:
  --interfaces  interfaces alone, and what would be scanned by them
  --json        as one line of JSON
  --no-color    no colours
  -h, --help    print this text
`;
