/** What `portolan import --help` prints. */
export const IMPORT_HELP = `Usage: portolan import [options] files...

Reads what others have found into the inventory: each file is a scan of it, in state "imported", and every fact
says who said so. Then portolan hosts, show, ports, diff and export work with it.

  files   nmap's XML (-oX), masscan's list or JSON (-oL, -oJ, -oD), portolan's JSON lines (--json); - is stdin.
          What it is a file says itself

Options:
  --db <file>   the inventory: a file, or postgres://...; default: where scans keep it
  --quiet       say nothing but errors
  -h, --help    print this text

A file that ends early (nmap was interrupted) gives what it has. Entities that an XML file declares are not
expanded, and nothing it names is fetched. Hosts without an IPv4 address are left out, which is said.

Examples:
  portolan import nmap.xml
  nmap -sV -oX - 198.18.0.0/24 | portolan import -
  portolan import masscan.json found.jsonl && portolan hosts
`;

/** What `portolan export --help` prints. */
export const EXPORT_HELP = `Usage: portolan export [options] scan -o format[=file]...

Writes a survey that is kept in the inventory, or a file of one, in other formats.

  scan    its number (portolan scans), "last", or a file: JSON lines, nmap's XML, masscan's list or JSON

Options:
  -o <format=file>   a format and where it goes, - or nothing is stdout; may be given again: html, xml, csv, json,
                     markdown, normal, grepable, list, hosts, masscan-list, masscan-json, masscan-ndjson
  --open             only open ports, and hosts that have one
  --fields <list>    columns of csv
  --append-output    add to files instead of replacing them
  --db <file>        the inventory; default: where scans keep it
  -h, --help         print this text

HTML says what is different from the scan of the same targets before.

Examples:
  portolan export last -o html=network.html
  portolan export 7 -o xml=scan7.xml -o csv=scan7.csv
  portolan export nmap.xml -o html=nmap.html
`;
