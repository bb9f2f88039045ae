// Which ports a survey asks of each protocol.
import type { ProbeName } from '../probe/probe-name.ts';
import { PROBES } from '../probe/probes.ts';
import { PAYLOADS } from '../probe/udp/payloads.ts';
import { ELSEWHERE_PORTS } from '../service/elsewhere.ts';
import { loadPortsNamed } from '../target/port-names.ts';
import {
  ALL_PORTS,
  FAST,
  hasPortNames,
  type PortsNamed,
  type Protocol,
  parsePorts,
  topPorts,
  UDP_WORDS,
} from '../target/ports.ts';
import { count, normalize, type Range, rangeText, subtract } from '../target/ranges.ts';
import { probesOf, type SurveyRequest } from './request.ts';
import { SurveyError } from './survey-error.ts';

/** What a probe without ports is said to ask, so that each host has one probe. */
const NO_PORTS: readonly Range[] = [[0, 0]];
const PROBE_OF: Readonly<Record<Protocol, string>> = { tcp: 'syn (-sS, -sT)', udp: 'udp (-sU)' };

/** What `portsOf` needs to read names of services; undefined where the request has none. */
export async function namesFor({ ports, excludePorts, udp = '' }: SurveyRequest): Promise<PortsNamed | undefined> {
  const lists = [ports ?? '', excludePorts ?? '', UDP_WORDS.includes(udp) ? '' : udp];
  return lists.some(hasPortNames) ? loadPortsNamed() : undefined;
}

/** The ports that a probe asks. Throws E_PORTS, E_TOP_PORTS, E_PROBE, E_REQUEST. */
export function portsOf(probe: ProbeName, request: SurveyRequest, names?: PortsNamed): readonly Range[] {
  const { port } = PROBES[probe].meaning;
  if (port === null) return NO_PORTS;
  const chosen = choose(port.proto, request, names);
  if (request.excludePorts === undefined) return chosen;
  const left = subtract(chosen, parsePorts(request.excludePorts, 'both', names)[port.proto]);
  if (count(left) > 0) return left;
  throw new SurveyError('E_REQUEST', `excluding the ports ${request.excludePorts} leaves no ${port.proto} port to ask`);
}

function choose(proto: Protocol, request: SurveyRequest, names?: PortsNamed): readonly Range[] {
  const { ports, topPorts: top, fast, udp } = request;
  if (proto === 'udp' && udp !== undefined && udp !== 'none') return namedUdp(udp, names);
  if (ports !== undefined) return named(proto, ports, request, names);
  if (top !== undefined) return topPorts(top, proto);
  if (fast) return topPorts(FAST, proto);
  return proto === 'tcp' ? ALL_PORTS : knownUdp();
}

/** UDP ports for which there is a real question: the scan's, or that of those who are asked afterwards. */
function knownUdp(): readonly Range[] {
  const ports = [...PAYLOADS.flatMap((payload) => payload.ports), ...ELSEWHERE_PORTS];
  return normalize(ports.map((port): Range => [port, port]));
}

function namedUdp(text: string, names?: PortsNamed): readonly Range[] {
  if (text === 'known') return knownUdp();
  if (text === 'all') return ALL_PORTS;
  const { udp, tcp } = parsePorts(text, 'udp', names);
  if (tcp.length > 0) throw new SurveyError('E_PORTS', `UDP ports ${text}: T: has no place there`);
  return udp;
}

/** Ports that nobody would ask are a mistake, and so is a protocol that is asked no port. */
function named(proto: Protocol, text: string, request: SurveyRequest, names: PortsNamed | undefined): readonly Range[] {
  const asked = probesOf(request).map((probe) => PROBES[probe].meaning.port?.proto);
  const ports = parsePorts(text, 'both', names);
  const other = proto === 'tcp' ? 'udp' : 'tcp';
  const plain = parsePorts(text, proto, names)[other];
  if (!asked.includes(other) && plain.length > 0) {
    const prefix = other === 'tcp' ? 'T' : 'U';
    throw new SurveyError(
      'E_PROBE',
      `ports ${text}: ${prefix}:${rangeText(plain)} needs the probe ${PROBE_OF[other]} as well`,
    );
  }
  if (ports[proto].length === 0) {
    throw new SurveyError('E_PORTS', `ports ${text}: none of them is of ${proto.toUpperCase()}, which is asked too`);
  }
  return ports[proto];
}
