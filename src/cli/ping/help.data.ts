/** What stands below the options of `portolan ping --help`. */
export const PING_HELP_AFTER = `
Hosts are names and addresses; networks and ranges as with "portolan scan" work too.

An answer counts only when addresses, ports and the acknowledgement are those of the probe. Anything else is a
stray and is counted by its reason. Times come from the kernel where it gives them; the summary says which clock
it was.

Examples:
  sudo portolan ping host.example                    TCP port 443, until Ctrl-C
  sudo portolan ping -p 22,443 -c 10 -i 200ms host.example
  sudo portolan ping --icmp -q -c 100 198.18.0.1     only the summary
  sudo portolan ping -iL hosts.txt --rate 1000 --json > answers.jsonl
  portolan ping --connect -p 5432 db.example         needs no privilege

Without the right to open raw sockets (CAP_NET_RAW) TCP is asked by full connections; --icmp, --udp and --arp
then end with 4. "portolan doctor" says how to get that right.

Every option may come from the environment: PORTOLAN_INTERVAL=200ms is --interval 200ms. The command line wins.

Exit codes, of ping only (as fping has them): 0 every probe was answered, 1 some were not, 2 a name was not
found, 3 wrong use, 4 no permission or another failure; 141 the reader of the results went away.
After Ctrl-C or SIGTERM the summary is printed, and the exit code is that of the probes sent.`;
