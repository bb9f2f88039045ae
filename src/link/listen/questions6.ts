// The questions of ask6.ts as frames.

import { writeU16 } from '../../wire/bytes.ts';
import { finishNeverZero, sum } from '../../wire/checksum.ts';
import * as ethernet from '../../wire/ethernet.ts';
import * as icmpv6 from '../../wire/icmpv6.ts';
import * as ipv6 from '../../wire/ipv6.ts';
import * as udp from '../../wire/udp.ts';

const HEADERS = ethernet.HEADER_LENGTH + ipv6.HEADER_LENGTH;
const NOT_PASSED_ON = 255;
/** Milliseconds in which hosts are to answer, each at a moment of its own (RFC 2710 section 3.4). */
const ANSWER_WITHIN_MS = 400;
const MDNS_PORT = 5353;

const group = (last: number): Uint8Array => Uint8Array.of(0xff, 2, ...new Uint8Array(13), last);
const ALL_NODES = group(1);
const ALL_ROUTERS = group(2);
const MDNS = group(0xfb);
/** fe80::ffff:ffff:ffff:ffff */
const HIGHEST = Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, ...new Uint8Array(8).fill(0xff));
/** What follows is ICMPv6; router alert: it is about listeners (RFC 2711); filled up. */
const ROUTER_ALERT = Uint8Array.of(ipv6.NEXT_ICMPV6, 0, 5, 2, 0, 0, 1, 0);
/** PTR, class IN, of `_services._dns-sd._udp.local` (RFC 6763 section 9). */
const WHICH_SERVICES = Uint8Array.from([
  ...[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
  ...['_services', '_dns-sd', '_udp', 'local'].flatMap((label) => [label.length, ...Buffer.from(label)]),
  ...[0, 0, 12, 0, 1],
]);

/** `own`: the interface's link-local address, null where it has none. `token`: identifier and sequence of the echo. */
export function questions6(mac: Uint8Array, own: Uint8Array | null, token: Uint8Array): Uint8Array[] {
  const query = listenerQuery(mac);
  if (own === null) return [query];
  return [query, echoRequest(mac, own, token), routerSolicitation(mac, own), serviceQuestion(mac, own)];
}

function listenerQuery(mac: Uint8Array): Uint8Array {
  const body = new Uint8Array(icmpv6.MLD_LENGTH - icmpv6.HEADER_LENGTH);
  writeU16(body, 0, ANSWER_WITHIN_MS);
  const message = { type: icmpv6.TYPE.listenerQuery, code: 0, body };
  return icmpv6Frame(mac, HIGHEST, ALL_NODES, message, 1, ROUTER_ALERT);
}

function echoRequest(mac: Uint8Array, own: Uint8Array, token: Uint8Array): Uint8Array {
  return icmpv6Frame(mac, own, ALL_NODES, { type: icmpv6.TYPE.echo, code: 0, body: token }, NOT_PASSED_ON);
}

function routerSolicitation(mac: Uint8Array, own: Uint8Array): Uint8Array {
  const body = Uint8Array.of(0, 0, 0, 0, icmpv6.OPTION.sourceLink, 1, ...mac);
  return icmpv6Frame(mac, own, ALL_ROUTERS, { type: icmpv6.TYPE.routerSolicitation, code: 0, body }, NOT_PASSED_ON);
}

function icmpv6Frame(
  mac: Uint8Array,
  source: Uint8Array,
  destination: Uint8Array,
  message: icmpv6.Icmpv6,
  hopLimit: number,
  extension: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const length = icmpv6.HEADER_LENGTH + message.body.length;
  const nextHeader = extension.length > 0 ? ipv6.NEXT_HOP_BY_HOP : ipv6.NEXT_ICMPV6;
  const bytes = frameOf(mac, { nextHeader, hopLimit, source, destination, payloadLength: extension.length + length });
  bytes.set(extension, HEADERS);
  icmpv6.emit(bytes, HEADERS + extension.length, message, ethernet.HEADER_LENGTH);
  return bytes;
}

function serviceQuestion(mac: Uint8Array, own: Uint8Array): Uint8Array {
  const length = udp.HEADER_LENGTH + WHICH_SERVICES.length;
  const packet = { nextHeader: ipv6.NEXT_UDP, hopLimit: NOT_PASSED_ON, source: own, destination: MDNS };
  const bytes = frameOf(mac, { ...packet, payloadLength: length });
  writeU16(bytes, HEADERS + udp.OFFSET.sourcePort, MDNS_PORT);
  writeU16(bytes, HEADERS + udp.OFFSET.destinationPort, MDNS_PORT);
  writeU16(bytes, HEADERS + udp.OFFSET.length, length);
  bytes.set(WHICH_SERVICES, HEADERS + udp.HEADER_LENGTH);
  const pseudo = ipv6.pseudoHeaderSum(bytes, ethernet.HEADER_LENGTH, ipv6.NEXT_UDP, length);
  writeU16(bytes, HEADERS + udp.OFFSET.checksum, finishNeverZero(sum(bytes, HEADERS, length, pseudo)));
  return bytes;
}

/** A group's frames go to 33:33 and the last four bytes of its address (RFC 2464 section 7). */
function frameOf(mac: Uint8Array, packet: ipv6.Ipv6): Uint8Array {
  const bytes = new Uint8Array(HEADERS + packet.payloadLength);
  const destination = Uint8Array.of(0x33, 0x33, ...packet.destination.subarray(12));
  ethernet.emit(bytes, 0, { destination, source: mac, tags: [], etherType: ethernet.TYPE_IPV6 });
  ipv6.emit(bytes, ethernet.HEADER_LENGTH, packet);
  return bytes;
}

const ADDRESS_DIGITS = 32;
/** IFA_F_TENTATIVE, IFA_F_DADFAILED (linux/if_addr.h): not to be used yet, or at all. */
const UNUSABLE = 0x40 | 0x08;

/** The link-local address of an interface, of lines as /proc/net/if_inet6 has them: address, index, length, scope, flags, name. */
export function linkLocalIn(lines: string, index: number): Uint8Array | null {
  for (const line of lines.split('\n')) {
    const [address = '', of = '', , , flags = ''] = line.trim().split(/\s+/);
    if (address.length !== ADDRESS_DIGITS || Number.parseInt(of, 16) !== index) continue;
    const bytes = Uint8Array.from(Buffer.from(address, 'hex'));
    if (ipv6.isLinkLocal(bytes) && (Number.parseInt(flags, 16) & UNUSABLE) === 0) return bytes;
  }
  return null;
}
