// Help of the commands on the inventory.

const OPTIONS = `  --json         all rows, as lines of JSON
  --csv          all rows, for spreadsheets
  --sort COLUMN  by that column; -COLUMN: downwards; several with commas
  --limit N      so many rows; a table has 1,000 unless told otherwise
  --offset N     without the first N
  --db PLACE     the inventory: a file, or postgres://...; default: portolan/inventory.db in $XDG_STATE_HOME
                 (~/.local/state), or what PORTOLAN_DB says
  --no-color     no colours
  -h, --help     print this text
`;

const FILTERS = `Filters (all have to hold; commas are "or"; -word or "not word" is the contrary; quotes keep blanks):
  ip:198.18.0.0/24   an address, a network, a range     port:443,8000-8080  open there; port:53/udp
  name:nas           has that in its name               service:http        what a port is for
  mac:00:11:32       how its MAC address begins         product:"Apache httpd"
  vendor:synology    who made it                        version:1.2         how a version begins
  kind:printer       what it is                         tls:yes             inside TLS
  os:linux           its system, or the family          state:filtered      of a port; else ports are open ones
  is:up              of a host: up, down, unknown       proto:udp           of a port
  cert:example.com   in a certificate: subject, issuer, names, fingerprint; also expired, valid, self-signed, any,
                     30d (ends by then, or has ended), ">1y", "<2027-01-31"
  new:7d             first seen since then (12h, 2w, 2026-01-31)
  seen:7d            last seen since then               gone:7d             not seen since then
  scan:12            what that scan told something of   nas                 in names, addresses, products
`;

const EXIT_CODES = 'Exit codes: 0 finished, 1 nothing is listed or the inventory cannot be read, 2 wrong use.\n';

export const HOSTS_HELP = `Usage: portolan hosts [options] [filter...]

Lists the hosts of the inventory: all that scans found, as it is known now.

Options:
${OPTIONS}
Columns: ip, name, mac, vendor, kind, os, state, ports, new, seen, scan

${FILTERS}
Examples:
  portolan hosts port:443 product:nginx os:linux
  portolan hosts new:7d --sort -new
  portolan hosts -seen:30d --json

${EXIT_CODES}`;

export const PORTS_HELP = `Usage: portolan ports [options] [filter...]

Lists the ports of the inventory: open ones, unless the filter says another state.

Options:
${OPTIONS}
Columns: ip, name, port, proto, state, service, product, version, tls, new, seen, scan, expires

${FILTERS}
Examples:
  portolan ports new:7d
  portolan ports service:telnet,ftp --sort port
  portolan ports cert:30d                      certificates that have to be renewed
  portolan ports tls:no service:http --csv > plain.csv

${EXIT_CODES}`;

export const SERVICES_HELP = `Usage: portolan services [options] [filter...]
       portolan services --known [--json] [words...]

Lists what the open ports of the inventory are for: service, product and version, and how many hosts and ports
have it. With --known: the protocols that this program knows, whether it listens or asks, ports, title and what
it follows; with words, those whose name or title has all of them.

Options:
  --known        the protocols that are known
${OPTIONS}
Columns: service, product, version, hosts, ports

${FILTERS}
Examples:
  portolan services
  portolan services product:openssh --sort version
  portolan services --known mail

${EXIT_CODES}`;

export const SCANS_HELP = `Usage: portolan scans [options]

Lists the scans of the inventory, the newest first: number, when, how it ended, what it found, targets.

Options:
${OPTIONS}
Columns: scan, begun, ended, state, hosts, ports

${EXIT_CODES}`;

export const SHOW_HELP = `Usage: portolan show [options] host

Shows all that the inventory knows of a host: who it is and why, its addresses, ports, services, certificates,
what does not go together; since when it is known, and what changed at it from scan to scan.

  host   an address, a name, a MAC address, or device:NUMBER

Options:
  --json      as lines of JSON: what is known, then its changes
  --db PLACE  the inventory; default as that of "portolan hosts"
  --no-color  no colours
  -h, --help  print this text

Examples:
  portolan show 198.18.0.7
  portolan show nas.example --json

Exit codes: 0 finished, 1 no such host, or the inventory cannot be read, 2 wrong use.
`;

export const DIFF_HELP = `Usage: portolan diff [options] [scan] [scan]

Says what is different between two scans: hosts new, gone, or under another address; ports opened and closed;
services, products, certificates, names, systems that are others.

  scan  a number that "portolan scans" lists, or a file: what "portolan scan --json" wrote, nmap's XML (-oX),
        masscan's list or JSON (-oL, -oJ);
        the earlier one first. One number alone is compared with the scan of the same targets before it;
        none: the last two of the same targets

A host is gone only where the later scan asked it in the same way, to the end and with repeats, and it stayed
silent; a port is closed only where it answered so, or was asked with repeats and stayed silent. What one scan
did not ask says nothing, and is counted at the end.

Options:
  --why       below each change what it rests on
  --json      changes as lines of JSON, with the facts of both scans
  --db PLACE  the inventory; default as that of "portolan hosts"
  --no-color  no colours
  -h, --help  print this text

Examples:
  portolan diff
  portolan diff 12 15 --why
  portolan diff monday.jsonl tuesday.jsonl

Exit codes: 0 nothing is different, 1 something is, 2 it could not be found out.
`;
