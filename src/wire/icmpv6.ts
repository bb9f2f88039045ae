// ICMPv6 (RFC 4443): echo, neighbour discovery (RFC 4861) and multicast listener discovery (RFC 2710, RFC 3810).
//
//   0     1     2         4
//   type  code  checksum  body
//   neighbour solicitation, advertisement   flags 4, target 16, options
//   router advertisement                    hop limit 1, flags 1, lifetime 2, times 8, options
//   MLD version 1                           delay 2, reserved 2, group 16
//   MLD version 2: a report                 reserved 2, count 2, records
//   an option: type 1, length in units of 8 bytes 1, value
import { copy, holds, needRoom, readU16, readU32, writeU16 } from './bytes.ts';
import { finish, isRight, sum } from './checksum.ts';
import * as ipv6 from './ipv6.ts';

export const OFFSET = {
  type: 0,
  code: 1,
  checksum: 2,
  identifier: 4,
  sequence: 6,
  data: 8,
  target: 8,
  group: 8,
  lifetime: 6,
} as const;

/** Bytes. */
export const HEADER_LENGTH = 4;
/** Before the options of a neighbour solicitation or advertisement, a router solicitation, a router advertisement. */
export const NEIGHBOUR_LENGTH = 24;
export const SOLICITATION_LENGTH = 8;
export const ADVERTISEMENT_LENGTH = 16;
export const MLD_LENGTH = 24;

export const TYPE = {
  echo: 128,
  echoReply: 129,
  listenerQuery: 130,
  listenerReport: 131,
  listenerDone: 132,
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighbourSolicitation: 135,
  neighbourAdvertisement: 136,
  listenerReport2: 143,
} as const;

/** RFC 4861 section 4.6, RFC 8106 section 5.1. */
export const OPTION = { sourceLink: 1, targetLink: 2, prefix: 3, nameServers: 25 } as const;
const OPTION_UNIT = 8;
const OPTIONS_MOST = 32;

export interface Icmpv6 {
  readonly type: number;
  readonly code: number;
  /** What stands behind the checksum, as it was captured. */
  readonly body: Uint8Array;
}

/** 4 where a header is there, else 0. */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  return holds(bytes, offset, length, HEADER_LENGTH) ? HEADER_LENGTH : 0;
}

export function type(bytes: Uint8Array, offset: number): number {
  return bytes[offset + OFFSET.type];
}

export function code(bytes: Uint8Array, offset: number): number {
  return bytes[offset + OFFSET.code];
}

/** Whether the checksum of a whole message is right. `header`: where its IPv6 header begins. */
export function isIntact(bytes: Uint8Array, offset: number, length: number, header: number): boolean {
  return isRight(bytes, offset, length, ipv6.pseudoHeaderSum(bytes, header, ipv6.NEXT_ICMPV6, length));
}

/** The target of a neighbour solicitation or advertisement; null where it is cut short. */
export function target(bytes: Uint8Array, offset: number, length: number): Uint8Array | null {
  if (length < NEIGHBOUR_LENGTH) return null;
  return copy(bytes, offset + OFFSET.target, offset + OFFSET.target + ipv6.ADDRESS_LENGTH);
}

/** Where the options of this message begin, from its own begin; 0 where it has none. */
export function optionsAt(messageType: number): number {
  if (messageType === TYPE.routerSolicitation) return SOLICITATION_LENGTH;
  if (messageType === TYPE.routerAdvertisement) return ADVERTISEMENT_LENGTH;
  const isNeighbour = messageType === TYPE.neighbourSolicitation || messageType === TYPE.neighbourAdvertisement;
  return isNeighbour ? NEIGHBOUR_LENGTH : 0;
}

/** The values of all options of this type, in memory of their own; what does not fit ends the list. */
export function options(bytes: Uint8Array, offset: number, length: number, wanted: number): Uint8Array[] {
  const begin = optionsAt(type(bytes, offset));
  const values: Uint8Array[] = [];
  if (begin === 0) return values;
  const end = offset + length;
  for (let at = offset + begin, count = 0; at + OPTION_UNIT <= end && count < OPTIONS_MOST; count++) {
    const size = bytes[at + 1] * OPTION_UNIT;
    if (size === 0 || at + size > end) break;
    if (bytes[at] === wanted) values.push(copy(bytes, at + 2, at + size));
    at += size;
  }
  return values;
}

/** Seconds for which a router advertisement makes its sender a default router; 0: it is none. */
export function routerLifetime(bytes: Uint8Array, offset: number, length: number): number {
  return length < ADVERTISEMENT_LENGTH ? 0 : readU16(bytes, offset + OFFSET.lifetime);
}

/** Of an echo and its reply: identifier and sequence as one number; null where it is cut short. */
export function echoToken(bytes: Uint8Array, offset: number, length: number): number | null {
  return length < OFFSET.data ? null : readU32(bytes, offset + OFFSET.identifier);
}

export function parse(bytes: Uint8Array, offset: number, length: number): Icmpv6 | null {
  if (check(bytes, offset, length) === 0) return null;
  return {
    type: type(bytes, offset),
    code: code(bytes, offset),
    body: copy(bytes, offset + HEADER_LENGTH, offset + length),
  };
}

/** Writes a message with its checksum; returns its length. `header`: where its IPv6 header stands in `bytes`, addresses filled in. */
export function emit(bytes: Uint8Array, offset: number, message: Icmpv6, header: number): number {
  const length = HEADER_LENGTH + message.body.length;
  needRoom(bytes, offset, length);
  bytes[offset + OFFSET.type] = message.type;
  bytes[offset + OFFSET.code] = message.code;
  writeU16(bytes, offset + OFFSET.checksum, 0);
  bytes.set(message.body, offset + HEADER_LENGTH);
  const initial = ipv6.pseudoHeaderSum(bytes, header, ipv6.NEXT_ICMPV6, length);
  writeU16(bytes, offset + OFFSET.checksum, finish(sum(bytes, offset, length, initial)));
  return length;
}
