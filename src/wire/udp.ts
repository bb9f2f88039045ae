// UDP datagrams over IPv4 (RFC 768).
import { copy, holds, needRoom, readU16, writeU16 } from './bytes.ts';
import { finishNeverZero, isRight, pseudoHeaderSum, sum } from './checksum.ts';

export const OFFSET = { sourcePort: 0, destinationPort: 2, length: 4, checksum: 6 } as const;

/** Bytes. */
export const HEADER_LENGTH = 8;
export const MAX_PAYLOAD_LENGTH = 65_507;

const PROTOCOL = 17;

export interface Udp {
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** From `parse`: what was captured of it. */
  readonly payload: Uint8Array;
}

/** 8 where a header is there, else 0. A datagram of which only a part was captured passes. */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  if (!holds(bytes, offset, length, HEADER_LENGTH)) return 0;
  return readU16(bytes, offset + OFFSET.length) >= HEADER_LENGTH ? HEADER_LENGTH : 0;
}

export function sourcePort(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.sourcePort);
}

export function destinationPort(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.destinationPort);
}

/** What the header says, itself included; may be more than was captured. */
export function length(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.length);
}

/** Bytes of the payload that belong to the datagram and are there. */
export function payloadLength(bytes: Uint8Array, offset: number, length: number): number {
  const said = readU16(bytes, offset + OFFSET.length);
  return Math.min(said, length) - HEADER_LENGTH;
}

/** 0: the sender made none. */
export function checksum(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.checksum);
}

/** Whether the checksum of a whole datagram is right, or there is none. False where a part of it was not captured. */
export function isIntact(
  bytes: Uint8Array,
  offset: number,
  length: number,
  source: number,
  destination: number,
): boolean {
  if (checksum(bytes, offset) === 0) return true;
  const said = readU16(bytes, offset + OFFSET.length);
  return said <= length && isRight(bytes, offset, said, pseudoHeaderSum(source, destination, PROTOCOL, said));
}

export function parse(bytes: Uint8Array, offset: number, length: number): Udp | null {
  if (check(bytes, offset, length) === 0) return null;
  const payload = offset + HEADER_LENGTH;
  return {
    sourcePort: sourcePort(bytes, offset),
    destinationPort: destinationPort(bytes, offset),
    payload: copy(bytes, payload, payload + payloadLength(bytes, offset, length)),
  };
}

/**
 * Writes header and payload with the checksum for these IPv4 addresses; returns how many bytes that were. Throws a
 * RangeError where the payload is larger than an IPv4 packet holds.
 */
export function emit(bytes: Uint8Array, offset: number, datagram: Udp, source: number, destination: number): number {
  const length = HEADER_LENGTH + datagram.payload.length;
  if (datagram.payload.length > MAX_PAYLOAD_LENGTH) {
    throw new RangeError(`E_UDP_LENGTH: ${datagram.payload.length} bytes of payload, UDP holds ${MAX_PAYLOAD_LENGTH}`);
  }
  needRoom(bytes, offset, length);
  writeU16(bytes, offset + OFFSET.sourcePort, datagram.sourcePort);
  writeU16(bytes, offset + OFFSET.destinationPort, datagram.destinationPort);
  writeU16(bytes, offset + OFFSET.length, length);
  writeU16(bytes, offset + OFFSET.checksum, 0);
  bytes.set(datagram.payload, offset + HEADER_LENGTH);
  const initial = pseudoHeaderSum(source, destination, PROTOCOL, length);
  writeU16(bytes, offset + OFFSET.checksum, finishNeverZero(sum(bytes, offset, length, initial)));
  return length;
}
