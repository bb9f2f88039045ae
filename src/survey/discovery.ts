// Whether hosts are looked for before their ports, and in how many ways.
//
//  1. Where few addresses are named, or few ports are asked of each, everything is asked of everybody: no host can be missed,
//     and looking first would take as long. So it is with -Pn too.
//  2. Where raw sockets are used: ICMP, TCP ACK and UDP in a few ways each, and SYNs to the ports most often open, as many as a
//     few seconds allow at the rate that nobody's answers vouch for: of a /24 at least a hundred.
//  3. By full connections, where hosts alone are wanted: the ports most often open.
import { ECHO_WAY, LAST_SYN_WAY, OTHER_WAYS, wayOf } from '../probe/ways.ts';
import { parsePorts, rankedPorts } from '../target/ports.ts';
import { count, normalize, type Range } from '../target/ranges.ts';
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

/**
 * The ways in which a packet engine asks, as the probe `discover` numbers them. `by`: these alone, of `echo`, `timestamp`, `mask`,
 * `syn`, `syn:PORTS`, `ack`, `udp`; none: all. Throws E_REQUEST, E_PORTS.
 */
export function waysFor(addresses: number, rateCap: number | null, by: readonly string[] = []): readonly Range[] {
  const common = commonPorts(addresses, Math.min(RATE, rateCap ?? RATE)).map(lone);
  if (by.length === 0) return normalize([...ECHO, ...OTHER_WAYS.map((_, index) => lone(wayOf(index))), ...common]);
  return normalize(by.flatMap((words) => waysNamed(words, common)));
}

const ECHO: readonly Range[] = [lone(ECHO_WAY)];

function waysNamed(words: string, common: readonly Range[]): readonly Range[] {
  const [kind, ports = ''] = words.split(':', 2);
  const others = OTHER_WAYS.flatMap((way, index) => (way.kind === kind ? [lone(wayOf(index))] : []));
  if (others.length > 0) return others;
  if (kind === 'echo') return ECHO;
  if (kind !== 'syn') {
    throw new SurveyError(
      'E_REQUEST',
      `to look for hosts by "${words}": there are echo, timestamp, mask, syn, syn:22,80, ack and udp`,
    );
  }
  if (ports === '') return common;
  const { tcp } = parsePorts(ports);
  if (tcp.every(([first, last]) => first >= 1 && last <= LAST_SYN_WAY)) return tcp;
  throw new SurveyError('E_REQUEST', `to look for hosts by "${words}": the ports are 1 to ${LAST_SYN_WAY}`);
}

export function connectPortsFor(addresses: number, rateCap: number | null): readonly Range[] {
  return normalize(commonPorts(addresses, Math.min(CONNECT_RATE, rateCap ?? CONNECT_RATE)).map(lone));
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
