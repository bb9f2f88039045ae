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
import { readU16, writeU16 } from '../../wire/bytes.ts';
import { TYPE, UNREACHABLE } from '../../wire/icmp-codes.ts';
import { OFFSET } from '../../wire/ipv4.ts';
import {
  type Answer,
  ARRIVED,
  CLOSED,
  FILTERED,
  isFragment,
  isIntact,
  LOW_COOKIE,
  NO_COOKIE,
  NONE,
  OPEN,
  PROTOCOL_ICMP,
  packetEnd,
  QUOTED,
  readError,
  readIpv4,
} from '../answer.ts';
import { fold, ipv4Form, MAY_FRAGMENT, patchIpv4 } from '../form.ts';
import type { PatchProbe, Probe, ProbeForm } from '../probe.ts';
import { PAYLOADS } from './payloads.ts';

const UDP = 20;
const UDP_SOURCE_PORT = UDP;
const UDP_DESTINATION_PORT = UDP + 2;
const UDP_CHECKSUM = UDP + 6;
const HEADER_LENGTH = 8;
/** From the datagram on. */
const LENGTH = 4;
const CHECKSUM = 6;

const PROTOCOL_UDP = 17;
const PORT_UNREACHABLE = (TYPE.destinationUnreachable << 8) | UNREACHABLE.port;

export function datagramForm(payload: Uint8Array): ProbeForm {
  const length = HEADER_LENGTH + payload.length;
  return ipv4Form(
    PROTOCOL_UDP,
    MAY_FRAGMENT,
    [0, 0, 0, 0, length >>> 8, length & 0xff, 0, 0, ...payload],
    [
      { field: 'cookieLow', at: OFFSET.identification },
      { field: 'sourcePort', at: UDP_SOURCE_PORT },
      { field: 'destinationPort', at: UDP_DESTINATION_PORT },
    ],
    { at: UDP_CHECKSUM, from: UDP, pseudoHeader: PROTOCOL_UDP, neverZero: true },
  );
}

/** Without payload: how a port is asked of which nothing is known. */
export const DATAGRAM = datagramForm(new Uint8Array(0));
const FORM_OF_PORT: ReadonlyMap<number, number> = new Map(
  PAYLOADS.flatMap(({ ports }, k) => ports.map((port) => [port, k + 1] as const)),
);

const patch: PatchProbe = (form, bytes, offset, source, destination, sourcePort, destinationPort, cookie) => {
  const addresses = patchIpv4(form, bytes, offset, source, destination, cookie & 0xffff);
  writeU16(bytes, offset + UDP_SOURCE_PORT, sourcePort);
  writeU16(bytes, offset + UDP_DESTINATION_PORT, destinationPort);
  const sum = fold(form.checksums[1].sum + addresses + sourcePort + destinationPort);
  writeU16(bytes, offset + UDP_CHECKSUM, sum === 0xffff ? sum : ~sum);
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
  const payload = readIpv4(bytes, offset, captured, missing, answer);
  if (payload === 0) return NONE;
  const end = packetEnd(bytes, offset, captured);
  const length = offset + readU16(bytes, offset + OFFSET.totalLength) - payload;
  const protocol = bytes[offset + OFFSET.protocol];
  if (protocol === PROTOCOL_UDP) {
    if (payload + HEADER_LENGTH > end) return NONE;
    if (!isDatagram(bytes, payload, length, end, isFragment(bytes, offset), trust, answer)) return NONE;
    answer.port = readU16(bytes, payload);
    answer.ourPort = readU16(bytes, payload + 2);
    answer.cookie = 0;
    answer.cookieMask = NO_COOKIE;
    answer.payloadAt = payload + HEADER_LENGTH - offset;
    answer.payloadLength = Math.min(readU16(bytes, payload + LENGTH), end - payload) - HEADER_LENGTH;
    if (answer.port < FIRST_CLIENT_PORT || readU16(bytes, payload + LENGTH) > HEADER_LENGTH) return OPEN;
    const { host, ourAddress, port, ourPort } = answer;
    answer.host = ourAddress;
    answer.ourAddress = host;
    answer.port = ourPort;
    answer.ourPort = port;
    answer.cookie = readU16(bytes, offset + OFFSET.identification);
    answer.cookieMask = LOW_COOKIE;
    return ARRIVED;
  }
  if (protocol !== PROTOCOL_ICMP || isFragment(bytes, offset)) return NONE;
  const udp = readError(bytes, payload, end, PROTOCOL_UDP, answer);
  if (udp === 0 || !isIntact(bytes, payload, length, end, 0, 0, trust, answer)) return NONE;
  answer.ourPort = readU16(bytes, udp);
  answer.port = readU16(bytes, udp + 2);
  answer.cookie = readU16(bytes, payload + QUOTED + OFFSET.identification);
  answer.cookieMask = LOW_COOKIE;
  return answer.icmp === PORT_UNREACHABLE && answer.icmpSource === answer.host ? CLOSED : FILTERED;
}

/** Its own length must fit the packet's; of a datagram in fragments no more than the first is ever looked at. */
function isDatagram(
  bytes: Uint8Array,
  payload: number,
  length: number,
  end: number,
  fragment: boolean,
  trust: number,
  answer: Answer,
): boolean {
  const said = readU16(bytes, payload + LENGTH);
  if (said < HEADER_LENGTH) return false;
  if (fragment) return true;
  if (said > length) return false;
  if (readU16(bytes, payload + CHECKSUM) === 0) return true; // RFC 768: none was made
  return isIntact(bytes, payload, said, end, PROTOCOL_UDP, payload + CHECKSUM, trust, answer);
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
  byConnect: false,
  setsPace: false, // few answer at all, and refusals are limited
  refusalsAreLimited: true,
  tarpitPossible: false,
  // A service answers, which may have to ask others first; the ICMP errors that were measured say nothing of that.
  shortestRtoMs: 1000,
  strangerMs: 1000,
  spreadMs: 1000,
  forms: [DATAGRAM, ...PAYLOADS.map(({ bytes }) => datagramForm(bytes))],
  // Of datagrams to our own ports only an empty one is known as a question (FIRST_CLIENT_PORT).
  formOf: (port, _again, isOurs) => (isOurs ? 0 : (FORM_OF_PORT.get(port) ?? 0)),
  patch,
  read,
};
