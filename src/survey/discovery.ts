// Whether hosts are looked for before their ports, and in how many ways.
//
//  1. Where few addresses are named, or few ports are asked of each, everything is asked of everybody: no host can be missed,
//     and looking first would take as long. So it is with -Pn too.
//  2. Where raw sockets are used: ICMP, TCP ACK and UDP in a few ways each, and SYNs to the ports most often open, as many as a
//     few seconds allow at the rate that nobody's answers vouch for: of a /24 at least a hundred.
//  3. By full connections, where hosts alone are wanted: the ports most often open.
//  4. Where ARP alone is chosen nobody is asked who is not on a link of ours.
import { ECHO_WAY, LAST_SYN_WAY, OTHER_WAYS, wayOf } from '../probe/ways.ts';
import { parsePorts, rankedPorts } from '../target/ports.ts';
import { contains, count, intersect, normalize, type Range, rangeText, subtract } from '../target/ranges.ts';
import { SurveyError } from './survey-error.ts';

/** Rule 1. */
const FEW_ADDRESSES = 8;
const FEW_PORTS = 64;
/** Rule 2: three seconds at 20,000 a second, which is what pace.ts allows where nobody answers. */
const SECONDS = 3;
const RATE = 20_000;
/** Rule 3: a connection costs more than a packet. */
const CONNECT_RATE = 3000;
const LEAST_PORTS = 10;
const MOST_PORTS = 100;

/** Rule 4. `by`: the ways that were chosen. */
export function isByArpAlone(by: readonly string[] = []): boolean {
  return by.length > 0 && by.every((words) => words === ARP);
}

/**
 * The ways in which a packet engine asks, as the probe `discover` numbers them. `by`: these alone, of `arp` (on the own link, where it is
 * asked in any case), `echo`, `timestamp`, `mask`, `syn`, `syn:PORTS`, `ack`, `ack:PORTS`, `udp`, `udp:PORTS`; none: all. Throws E_REQUEST,
 * E_PORTS.
 */
export function waysFor(addresses: number, rateCap: number | null, by: readonly string[] = []): readonly Range[] {
  const common = commonPorts(addresses, Math.min(RATE, rateCap ?? RATE)).map(lone);
  if (by.length === 0) return normalize([...ECHO, ...OTHER_WAYS.map((_, index) => lone(wayOf(index))), ...common]);
  return normalize(by.flatMap((words) => waysNamed(words, common)));
}

const ARP = 'arp';
const SYN = 'syn';
const ECHO: readonly Range[] = [lone(ECHO_WAY)];

function waysNamed(words: string, common: readonly Range[]): readonly Range[] {
  const [kind, ports = ''] = words.split(':', 2);
  if (words === ARP) return [];
  if (kind === 'echo') return ECHO;
  const others = othersOf(kind);
  if (others.length > 0) {
    const named = others.filter(({ port }) => contains(portsFor(kind, ports), port));
    return (named.length > 0 ? named : others).map(({ way }) => lone(way));
  }
  if (kind !== SYN) {
    throw new SurveyError(
      'E_REQUEST',
      `to look for hosts by "${words}": there are arp, echo, timestamp, mask, syn, syn:22,80, ack and udp`,
    );
  }
  if (ports === '') return common;
  const tcp = portsFor(kind, ports);
  if (tcp.every(([first, last]) => first >= 1 && last <= LAST_SYN_WAY)) return tcp;
  throw new SurveyError('E_REQUEST', `to look for hosts by "${words}": the ports are 1 to ${LAST_SYN_WAY}`);
}

/** Where those ways that are no SYN have a port: which. */
function othersOf(kind: string): readonly { readonly way: number; readonly port: number }[] {
  return OTHER_WAYS.flatMap((way, index) =>
    way.kind === kind ? [{ way: wayOf(index), port: 'port' in way ? way.port : -1 }] : [],
  );
}

function portsFor(kind: string, ports: string): readonly Range[] {
  const protocol = kind === 'udp' ? 'udp' : 'tcp';
  return ports === '' ? [] : parsePorts(ports, protocol)[protocol];
}

/** ACKs and datagrams are made beforehand, for a few ports: what is told of those that were named besides; null: nothing. */
export function otherPortsText(words: string): string | null {
  const [kind, ports = ''] = words.split(':', 2);
  const asked = normalize(othersOf(kind).flatMap(({ port }) => (port < 0 ? [] : [lone(port)])));
  const others = asked.length === 0 ? [] : subtract(portsFor(kind, ports), asked);
  if (others.length === 0) return null;
  const told = `to the ports ${rangeText(asked)} alone, not to ${rangeText(others)}`;
  if (kind === 'udp') return `to look for hosts datagrams go ${told}`;
  return `to look for hosts TCP ACKs go ${told}; SYNs go to any: syn:${rangeText(others)}`;
}

/** Rule 3. `by`: as `waysFor` has it; of those SYNs alone. */
export function connectPortsFor(
  addresses: number,
  rateCap: number | null,
  by: readonly string[] = [],
): readonly Range[] {
  const common = commonPorts(addresses, Math.min(CONNECT_RATE, rateCap ?? CONNECT_RATE)).map(lone);
  const syns = intersect(normalize(by.flatMap((words) => waysNamed(words, common))), [[1, LAST_SYN_WAY]]);
  return syns.length > 0 ? syns : normalize(common);
}

/** What is told of ways that connections are none of; null: nothing. */
export function withoutRightsText(by: readonly string[]): string | null {
  const others = by.filter((words) => words.split(':', 1)[0] !== SYN);
  if (others.length === 0) return null;
  return `looking for hosts by ${others.join(', ')} needs raw sockets; by connections they are looked for at TCP ports alone`;
}

/** `ports`: those that will be asked, of each protocol. */
export function isWorthLooking(addresses: number, ports: readonly (readonly Range[])[]): boolean {
  return addresses > FEW_ADDRESSES && ports.reduce((sum, ranges) => sum + count(ranges), 0) > FEW_PORTS;
}

function commonPorts(addresses: number, rate: number): readonly number[] {
  const most = Math.floor((SECONDS * rate) / Math.max(1, addresses)) - OTHER_WAYS.length;
  return rankedPorts().slice(0, Math.max(LEAST_PORTS, Math.min(MOST_PORTS, most)));
}

function lone(port: number): Range {
  return [port, port];
}
