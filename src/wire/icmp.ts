// ICMPv4 messages (RFC 792) and the packet that an error quotes.
//
//   0     1     2         4               8
//   type  code  checksum  rest of header  data
// An error's data is the IPv4 header of the packet that caused it and at least 8 bytes behind that.
import { copy, holds, needRoom, readU16, readU32, writeU16, writeU32 } from './bytes.ts';
import { finish, isRight, sum } from './checksum.ts';
import { OFFSET, TYPE } from './icmp-codes.ts';
import * as ipv4 from './ipv4.ts';
import * as tcp from './tcp.ts';

export { OFFSET, TIME_EXCEEDED, TYPE, UNREACHABLE } from './icmp-codes.ts';

/** Bytes. */
export const HEADER_LENGTH = 8;

/** `quoted` is the data: the quoted packet, as much as was captured, perhaps with extensions behind it (RFC 4884). */
export type Icmp =
  | {
      readonly type: 'echo' | 'echo-reply';
      readonly identifier: number;
      readonly sequence: number;
      readonly data: Uint8Array;
    }
  | {
      readonly type: 'destination-unreachable';
      /** One of UNREACHABLE. */
      readonly code: number;
      /** Bytes; 0 but in "fragmentation needed". */
      readonly nextHopMtu: number;
      readonly quoted: Uint8Array;
    }
  /** `code`: one of TIME_EXCEEDED. */
  | { readonly type: 'time-exceeded'; readonly code: number; readonly quoted: Uint8Array }
  /** Any other type; `rest` is the second word of the header. */
  | {
      readonly type: 'other';
      readonly typeNumber: number;
      readonly code: number;
      readonly rest: number;
      readonly data: Uint8Array;
    };

/** The packet that an error quotes. */
export interface Quote {
  /** Where in `bytes` the quoted IPv4 header begins. */
  readonly headerOffset: number;
  readonly protocol: number;
  readonly source: number;
  readonly destination: number;
  /** TCP and UDP with at least 8 bytes quoted, else null. */
  readonly ports: { readonly source: number; readonly destination: number } | null;
  /** TCP with at least 8 bytes quoted, else null. */
  readonly sequence: number | null;
}

/** 8 where a header is there, else 0. */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  return holds(bytes, offset, length, HEADER_LENGTH) ? HEADER_LENGTH : 0;
}

/** One of TYPE, or another. */
export function type(bytes: Uint8Array, offset: number): number {
  return bytes[offset + OFFSET.type];
}

export function code(bytes: Uint8Array, offset: number): number {
  return bytes[offset + OFFSET.code];
}

/** Of echo and echo reply. */
export function identifier(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.identifier);
}

/** Of echo and echo reply. */
export function sequence(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.sequence);
}

/** Whether the type is an error, which quotes the packet that caused it (RFC 1122 section 3.2.2). */
export function isError(type: number): boolean {
  return (
    type === TYPE.destinationUnreachable ||
    type === TYPE.timeExceeded ||
    type === TYPE.parameterProblem ||
    type === TYPE.sourceQuench ||
    type === TYPE.redirect
  );
}

/** Where in `bytes` the quoted IPv4 header begins; 0 where the message is no error or quotes no whole header. */
export function quotedHeader(bytes: Uint8Array, offset: number, length: number): number {
  if (check(bytes, offset, length) === 0 || !isError(type(bytes, offset))) return 0;
  const quoted = offset + OFFSET.data;
  return ipv4.checkQuoted(bytes, quoted, length - OFFSET.data) === 0 ? 0 : quoted;
}

/**
 * Where in `bytes` the quoted TCP, UDP or other header begins, of which at least 8 bytes are there: ports and sequence
 * number can be read with `tcp.sourcePort` and its kin. 0 where it is not so, or a later fragment is quoted.
 */
export function quotedTransport(bytes: Uint8Array, offset: number, length: number): number {
  const quoted = quotedHeader(bytes, offset, length);
  if (quoted === 0 || ipv4.fragmentOffset(bytes, quoted) !== 0) return 0;
  const transport = quoted + ipv4.headerLength(bytes, quoted);
  return transport + tcp.MIN_QUOTED_LENGTH <= offset + length ? transport : 0;
}

/** Whether the checksum of a whole message of `length` bytes is right. */
export function isIntact(bytes: Uint8Array, offset: number, length: number): boolean {
  return isRight(bytes, offset, length, 0);
}

/** What the error at `offset` quotes; null where `quotedHeader` finds nothing. */
export function parseQuote(bytes: Uint8Array, offset: number, length: number): Quote | null {
  const headerOffset = quotedHeader(bytes, offset, length);
  if (headerOffset === 0) return null;
  const transport = quotedTransport(bytes, offset, length);
  const protocol = ipv4.protocol(bytes, headerOffset);
  const isTcp = protocol === ipv4.PROTOCOL_TCP;
  const hasPorts = transport !== 0 && (isTcp || protocol === ipv4.PROTOCOL_UDP);
  return {
    headerOffset,
    protocol,
    source: ipv4.source(bytes, headerOffset),
    destination: ipv4.destination(bytes, headerOffset),
    ports: hasPorts
      ? { source: tcp.sourcePort(bytes, transport), destination: tcp.destinationPort(bytes, transport) }
      : null,
    sequence: hasPorts && isTcp ? tcp.sequence(bytes, transport) : null,
  };
}

/** `length` ends where the IPv4 packet ends (`ipv4.payloadLength`). */
export function parse(bytes: Uint8Array, offset: number, length: number): Icmp | null {
  if (check(bytes, offset, length) === 0) return null;
  const data = copy(bytes, offset + OFFSET.data, offset + length);
  const typeNumber = type(bytes, offset);
  const codeNumber = code(bytes, offset);
  const rest = readU32(bytes, offset + OFFSET.rest);
  // An echo has no other code than 0; whatever has is kept as it is.
  if ((typeNumber === TYPE.echo || typeNumber === TYPE.echoReply) && codeNumber === 0) {
    const name = typeNumber === TYPE.echo ? 'echo' : 'echo-reply';
    return { type: name, identifier: identifier(bytes, offset), sequence: sequence(bytes, offset), data };
  }
  if (typeNumber === TYPE.destinationUnreachable) {
    const nextHopMtu = readU16(bytes, offset + OFFSET.nextHopMtu);
    return { type: 'destination-unreachable', code: codeNumber, nextHopMtu, quoted: data };
  }
  if (typeNumber === TYPE.timeExceeded) return { type: 'time-exceeded', code: codeNumber, quoted: data };
  return { type: 'other', typeNumber, code: codeNumber, rest, data };
}

/** Writes the message with its checksum; returns how many bytes that were. */
export function emit(bytes: Uint8Array, offset: number, message: Icmp): number {
  const data = 'quoted' in message ? message.quoted : message.data;
  const length = HEADER_LENGTH + data.length;
  needRoom(bytes, offset, length);
  bytes[offset + OFFSET.code] = 'code' in message ? message.code : 0;
  writeU16(bytes, offset + OFFSET.checksum, 0);
  writeU32(bytes, offset + OFFSET.rest, 0);
  switch (message.type) {
    case 'echo':
    case 'echo-reply':
      bytes[offset + OFFSET.type] = message.type === 'echo' ? TYPE.echo : TYPE.echoReply;
      writeU16(bytes, offset + OFFSET.identifier, message.identifier);
      writeU16(bytes, offset + OFFSET.sequence, message.sequence);
      break;
    case 'destination-unreachable':
      bytes[offset + OFFSET.type] = TYPE.destinationUnreachable;
      writeU16(bytes, offset + OFFSET.nextHopMtu, message.nextHopMtu);
      break;
    case 'time-exceeded':
      bytes[offset + OFFSET.type] = TYPE.timeExceeded;
      break;
    case 'other':
      bytes[offset + OFFSET.type] = message.typeNumber;
      writeU32(bytes, offset + OFFSET.rest, message.rest);
      break;
  }
  bytes.set(data, offset + OFFSET.data);
  writeU16(bytes, offset + OFFSET.checksum, finish(sum(bytes, offset, length, 0)));
  return length;
}
