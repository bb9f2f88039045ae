// LLDP (IEEE 802.1AB): what a switch, an access point or a telephone says of itself to whoever is at the other end of the cable.
//
//   fields one behind another: type 7 bits, length 9 bits, value; the first three are chassis, port and time to live
import { copy, holds, needRoom, readU16, writeU16 } from './bytes.ts';

export const TYPE = {
  end: 0,
  chassis: 1,
  port: 2,
  timeToLive: 3,
  portDescription: 4,
  systemName: 5,
  systemDescription: 6,
  capabilities: 7,
  managementAddress: 8,
  organization: 127,
} as const;

/** Of a chassis (table 8-2) and of a port (table 8-3): what kind of name follows. */
export const CHASSIS_MAC = 4;
export const CHASSIS_ADDRESS = 5;
export const PORT_MAC = 3;

/** Bits of the second word of the capabilities, those that are switched on (table 8-4). */
export const CAPABILITY = { repeater: 2, bridge: 4, accessPoint: 8, router: 16, telephone: 32, station: 128 } as const;

const FIELD_HEADER = 2;
const LENGTH_MOST = 511;
const FIELDS_MOST = 100;

export interface LldpField {
  readonly type: number;
  readonly value: Uint8Array;
}

/** All bytes to the end of the fields; 0 where chassis, port and time to live are not the first, or a field does not fit in. */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  if (!holds(bytes, offset, length, FIELD_HEADER)) return 0;
  let at = offset;
  for (let count = 0; count < FIELDS_MOST && at + FIELD_HEADER <= offset + length; count++) {
    const type = bytes[at] >>> 1;
    const next = at + FIELD_HEADER + (readU16(bytes, at) & LENGTH_MOST);
    if (next > offset + length) return 0;
    if (count < 3 && type !== count + 1) return 0;
    at = next;
    if (type === TYPE.end) return count < 3 ? 0 : at - offset;
  }
  // An end is due, and some leave it out.
  return at === offset + length ? length : 0;
}

/** The fields, without the end. */
export function parse(bytes: Uint8Array, offset: number, length: number): LldpField[] | null {
  const whole = check(bytes, offset, length);
  if (whole === 0) return null;
  const fields: LldpField[] = [];
  for (let at = offset; at < offset + whole; ) {
    const type = bytes[at] >>> 1;
    if (type === TYPE.end) break;
    const next = at + FIELD_HEADER + (readU16(bytes, at) & LENGTH_MOST);
    fields.push({ type, value: copy(bytes, at + FIELD_HEADER, next) });
    at = next;
  }
  return fields;
}

/** Writes the fields and the end; returns how many bytes that were. */
export function emit(bytes: Uint8Array, offset: number, fields: readonly LldpField[]): number {
  const length = fields.reduce((total, { value }) => total + FIELD_HEADER + value.length, FIELD_HEADER);
  needRoom(bytes, offset, length);
  let at = offset;
  for (const { type, value } of fields) {
    if (value.length > LENGTH_MOST) {
      throw new RangeError(`E_LLDP_LENGTH: ${value.length} bytes in a field, which holds ${LENGTH_MOST}`);
    }
    writeU16(bytes, at, (type << 9) | value.length);
    bytes.set(value, at + FIELD_HEADER);
    at += FIELD_HEADER + value.length;
  }
  writeU16(bytes, at, 0);
  return length;
}

/** The IPv4 address of a management address or of a chassis that is one; null where it is none (RFC 3232 family 1). */
export function ipv4In(value: Uint8Array, at: number): number | null {
  if (value.length < at + 5 || value[at] !== 1) return null;
  return ((value[at + 1] << 24) | (value[at + 2] << 16) | (value[at + 3] << 8) | value[at + 4]) >>> 0;
}
