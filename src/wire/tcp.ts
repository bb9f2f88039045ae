// TCP segments over IPv4 (RFC 9293 section 3.1); the options are in tcp-options.ts.
import { copy, holds, needRoom, readU16, readU32, writeU16, writeU32 } from './bytes.ts';
import { finish, isRight, pseudoHeaderSum, sum } from './checksum.ts';
import type { TcpOption } from './tcp-options.ts';
import * as tcpOptions from './tcp-options.ts';

export type { SackBlock, TcpOption } from './tcp-options.ts';

export const OFFSET = {
  sourcePort: 0,
  destinationPort: 2,
  sequence: 4,
  acknowledgement: 8,
  dataOffset: 12,
  flags: 13,
  window: 14,
  checksum: 16,
  urgentPointer: 18,
  options: 20,
} as const;

/** Bytes. */
export const MIN_HEADER_LENGTH = 20;
export const MAX_HEADER_LENGTH = 60;

/** How much of a segment an ICMP error quotes at least: both ports and the sequence number. */
export const MIN_QUOTED_LENGTH = 8;

const PROTOCOL = 6;

/** Flags; ECE and CWR are of RFC 3168. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
export const URG = 0x20;
export const ECE = 0x40;
export const CWR = 0x80;

export interface Tcp {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  /** Bits of FIN, SYN ... CWR. */
  readonly flags: number;
  /** As it stands in the header, not scaled. */
  readonly window: number;
  readonly urgentPointer: number;
  readonly options: readonly TcpOption[];
  readonly payload: Uint8Array;
}

export interface ParsedTcp extends Tcp {
  /** Bytes from the segment's begin to its payload. */
  readonly headerLength: number;
}

/** The header's length with its options; 0 where it is below 20 or `length` bytes do not hold it. */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  if (!holds(bytes, offset, length, MIN_HEADER_LENGTH)) return 0;
  const header = headerLength(bytes, offset);
  return header >= MIN_HEADER_LENGTH && header <= length ? header : 0;
}

export function sourcePort(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.sourcePort);
}

export function destinationPort(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.destinationPort);
}

export function sequence(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset + OFFSET.sequence);
}

export function acknowledgement(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset + OFFSET.acknowledgement);
}

export function headerLength(bytes: Uint8Array, offset: number): number {
  return (bytes[offset + OFFSET.dataOffset] >>> 4) * 4;
}

export function flags(bytes: Uint8Array, offset: number): number {
  return bytes[offset + OFFSET.flags];
}

export function window(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.window);
}

/** Whether the checksum of a whole segment of `length` bytes is right. */
export function isIntact(
  bytes: Uint8Array,
  offset: number,
  length: number,
  source: number,
  destination: number,
): boolean {
  return isRight(bytes, offset, length, pseudoHeaderSum(source, destination, PROTOCOL, length));
}

/** `length` ends where the IPv4 packet ends (`ipv4.payloadLength`): what is behind the header is the payload. */
export function parse(bytes: Uint8Array, offset: number, length: number): ParsedTcp | null {
  const header = check(bytes, offset, length);
  if (header === 0) return null;
  return {
    sourcePort: sourcePort(bytes, offset),
    destinationPort: destinationPort(bytes, offset),
    sequence: sequence(bytes, offset),
    acknowledgement: acknowledgement(bytes, offset),
    flags: flags(bytes, offset),
    window: window(bytes, offset),
    urgentPointer: readU16(bytes, offset + OFFSET.urgentPointer),
    options: tcpOptions.parse(bytes, offset + OFFSET.options, header - MIN_HEADER_LENGTH),
    payload: copy(bytes, offset + header, offset + length),
    headerLength: header,
  };
}

/**
 * Writes header, options and payload with the checksum for these IPv4 addresses; returns how many bytes that were.
 * Throws a RangeError for more than 40 bytes of options.
 */
export function emit(bytes: Uint8Array, offset: number, segment: Tcp, source: number, destination: number): number {
  const header = MIN_HEADER_LENGTH + tcpOptions.emitLength(segment.options);
  const length = header + segment.payload.length;
  needRoom(bytes, offset, length);
  tcpOptions.emit(bytes, offset + OFFSET.options, segment.options);
  writeU16(bytes, offset + OFFSET.sourcePort, segment.sourcePort);
  writeU16(bytes, offset + OFFSET.destinationPort, segment.destinationPort);
  writeU32(bytes, offset + OFFSET.sequence, segment.sequence);
  writeU32(bytes, offset + OFFSET.acknowledgement, segment.acknowledgement);
  bytes[offset + OFFSET.dataOffset] = (header / 4) << 4;
  bytes[offset + OFFSET.flags] = segment.flags;
  writeU16(bytes, offset + OFFSET.window, segment.window);
  writeU16(bytes, offset + OFFSET.checksum, 0);
  writeU16(bytes, offset + OFFSET.urgentPointer, segment.urgentPointer);
  bytes.set(segment.payload, offset + header);
  const initial = pseudoHeaderSum(source, destination, PROTOCOL, length);
  writeU16(bytes, offset + OFFSET.checksum, finish(sum(bytes, offset, length, initial)));
  return length;
}
