// The UDP probe (RFC 768): a datagram, with a payload where one is known for its port (payloads.ts), and how to read what
// comes back. Whoever listens there and has nothing to say to it stays silent: open, or filtered.
//
// Who answers a datagram returns nothing of it but the ports, so an answer proves no more than that: whoever guesses
// which of our ports asks could forge one. An ICMP error quotes the IPv4 header, and the 16 bits of its identification
// are the lower half of the cookie. They are also why the packet may be fragmented (DF clear): RFC 6864 section 4.1
// gives the identification no meaning where DF is set, and routers that follow it may write another one there.
//
// Raw IP sockets write another identification where it is 0 (raw(7)): one error in 65,536 is then taken for a stray, and
// the port is asked again with another cookie.
import { writeU16 } from '../../wire/bytes.ts';
import { finishNeverZero } from '../../wire/checksum.ts';
import { TYPE, UNREACHABLE } from '../../wire/icmp-codes.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import { isFragment, PROTOCOL_ICMP, PROTOCOL_UDP } from '../../wire/ipv4.ts';
import * as datagram from '../../wire/udp.ts';
import {
  type Answer,
  ARRIVED,
  CLOSED,
  FILTERED,
  isIntact,
  LOW_COOKIE,
  NO_COOKIE,
  NONE,
  OPEN,
  packetEnd,
  QUOTED,
  readError,
  readIpv4,
} from '../answer.ts';
import { BODY, ipv4Form, patchIpv4 } from '../form.ts';
import type { PatchProbe, Probe, ProbeForm } from '../probe.ts';
import { PAYLOADS } from './payloads.ts';

const SOURCE_PORT = BODY + datagram.OFFSET.sourcePort;
const DESTINATION_PORT = BODY + datagram.OFFSET.destinationPort;
const CHECKSUM = BODY + datagram.OFFSET.checksum;

const PORT_UNREACHABLE = (TYPE.destinationUnreachable << 8) | UNREACHABLE.port;

export function datagramForm(payload: Uint8Array): ProbeForm {
  const body = new Uint8Array(datagram.HEADER_LENGTH + payload.length);
  datagram.emit(body, 0, { sourcePort: 0, destinationPort: 0, payload }, 0, 0);
  return ipv4Form(
    { protocol: PROTOCOL_UDP, dontFragment: false },
    body,
    [
      { field: 'cookieLow', at: ipv4.OFFSET.identification },
      { field: 'sourcePort', at: SOURCE_PORT },
      { field: 'destinationPort', at: DESTINATION_PORT },
    ],
    { at: CHECKSUM, pseudoHeader: true, neverZero: true },
  );
}

/** Without payload: how a port is asked of which nothing is known. */
export const DATAGRAM = datagramForm(new Uint8Array(0));
/** So many payloads there may be for a port. */
const TURNS = 4;
/** By port, the forms that ask it in turn. */
const FORMS_OF_PORT: ReadonlyMap<number, readonly number[]> = formsByPort();

function formsByPort(): Map<number, number[]> {
  const forms = new Map<number, number[]>();
  for (const [k, { ports }] of PAYLOADS.entries()) {
    for (const port of ports) forms.set(port, [...(forms.get(port) ?? []), k + 1]);
  }
  return forms;
}

const patch: PatchProbe = (form, bytes, offset, source, destination, sourcePort, destinationPort, cookie) => {
  const addresses = patchIpv4(form.checksums[0].sum, bytes, offset, source, destination, cookie & 0xffff);
  writeU16(bytes, offset + SOURCE_PORT, sourcePort);
  writeU16(bytes, offset + DESTINATION_PORT, destinationPort);
  const sum = form.checksums[1].sum + addresses + sourcePort + destinationPort;
  writeU16(bytes, offset + CHECKSUM, finishNeverZero(sum));
};

/**
 * Source ports of clients, and of scanners, begin here (net.ipv4.ip_local_port_range; RFC 6335 names 49152). An empty
 * datagram from there is what a probe looks like, and no answer: a service on such a port that returns nothing but an
 * empty datagram stays silent for us.
 */
export const FIRST_CLIENT_PORT = 32_768;

/**
 * A datagram from the port is OPEN. A port unreachable from the host itself is CLOSED: only who would have the port can
 * say so (RFC 1122 section 4.1.3.1). Any other ICMP error is FILTERED. What looks like a probe has ARRIVED.
 */
function read(
  bytes: Uint8Array,
  offset: number,
  captured: number,
  missing: number,
  trust: number,
  answer: Answer,
): number {
  const body = readIpv4(bytes, offset, captured, missing, answer);
  if (body === 0) return NONE;
  const end = packetEnd(bytes, offset, captured);
  const length = offset + ipv4.totalLength(bytes, offset) - body;
  const carried = ipv4.protocol(bytes, offset);
  if (carried === PROTOCOL_UDP) {
    if (datagram.check(bytes, body, end - body) === 0) return NONE;
    if (!isWhole(bytes, body, length, end, isFragment(bytes, offset), trust, answer)) return NONE;
    answer.port = datagram.sourcePort(bytes, body);
    answer.ourPort = datagram.destinationPort(bytes, body);
    answer.cookie = 0;
    answer.cookieMask = NO_COOKIE;
    answer.payloadAt = body + datagram.HEADER_LENGTH - offset;
    answer.payloadLength = datagram.payloadLength(bytes, body, end - body);
    if (answer.port < FIRST_CLIENT_PORT || datagram.length(bytes, body) > datagram.HEADER_LENGTH) return OPEN;
    const { host, ourAddress, port, ourPort } = answer;
    answer.host = ourAddress;
    answer.ourAddress = host;
    answer.port = ourPort;
    answer.ourPort = port;
    answer.cookie = ipv4.identification(bytes, offset);
    answer.cookieMask = LOW_COOKIE;
    return ARRIVED;
  }
  if (carried !== PROTOCOL_ICMP || isFragment(bytes, offset)) return NONE;
  const quoted = readError(bytes, body, end, PROTOCOL_UDP, answer);
  if (quoted === 0 || !isIntact(bytes, body, length, end, 0, 0, trust, answer)) return NONE;
  answer.ourPort = datagram.sourcePort(bytes, quoted);
  answer.port = datagram.destinationPort(bytes, quoted);
  answer.cookie = ipv4.identification(bytes, body + QUOTED);
  answer.cookieMask = LOW_COOKIE;
  return answer.icmp === PORT_UNREACHABLE && answer.icmpSource === answer.host ? CLOSED : FILTERED;
}

/** Its own length must fit the packet's; of a datagram in fragments no more than the first is ever looked at. */
function isWhole(
  bytes: Uint8Array,
  body: number,
  length: number,
  end: number,
  fragment: boolean,
  trust: number,
  answer: Answer,
): boolean {
  if (fragment) return true;
  const said = datagram.length(bytes, body);
  if (said > length) return false;
  if (datagram.checksum(bytes, body) === 0) return true;
  return isIntact(bytes, body, said, end, PROTOCOL_UDP, body + datagram.OFFSET.checksum, trust, answer);
}

export const udp: Probe = {
  name: 'udp',
  title: 'UDP',
  meaning: {
    up: 'udp-response',
    // Few services answer what they do not understand, so silence is no sign of a filter (RFC 768 has no refusal of its own).
    port: { proto: 'udp', open: 'udp-response', closed: 'icmp-port-unreachable', silent: 'open|filtered' },
    showsMac: false,
    silence: null,
  },
  protocol: 'udp',
  transport: 'udp',
  reach: 'routed',
  byConnect: true,
  setsPace: false, // few answer at all, and refusals are limited
  refusalsAreLimited: true,
  tarpitPossible: false,
  // A service answers, which may have to ask others first; the ICMP errors that were measured say nothing of that.
  shortestRtoMs: 1000,
  strangerMs: 1000,
  spreadMs: 1000,
  forms: [DATAGRAM, ...PAYLOADS.map(({ bytes }) => datagramForm(bytes))],
  // Of datagrams to our own ports only an empty one is known as a question (FIRST_CLIENT_PORT).
  attempts: 1,
  turns: TURNS,
  formOf: (port, row, isOurs) => {
    const forms = isOurs ? undefined : FORMS_OF_PORT.get(port);
    return forms === undefined ? 0 : forms[row % forms.length];
  },
  patch,
  read,
};
