// IPv4 headers (RFC 791). Options are stepped over; fragments are recognised, not put together.
import { copy, holds, needRoom, readU16, readU32, writeU16, writeU32 } from './bytes.ts';
import { finish, isRight, sum } from './checksum.ts';

export const OFFSET = {
  versionAndLength: 0,
  typeOfService: 1,
  totalLength: 2,
  identification: 4,
  flagsAndFragment: 6,
  ttl: 8,
  protocol: 9,
  checksum: 10,
  source: 12,
  destination: 16,
  options: 20,
} as const;

/** Bytes. */
export const MIN_HEADER_LENGTH = 20;
export const MAX_OPTIONS_LENGTH = 40;
export const MAX_TOTAL_LENGTH = 65_535;

/** IANA, "Assigned Internet Protocol Numbers". */
export const PROTOCOL_ICMP = 1;
export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;

export const VERSION = 4;

/** Of the field `flagsAndFragment`. */
export const DONT_FRAGMENT = 0x4000;
export const MORE_FRAGMENTS = 0x2000;
export const FRAGMENT_OFFSET = 0x1fff;

export interface Ipv4 {
  /** DSCP and ECN (RFC 2474, RFC 3168), 8 bits. */
  readonly typeOfService: number;
  readonly identification: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  /** Bytes, a multiple of 8. */
  readonly fragmentOffset: number;
  readonly ttl: number;
  readonly protocol: number;
  readonly source: number;
  readonly destination: number;
  /** As they stand in the header; `emit` fills them up to a multiple of 4 with end-of-options. */
  readonly options: Uint8Array;
  /** Bytes behind the header. From `parse`: those that were captured. */
  readonly payloadLength: number;
}

export interface ParsedIpv4 extends Ipv4 {
  /** Bytes from the packet's begin to its payload. */
  readonly headerLength: number;
  /** What the header says: bytes of header and payload, captured or not. */
  readonly totalLength: number;
}

/**
 * The header's length with its options; 0 where it is not IPv4, is longer than `length`, or says that the whole packet
 * is shorter than its header. A packet of which only a part was captured passes. The checksum is not looked at: it is
 * not there yet in frames of this machine that the network card would complete (see `isIntact`).
 */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  const header = checkQuoted(bytes, offset, length);
  return header !== 0 && totalLength(bytes, offset) >= header ? header : 0;
}

/**
 * Like `check`, for a header that an ICMP error quotes. Its total length is not looked at: some stacks quote it in
 * their own byte order or without the header (RFC 1812 section 4.3.2.3 asks for the original, not all obey).
 */
export function checkQuoted(bytes: Uint8Array, offset: number, length: number): number {
  if (!holds(bytes, offset, length, MIN_HEADER_LENGTH) || bytes[offset] >>> 4 !== VERSION) return 0;
  const header = headerLength(bytes, offset);
  return header >= MIN_HEADER_LENGTH && header <= length ? header : 0;
}

export function headerLength(bytes: Uint8Array, offset: number): number {
  return (bytes[offset + OFFSET.versionAndLength] & 15) * 4;
}

/** What the header says; may be more than was captured. */
export function totalLength(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.totalLength);
}

/** Bytes behind the header that belong to the packet and are there: neither Ethernet's padding nor what was cut off. */
export function payloadLength(bytes: Uint8Array, offset: number, length: number): number {
  const total = totalLength(bytes, offset);
  return Math.min(total, length) - headerLength(bytes, offset);
}

export function identification(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.identification);
}

export function ttl(bytes: Uint8Array, offset: number): number {
  return bytes[offset + OFFSET.ttl];
}

export function protocol(bytes: Uint8Array, offset: number): number {
  return bytes[offset + OFFSET.protocol];
}

export function source(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset + OFFSET.source);
}

export function destination(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset + OFFSET.destination);
}

/** Whether this is a part of a packet, the first one included. */
export function isFragment(bytes: Uint8Array, offset: number): boolean {
  return (readU16(bytes, offset + OFFSET.flagsAndFragment) & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) !== 0;
}

/** Bytes. Above 0 the payload does not begin with a TCP, UDP or ICMP header. */
export function fragmentOffset(bytes: Uint8Array, offset: number): number {
  return (readU16(bytes, offset + OFFSET.flagsAndFragment) & FRAGMENT_OFFSET) * 8;
}

export function moreFragments(bytes: Uint8Array, offset: number): boolean {
  return (readU16(bytes, offset + OFFSET.flagsAndFragment) & MORE_FRAGMENTS) !== 0;
}

export function dontFragment(bytes: Uint8Array, offset: number): boolean {
  return (readU16(bytes, offset + OFFSET.flagsAndFragment) & DONT_FRAGMENT) !== 0;
}

/** Whether the header's checksum is right. */
export function isIntact(bytes: Uint8Array, offset: number): boolean {
  return isRight(bytes, offset, headerLength(bytes, offset), 0);
}

export function parse(bytes: Uint8Array, offset: number, length: number): ParsedIpv4 | null {
  const header = check(bytes, offset, length);
  if (header === 0) return null;
  return {
    typeOfService: bytes[offset + OFFSET.typeOfService],
    identification: identification(bytes, offset),
    dontFragment: dontFragment(bytes, offset),
    moreFragments: moreFragments(bytes, offset),
    fragmentOffset: fragmentOffset(bytes, offset),
    ttl: ttl(bytes, offset),
    protocol: protocol(bytes, offset),
    source: source(bytes, offset),
    destination: destination(bytes, offset),
    options: copy(bytes, offset + OFFSET.options, offset + header),
    payloadLength: payloadLength(bytes, offset, length),
    headerLength: header,
    totalLength: totalLength(bytes, offset),
  };
}

/** Writes the header with its checksum; returns its length. Throws a RangeError where a length cannot be expressed. */
export function emit(bytes: Uint8Array, offset: number, packet: Ipv4): number {
  const optionsLength = (packet.options.length + 3) & ~3;
  const header = MIN_HEADER_LENGTH + optionsLength;
  const total = header + packet.payloadLength;
  if (optionsLength > MAX_OPTIONS_LENGTH || total > MAX_TOTAL_LENGTH) {
    throw new RangeError(
      `E_IPV4_LENGTH: ${packet.options.length} bytes of options and ${packet.payloadLength} of payload, ` +
        `IPv4 holds ${MAX_OPTIONS_LENGTH} of options and ${MAX_TOTAL_LENGTH} in all`,
    );
  }
  needRoom(bytes, offset, header);
  const flags = (packet.dontFragment ? DONT_FRAGMENT : 0) | (packet.moreFragments ? MORE_FRAGMENTS : 0);
  bytes[offset + OFFSET.versionAndLength] = (VERSION << 4) | (header / 4);
  bytes[offset + OFFSET.typeOfService] = packet.typeOfService;
  writeU16(bytes, offset + OFFSET.totalLength, total);
  writeU16(bytes, offset + OFFSET.identification, packet.identification);
  writeU16(bytes, offset + OFFSET.flagsAndFragment, flags | ((packet.fragmentOffset >>> 3) & FRAGMENT_OFFSET));
  bytes[offset + OFFSET.ttl] = packet.ttl;
  bytes[offset + OFFSET.protocol] = packet.protocol;
  writeU16(bytes, offset + OFFSET.checksum, 0);
  writeU32(bytes, offset + OFFSET.source, packet.source);
  writeU32(bytes, offset + OFFSET.destination, packet.destination);
  bytes.set(packet.options, offset + OFFSET.options);
  bytes.fill(0, offset + OFFSET.options + packet.options.length, offset + header);
  writeU16(bytes, offset + OFFSET.checksum, finish(sum(bytes, offset, header, 0)));
  return header;
}
