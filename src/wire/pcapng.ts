// Packet captures for Wireshark and its kin (draft-ietf-opsawg-pcapng), little endian.
//
//   block:            type 4, length of the whole block 4, body, padding to 4, the same length 4
//   section header    magic 4, version 2 + 2, section length 8 (-1: not said), options
//   interface         link type 2, reserved 2, snap length 4 (0: no limit), options
//   enhanced packet   interface 4, time 8 (high word first), captured 4, original 4, bytes, padding to 4, options
//   option:           code 2, length 2, value, padding to 4
// Interfaces are counted from 0 in the order of their blocks; times are nanoseconds since 1970.
import { copy, holds, needRoom, readU16Le, readU32Le, writeU16Le, writeU32Le } from './bytes.ts';

/** LINKTYPE_ETHERNET and LINKTYPE_RAW (the packet begins with its IPv4 or IPv6 header). */
export const LINK_ETHERNET = 1;
export const LINK_RAW_IP = 101;

export const INBOUND = 1;
export const OUTBOUND = 2;
const DIRECTION_MASK = 3;

const TYPE_SECTION = 0x0a0d0d0a;
const TYPE_INTERFACE = 1;
const TYPE_PACKET = 6;
const MAGIC = 0x1a2b3c4d;
const NANOSECONDS = 9;
const OPTION = { end: 0, packetFlags: 2, interfaceName: 2, application: 4, timeResolution: 9 } as const;

/** Bytes: of a block around its body, and of the fixed part of each body. */
const MIN_BLOCK_LENGTH = 12;
const BODY = 8;
const SECTION_BODY = 16;
const INTERFACE_BODY = 8;
const PACKET_BODY = 20;
const MAX_OPTION_LENGTH = 65_535;
/** The flags option (8 bytes) and the end of the options (4 bytes). */
const PACKET_OPTIONS_LENGTH = 12;
const TIME_RESOLUTION_LENGTH = 8;
const OPTIONS_END_LENGTH = 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export type Block =
  /** First block of a file. `application` is the program that wrote it. */
  | { readonly type: 'section'; readonly application: string }
  /** `linkType`: LINK_ETHERNET or LINK_RAW_IP. */
  | { readonly type: 'interface'; readonly linkType: number; readonly name: string }
  | {
      readonly type: 'packet';
      readonly interfaceId: number;
      /** Microseconds since 1970; parts of it are kept to the nanosecond. */
      readonly micros: number;
      /** INBOUND, OUTBOUND; 0 where it is not known. */
      readonly direction: number;
      readonly data: Uint8Array;
      /** Bytes that were on the wire; more than `data` holds where it was cut. */
      readonly originalLength: number;
    };

/** A block of another type, stepped over. */
export interface OtherBlock {
  readonly type: 'other';
  readonly typeNumber: number;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

/** Bytes of a packet's block that holds `capturedLength` bytes. */
export function packetBlockLength(capturedLength: number): number {
  return MIN_BLOCK_LENGTH + PACKET_BODY + padded(capturedLength) + PACKET_OPTIONS_LENGTH;
}

/** Writes a block; returns its length. Per packet, `emitPacket` does the same without making objects. */
export function emit(bytes: Uint8Array, offset: number, block: Block): number {
  switch (block.type) {
    case 'section':
      return emitSection(bytes, offset, block.application);
    case 'interface':
      return emitInterface(bytes, offset, block.linkType, block.name);
    case 'packet': {
      const { interfaceId, micros, direction, data, originalLength } = block;
      return emitPacket(bytes, offset, interfaceId, micros, direction, data, 0, data.length, originalLength);
    }
  }
}

function emitSection(bytes: Uint8Array, offset: number, application: string): number {
  const text = encodeText(application);
  const length = MIN_BLOCK_LENGTH + SECTION_BODY + 4 + padded(text.length) + OPTIONS_END_LENGTH;
  beginBlock(bytes, offset, TYPE_SECTION, length);
  writeU32Le(bytes, offset + BODY, MAGIC);
  writeU16Le(bytes, offset + BODY + 4, 1);
  bytes.fill(0xff, offset + BODY + 8, offset + BODY + 16);
  emitOption(bytes, offset + BODY + SECTION_BODY, OPTION.application, text);
  return length;
}

function emitInterface(bytes: Uint8Array, offset: number, linkType: number, name: string): number {
  const text = encodeText(name);
  const options = 4 + padded(text.length) + TIME_RESOLUTION_LENGTH + OPTIONS_END_LENGTH;
  const length = MIN_BLOCK_LENGTH + INTERFACE_BODY + options;
  beginBlock(bytes, offset, TYPE_INTERFACE, length);
  writeU16Le(bytes, offset + BODY, linkType);
  const next = emitOption(bytes, offset + BODY + INTERFACE_BODY, OPTION.interfaceName, text);
  emitOption(bytes, next, OPTION.timeResolution, Uint8Array.of(NANOSECONDS));
  return length;
}

/**
 * Writes the block of one packet: `capturedLength` bytes of `data` from `dataOffset` on. The other values are those of
 * a packet block. Returns the block's length, `packetBlockLength(capturedLength)`.
 */
export function emitPacket(
  bytes: Uint8Array,
  offset: number,
  interfaceId: number,
  micros: number,
  direction: number,
  data: Uint8Array,
  dataOffset: number,
  capturedLength: number,
  originalLength: number,
): number {
  const length = packetBlockLength(capturedLength);
  beginBlock(bytes, offset, TYPE_PACKET, length);
  const body = offset + BODY;
  // Nanoseconds since 1970 do not fit into a double: each half is multiplied on its own.
  const high = Math.floor(micros / 2 ** 32);
  const low = Math.floor((micros - high * 2 ** 32) * 1000);
  writeU32Le(bytes, body, interfaceId);
  writeU32Le(bytes, body + 4, high * 1000 + Math.floor(low / 2 ** 32));
  writeU32Le(bytes, body + 8, low);
  writeU32Le(bytes, body + 12, capturedLength);
  writeU32Le(bytes, body + 16, originalLength);
  const packet = body + PACKET_BODY;
  for (let k = 0; k < capturedLength; k++) bytes[packet + k] = data[dataOffset + k];
  const options = packet + padded(capturedLength);
  writeU16Le(bytes, options, OPTION.packetFlags);
  writeU16Le(bytes, options + 2, 4);
  writeU32Le(bytes, options + 4, direction & DIRECTION_MASK);
  return length;
}

/** Everything between the two lengths is made zero: padding, reserved fields and the end of the options are. */
function beginBlock(bytes: Uint8Array, offset: number, type: number, length: number): void {
  needRoom(bytes, offset, length);
  writeU32Le(bytes, offset, type);
  writeU32Le(bytes, offset + 4, length);
  bytes.fill(0, offset + BODY, offset + length - 4);
  writeU32Le(bytes, offset + length - 4, length);
}

function emitOption(bytes: Uint8Array, offset: number, code: number, value: Uint8Array): number {
  writeU16Le(bytes, offset, code);
  writeU16Le(bytes, offset + 2, value.length);
  bytes.set(value, offset + 4);
  return offset + 4 + padded(value.length);
}

function encodeText(text: string): Uint8Array {
  const value = encoder.encode(text);
  if (value.length <= MAX_OPTION_LENGTH) return value;
  throw new RangeError(`E_PCAPNG_TEXT: ${value.length} bytes of text, an option holds ${MAX_OPTION_LENGTH}`);
}

/** The whole block's length; 0 where `length` bytes do not hold a block, or it is a section in big endian. */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  if (!holds(bytes, offset, length, MIN_BLOCK_LENGTH)) return 0;
  const block = readU32Le(bytes, offset + 4);
  if (block < MIN_BLOCK_LENGTH || block > length || block % 4 !== 0) return 0;
  if (readU32Le(bytes, offset + block - 4) !== block) return 0;
  const body = block - MIN_BLOCK_LENGTH;
  switch (readU32Le(bytes, offset)) {
    case TYPE_SECTION:
      return body >= SECTION_BODY && readU32Le(bytes, offset + BODY) === MAGIC ? block : 0;
    case TYPE_INTERFACE:
      return body >= INTERFACE_BODY ? block : 0;
    case TYPE_PACKET:
      return body >= PACKET_BODY && readU32Le(bytes, offset + BODY + 12) <= body - PACKET_BODY ? block : 0;
    default:
      return block;
  }
}

/** Times are read as nanoseconds, which is what `emit` writes; an interface of another resolution is not looked up. */
export function parse(bytes: Uint8Array, offset: number, length: number): Block | OtherBlock | null {
  const block = check(bytes, offset, length);
  if (block === 0) return null;
  const body = offset + BODY;
  const end = offset + block - 4;
  const typeNumber = readU32Le(bytes, offset);
  if (typeNumber === TYPE_SECTION) {
    return { type: 'section', application: textOption(bytes, body + SECTION_BODY, end, OPTION.application) };
  }
  if (typeNumber === TYPE_INTERFACE) {
    const name = textOption(bytes, body + INTERFACE_BODY, end, OPTION.interfaceName);
    return { type: 'interface', linkType: readU16Le(bytes, body), name };
  }
  if (typeNumber !== TYPE_PACKET) return { type: 'other', typeNumber };
  const nanos = (BigInt(readU32Le(bytes, body + 4)) << 32n) | BigInt(readU32Le(bytes, body + 8));
  const data = body + PACKET_BODY;
  const captured = readU32Le(bytes, body + 12);
  const flags = findOption(bytes, data + padded(captured), end, OPTION.packetFlags);
  return {
    type: 'packet',
    interfaceId: readU32Le(bytes, body),
    micros: Number(nanos / 1000n) + Number(nanos % 1000n) / 1000,
    direction: flags === 0 || readU16Le(bytes, flags + 2) !== 4 ? 0 : bytes[flags + 4] & DIRECTION_MASK,
    data: copy(bytes, data, data + captured),
    originalLength: readU32Le(bytes, body + 16),
  };
}

/** Every block of a file, in order. Ends at the first bytes that are no whole block (a file whose writer was killed). */
export function* walk(bytes: Uint8Array, offset: number, length: number): Generator<Block | OtherBlock> {
  const end = offset + length;
  for (let at = offset; at < end; at += check(bytes, at, end - at)) {
    const block = parse(bytes, at, end - at);
    if (block === null) return;
    yield block;
  }
}

/** Where the first option with this code begins; 0 where there is none, or one before it does not fit. */
function findOption(bytes: Uint8Array, offset: number, end: number, code: number): number {
  for (let at = offset; at + 4 <= end; ) {
    const found = readU16Le(bytes, at);
    const next = at + 4 + padded(readU16Le(bytes, at + 2));
    if (found === OPTION.end || next > end) return 0;
    if (found === code) return at;
    at = next;
  }
  return 0;
}

function textOption(bytes: Uint8Array, offset: number, end: number, code: number): string {
  const option = findOption(bytes, offset, end, code);
  if (option === 0) return '';
  return decoder.decode(copy(bytes, option + 4, option + 4 + readU16Le(bytes, option + 2)));
}
