// CDP, which Cisco's devices and telephones of many makers speak (Wireshark, packet-cdp.c). It comes in frames of IEEE 802.3, whose
// type is a length, behind LLC and SNAP.
//
//   LLC, SNAP   aa aa 03 00000c 2000
//   0        1             2         4
//   version  time to live  checksum  fields: type 2, length 2 (its own four bytes included), value
import { copy, holds, needRoom, readU16, readU32, writeU16, writeU32 } from './bytes.ts';

export const OFFSET = { version: 8, timeToLive: 9, checksum: 10, fields: 12 } as const;

/** Bytes, LLC and SNAP included. */
export const HEADER_LENGTH = 12;
/** The first eight bytes. */
export const SNAP_HIGH = 0xaaaa0300;
export const SNAP_LOW = 0x000c2000;

export const TYPE = {
  device: 1,
  addresses: 2,
  port: 3,
  capabilities: 4,
  version: 5,
  platform: 6,
  nativeVlan: 10,
  /** A byte, and the VLAN that telephones are to speak in. */
  voiceVlan: 14,
} as const;
export const CAPABILITY = { router: 1, bridge: 2, switch: 8, host: 16, telephone: 128 } as const;

const FIELD_HEADER = 4;
const FIELDS_MOST = 64;

export interface CdpField {
  readonly type: number;
  readonly value: Uint8Array;
}

export interface Cdp {
  readonly version: number;
  readonly timeToLive: number;
  readonly checksum: number;
  readonly fields: readonly CdpField[];
}

/** 12 where CDP's header is there, else 0. */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  if (!holds(bytes, offset, length, HEADER_LENGTH)) return 0;
  return readU32(bytes, offset) === SNAP_HIGH && readU32(bytes, offset + 4) === SNAP_LOW ? HEADER_LENGTH : 0;
}

/** What does not fit ends the fields. */
export function parse(bytes: Uint8Array, offset: number, length: number): Cdp | null {
  if (check(bytes, offset, length) === 0) return null;
  const fields: CdpField[] = [];
  const end = offset + length;
  for (let at = offset + OFFSET.fields; at + FIELD_HEADER <= end && fields.length < FIELDS_MOST; ) {
    const size = readU16(bytes, at + 2);
    if (size < FIELD_HEADER || at + size > end) break;
    fields.push({ type: readU16(bytes, at), value: copy(bytes, at + FIELD_HEADER, at + size) });
    at += size;
  }
  return {
    version: bytes[offset + OFFSET.version],
    timeToLive: bytes[offset + OFFSET.timeToLive],
    checksum: readU16(bytes, offset + OFFSET.checksum),
    fields,
  };
}

/** Writes LLC, SNAP and the message; returns how many bytes that were. The checksum is the caller's. */
export function emit(bytes: Uint8Array, offset: number, message: Cdp): number {
  const length = message.fields.reduce((total, { value }) => total + FIELD_HEADER + value.length, HEADER_LENGTH);
  needRoom(bytes, offset, length);
  writeU32(bytes, offset, SNAP_HIGH);
  writeU32(bytes, offset + 4, SNAP_LOW);
  bytes[offset + OFFSET.version] = message.version;
  bytes[offset + OFFSET.timeToLive] = message.timeToLive;
  writeU16(bytes, offset + OFFSET.checksum, message.checksum);
  let at = offset + OFFSET.fields;
  for (const { type, value } of message.fields) {
    writeU16(bytes, at, type);
    writeU16(bytes, at + 2, FIELD_HEADER + value.length);
    bytes.set(value, at + FIELD_HEADER);
    at += FIELD_HEADER + value.length;
  }
  return length;
}

/** The IPv4 addresses of an address field, as IP over NLPID cc; at most `most`. */
export function ipv4In(value: Uint8Array, most = 4): number[] {
  const found: number[] = [];
  if (value.length < 4) return found;
  const count = readU32(value, 0);
  for (let at = 4, k = 0; k < count && found.length < most && at + 2 <= value.length; k++) {
    const protocolLength = value[at + 1];
    const lengthAt = at + 2 + protocolLength;
    if (lengthAt + 2 > value.length) break;
    const size = readU16(value, lengthAt);
    const isIpv4 = value[at] === 1 && protocolLength === 1 && value[at + 2] === 0xcc && size === 4;
    if (isIpv4 && lengthAt + 6 <= value.length) found.push(readU32(value, lengthAt + 2));
    at = lengthAt + 2 + size;
  }
  return found;
}
