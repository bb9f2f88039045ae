// The frames of netlink(7) and the attributes of rtnetlink(7). Numbers have the machine's byte order, which is little
// endian on everything Node's Linux builds and koffi share; addresses have the network's.
//
//   nlmsghdr            family header     attribute              attribute
//   | len type flags    | 8, 12 or 16     | len type payload pad | ...
//   | sequence port     | bytes           |
//
// Every length is checked against the space around it, so damaged messages end the walk and are never read past.

export const HEADER_SIZE = 16;
const ATTRIBUTE_HEADER = 4;
const TYPE_MASK = 0x3fff; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER

export const NLM_F_REQUEST = 1;
export const NLM_F_DUMP = 0x300;
/** The table changed during the dump: ask again. */
export const NLM_F_DUMP_INTR = 0x10;

export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const NLMSG_OVERRUN = 4;

export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  /** What follows the header; shares the buffer. */
  readonly body: Uint8Array;
}

/** Attribute payloads by number; where one comes twice the last counts. They share the buffer. */
export type Attributes = ReadonlyMap<number, Uint8Array>;

/** The messages of one datagram, as far as they are whole. */
export function parseMessages(bytes: Uint8Array): NetlinkMessage[] {
  const messages: NetlinkMessage[] = [];
  const view = viewOver(bytes);
  let offset = 0;
  while (offset + HEADER_SIZE <= bytes.length) {
    const length = view.getUint32(offset, true);
    if (length < HEADER_SIZE || length > bytes.length - offset) break;
    messages.push({
      type: view.getUint16(offset + 4, true),
      flags: view.getUint16(offset + 6, true),
      sequence: view.getUint32(offset + 8, true),
      body: bytes.subarray(offset + HEADER_SIZE, offset + length),
    });
    offset += align(length);
  }
  return messages;
}

/** The attributes from `offset` on, as far as they are whole. */
export function parseAttributes(bytes: Uint8Array, offset = 0): Attributes {
  const attributes = new Map<number, Uint8Array>();
  const view = viewOver(bytes);
  let at = offset;
  while (at + ATTRIBUTE_HEADER <= bytes.length) {
    const length = view.getUint16(at, true);
    if (length < ATTRIBUTE_HEADER || length > bytes.length - at) break;
    attributes.set(view.getUint16(at + 2, true) & TYPE_MASK, bytes.subarray(at + ATTRIBUTE_HEADER, at + length));
    at += align(length);
  }
  return attributes;
}

/** A whole request: header, family header, and attributes. */
export function emitRequest(
  type: number,
  flags: number,
  sequence: number,
  body: Uint8Array,
  attributes: readonly (readonly [type: number, payload: Uint8Array])[] = [],
): Uint8Array {
  let length = HEADER_SIZE + align(body.length);
  for (const [, payload] of attributes) length += ATTRIBUTE_HEADER + align(payload.length);
  const bytes = new Uint8Array(length);
  const view = viewOver(bytes);
  view.setUint32(0, length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flags, true);
  view.setUint32(8, sequence, true);
  bytes.set(body, HEADER_SIZE);
  let offset = HEADER_SIZE + align(body.length);
  for (const [attribute, payload] of attributes) {
    view.setUint16(offset, ATTRIBUTE_HEADER + payload.length, true);
    view.setUint16(offset + 2, attribute, true);
    bytes.set(payload, offset + ATTRIBUTE_HEADER);
    offset += ATTRIBUTE_HEADER + align(payload.length);
  }
  return bytes;
}

/** A number of the machine's byte order; null where there are not exactly four bytes. */
export function hostU32(payload: Uint8Array | undefined): number | null {
  return payload?.length === 4 ? viewOver(payload).getUint32(0, true) : null;
}

/** An IPv4 address; null where there are not exactly four bytes. */
export function addressU32(payload: Uint8Array | undefined): number | null {
  return payload?.length === 4 ? viewOver(payload).getUint32(0) : null;
}

/** Text up to the first zero byte. */
export function text(payload: Uint8Array | undefined): string | null {
  if (payload === undefined) return null;
  const end = payload.indexOf(0);
  return Buffer.from(end < 0 ? payload : payload.subarray(0, end)).toString('utf8');
}

export function viewOver(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function align(length: number): number {
  return (length + 3) & ~3;
}
