// Which ports a scan asks: the syntax of `-p`.
//
//   22,80-90,8000-   -100   -   T:22,80,U:53,161   http,ssh   http*
//
// Several lists stand with `;` between, as `-p` gives them that is given twice.
import { quote } from './quote.ts';
import type { Range } from './ranges.ts';
import { normalize } from './ranges.ts';
import { TargetError } from './target-error.ts';
import { RANKED, RANKED_BLOCKS } from './top-ports.data.ts';
import { UDP_RANKED } from './udp-ports.data.ts';

export const PORT_MAX = 65535;
/** All ports; of TCP a scan asks them by default. Port 0 is reserved (RFC 6335 section 6): only who names it gets it. */
export const ALL_PORTS: readonly Range[] = [[1, PORT_MAX]];
/** What may stand for a list of UDP ports. */
export const UDP_WORDS: readonly string[] = ['known', 'all', 'none'];
/** How many ports `-F` asks; of UDP a scan asks so many by default, since all of them take long to tell apart. */
export const FAST = 100;

/**
 * Reads a list of ports. `T:` and `U:` hold until the next such prefix; without one it is `plain`. An open beginning is 1,
 * an open end 65535. Both results are sorted and disjoint, either may be empty. `names`: what services are registered for,
 * where the text has names (port-names.ts). Throws E_PORTS.
 */
export function parsePorts(
  text: string,
  plain: 'tcp' | 'udp' | 'both' = 'tcp',
  names?: PortsNamed,
): { tcp: Range[]; udp: Range[] } {
  const found: Record<Protocol, Range[]> = { tcp: [], udp: [] };
  for (const list of text.split(';')) {
    let current: readonly Protocol[] = plain === 'both' ? ['tcp', 'udp'] : [plain];
    for (const item of list.split(',')) {
      const [, letter, rest] = /^\s*(?:([A-Za-z]):)?\s*(.*?)\s*$/s.exec(item)!;
      const prefix = letter?.toUpperCase();
      if (prefix === 'T') current = ['tcp'];
      else if (prefix === 'U') current = ['udp'];
      else if (prefix !== undefined) fail(item, 'of the prefixes there are T: (TCP) and U: (UDP)');
      if (names !== undefined && hasPortNames(rest)) addNamed(rest, current, names, found);
      else {
        const range = parseItem(rest, text);
        for (const protocol of current) found[protocol].push(range);
      }
    }
  }
  return { tcp: normalize(found.tcp), udp: normalize(found.udp) };
}

export type Protocol = 'tcp' | 'udp';

/** The ports that are registered under a name; `*` and `?` stand for letters, as in file names. */
export type PortsNamed = (pattern: string, protocol: Protocol) => readonly number[];

/** Whether a list of ports has names of services in it: with those it needs `names`. */
export function hasPortNames(text: string): boolean {
  return /[a-z]/i.test(text.replace(/(^|[,;])\s*[tu]:/gi, '$1'));
}

function addNamed(
  name: string,
  protocols: readonly Protocol[],
  names: PortsNamed,
  found: Record<Protocol, Range[]>,
): void {
  if (!/^[\w.+*?-]+$/.test(name)) fail(name, 'give numbers, ranges, or names of services, with commas between');
  let count = 0;
  for (const protocol of protocols) {
    const ports = names(name.toLowerCase(), protocol);
    count += ports.length;
    for (const port of ports) found[protocol].push([port, port]);
  }
  if (count === 0)
    fail(name, `no ${protocols.join(' or ').toUpperCase()} port is registered under that name; give its number`);
}

function parseItem(item: string, whole: string): Range {
  if (item === '') fail(whole, 'a port is missing between or beside the commas');
  const match = /^(\d*)(?:(-)(\d*))?$/.exec(item);
  if (match === null) {
    if (/^-\d|--/.test(item)) fail(item, 'a range has one dash');
    if (/[A-Za-z]/.test(item)) fail(item, 'service names are not understood here; give the port number');
    fail(item, 'give numbers and ranges, such as 22,80-90,8000-');
  }
  const first = match[1] === '' ? 1 : portNumber(match[1]);
  const last = match[2] === undefined ? first : match[3] === '' ? PORT_MAX : portNumber(match[3]);
  if (first > last) fail(item, `the range runs backwards, from ${first} to ${last}`);
  return [first, last];
}

function portNumber(digits: string): number {
  const port = Number(digits);
  if (port > PORT_MAX) fail(digits, `ports end at ${PORT_MAX}`);
  return port;
}

function fail(value: string, reason: string): never {
  throw new TargetError('E_PORTS', `ports ${quote(value)}: ${reason}`);
}

/** The `n` ports that are most worth asking, sorted and disjoint. Throws E_TOP_PORTS. */
export function topPorts(n: number, protocol: 'tcp' | 'udp' = 'tcp'): Range[] {
  if (!Number.isInteger(n) || n < 1) {
    throw new TargetError('E_TOP_PORTS', `top ports ${n}: give a whole number from 1`);
  }
  if (n >= PORT_MAX) return [...ALL_PORTS];
  const ranked = protocol === 'tcp' ? rankedPorts() : UDP_RANKED;
  if (n > ranked.length) {
    throw new TargetError(
      'E_TOP_PORTS',
      `top ports ${n}: the list of ${protocol.toUpperCase()} ports holds ${ranked.length}; ask for so many at the most, or for all ports (-p-)`,
    );
  }
  return normalize(ranked.slice(0, n).map((port): Range => [port, port]));
}

/** All ranked TCP ports, each where the list names it first. */
export function rankedPorts(): number[] {
  const ranked = new Set(RANKED);
  for (const [first, last] of RANKED_BLOCKS) for (let port = first; port <= last; port++) ranked.add(port);
  return [...ranked];
}
