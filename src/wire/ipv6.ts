// IPv6 headers (RFC 8200), and addresses as people write them (RFC 5952). An address is 16 bytes.
//
//   0                              4               6            7          8       24           40
//   version 4, class 8, label 20   payload length  next header  hop limit  source  destination  payload
import { copy, holds, needRoom, readU16, writeU16, writeU32 } from './bytes.ts';

export const OFFSET = {
  versionAndClass: 0,
  payloadLength: 4,
  nextHeader: 6,
  hopLimit: 7,
  source: 8,
  destination: 24,
} as const;

/** Bytes. */
export const HEADER_LENGTH = 40;
export const ADDRESS_LENGTH = 16;
export const MAX_PAYLOAD_LENGTH = 65_535;

export const VERSION = 6;

/** IANA, "Assigned Internet Protocol Numbers". */
export const NEXT_HOP_BY_HOP = 0;
export const NEXT_UDP = 17;
export const NEXT_ROUTING = 43;
export const NEXT_ICMPV6 = 58;
export const NEXT_DESTINATION_OPTIONS = 60;

/** Of those extension headers that a packet may have before what it carries; more are not stepped over. */
const EXTENSIONS_MOST = 4;
const EXTENSION_LEAST = 8;

export interface Ipv6 {
  readonly nextHeader: number;
  readonly hopLimit: number;
  /** 16 bytes. */
  readonly source: Uint8Array;
  /** 16 bytes. */
  readonly destination: Uint8Array;
  /** Bytes behind the header. From `parse`: those that were captured. */
  readonly payloadLength: number;
}

/** What a packet carries behind its extension headers. */
export interface Carried {
  /** NEXT_UDP, NEXT_ICMPV6 or another. */
  readonly protocol: number;
  readonly offset: number;
  /** Bytes of it that are there. */
  readonly length: number;
}

/** 40 where an IPv6 header is there, else 0. A packet of which only a part was captured passes. */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  if (!holds(bytes, offset, length, HEADER_LENGTH)) return 0;
  return bytes[offset] >>> 4 === VERSION ? HEADER_LENGTH : 0;
}

export function nextHeader(bytes: Uint8Array, offset: number): number {
  return bytes[offset + OFFSET.nextHeader];
}

export function hopLimit(bytes: Uint8Array, offset: number): number {
  return bytes[offset + OFFSET.hopLimit];
}

export function source(bytes: Uint8Array, offset: number): Uint8Array {
  return copy(bytes, offset + OFFSET.source, offset + OFFSET.source + ADDRESS_LENGTH);
}

export function destination(bytes: Uint8Array, offset: number): Uint8Array {
  return copy(bytes, offset + OFFSET.destination, offset + OFFSET.destination + ADDRESS_LENGTH);
}

/** Bytes behind the header that belong to the packet and are there. */
export function payloadLength(bytes: Uint8Array, offset: number, length: number): number {
  return Math.min(readU16(bytes, offset + OFFSET.payloadLength), length - HEADER_LENGTH);
}

/** Steps over hop-by-hop, routing and destination options; null where they do not fit in. After `check` gave more than 0. */
export function carried(bytes: Uint8Array, offset: number, length: number): Carried | null {
  let protocol = nextHeader(bytes, offset);
  let at = offset + HEADER_LENGTH;
  const end = at + payloadLength(bytes, offset, length);
  for (let count = 0; count <= EXTENSIONS_MOST; count++) {
    if (protocol !== NEXT_HOP_BY_HOP && protocol !== NEXT_ROUTING && protocol !== NEXT_DESTINATION_OPTIONS) {
      return { protocol, offset: at, length: end - at };
    }
    if (at + EXTENSION_LEAST > end) return null;
    protocol = bytes[at];
    at += EXTENSION_LEAST * (bytes[at + 1] + 1);
    if (at > end) return null;
  }
  return null;
}

export function parse(bytes: Uint8Array, offset: number, length: number): Ipv6 | null {
  if (check(bytes, offset, length) === 0) return null;
  return {
    nextHeader: nextHeader(bytes, offset),
    hopLimit: hopLimit(bytes, offset),
    source: source(bytes, offset),
    destination: destination(bytes, offset),
    payloadLength: payloadLength(bytes, offset, length),
  };
}

/** Writes the header; returns its length. Throws a RangeError where the payload's length cannot be expressed. */
export function emit(bytes: Uint8Array, offset: number, packet: Ipv6): number {
  if (packet.payloadLength > MAX_PAYLOAD_LENGTH) {
    throw new RangeError(`E_IPV6_LENGTH: ${packet.payloadLength} bytes of payload, IPv6 holds ${MAX_PAYLOAD_LENGTH}`);
  }
  needRoom(bytes, offset, HEADER_LENGTH);
  writeU32(bytes, offset, VERSION << 28);
  writeU16(bytes, offset + OFFSET.payloadLength, packet.payloadLength);
  bytes[offset + OFFSET.nextHeader] = packet.nextHeader;
  bytes[offset + OFFSET.hopLimit] = packet.hopLimit;
  bytes.set(packet.source, offset + OFFSET.source);
  bytes.set(packet.destination, offset + OFFSET.destination);
  return HEADER_LENGTH;
}

/** RFC 8200 section 8.1: what the pseudo-header adds to a checksum. `offset`: of the IPv6 header. */
export function pseudoHeaderSum(bytes: Uint8Array, offset: number, protocol: number, length: number): number {
  let total = protocol + (length >>> 16) + (length & 0xffff);
  for (let at = offset + OFFSET.source; at < offset + HEADER_LENGTH; at += 2) total += readU16(bytes, at);
  return total;
}

const GROUPS = 8;
/** A run of one zero group is not shortened (RFC 5952 section 4.2.2). */
const SHORTENED_LEAST = 2;

/** The 16 bytes at `offset`, as RFC 5952 wants them: `fe80::1`. */
export function formatIpv6(bytes: Uint8Array, offset: number): string {
  const groups: string[] = [];
  for (let k = 0; k < GROUPS; k++) groups.push(readU16(bytes, offset + 2 * k).toString(16));
  let [best, most] = [-1, SHORTENED_LEAST - 1];
  for (let k = 0; k < GROUPS; ) {
    let end = k;
    while (end < GROUPS && groups[end] === '0') end++;
    if (end - k > most) [best, most] = [k, end - k];
    k = Math.max(end, k + 1);
  }
  if (best < 0) return groups.join(':');
  return `${groups.slice(0, best).join(':')}::${groups.slice(best + most).join(':')}`;
}

/** fe80::/10 */
export function isLinkLocal(address: Uint8Array): boolean {
  return address[0] === 0xfe && (address[1] & 0xc0) === 0x80;
}

/** ff00::/8 */
export function isMulticast(address: Uint8Array): boolean {
  return address[0] === 0xff;
}

export function isUnspecified(address: Uint8Array): boolean {
  return address.every((byte) => byte === 0);
}
