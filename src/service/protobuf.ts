// Protocol Buffers on the wire (protobuf.dev, "Encoding"): tag = number << 3 | type; type 0 varint, 1 64 bits, 2 length and
// bytes, 5 32 bits. What a stranger wrote: a message is read as far as it is well-formed.
import { latin1, u32le } from './bytes.ts';

/** A field's number, and its value: a number, or the bytes of a string or message. */
export type ProtobufField = readonly [number, number | Uint8Array];

const FIELDS_MOST = 200;
const VARINT_BYTES_MOST = 10;

/** The varint at `at` and where it ends; null where it does not end. Beyond 2^53 it is not exact. */
export function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | null {
  let value = 0;
  for (let i = 0; i < VARINT_BYTES_MOST && at + i < bytes.length; i++) {
    value += (bytes[at + i] & 0x7f) * 2 ** (7 * i);
    if (bytes[at + i] < 0x80) return { value, end: at + i + 1 };
  }
  return null;
}

/** All fields of a message; null where the bytes are none. */
export function protobufFields(bytes: Uint8Array): readonly ProtobufField[] | null {
  const fields: ProtobufField[] = [];
  let at = 0;
  while (at < bytes.length && fields.length < FIELDS_MOST) {
    const tag = varint(bytes, at);
    if (tag === null || tag.value < 8) return null;
    const number = Math.floor(tag.value / 8);
    const type = tag.value % 8;
    at = tag.end;
    if (type === 0 || type === 2) {
      const head = varint(bytes, at);
      if (head === null) return null;
      at = head.end + (type === 2 ? head.value : 0);
      fields.push([number, type === 0 ? head.value : bytes.subarray(head.end, at)]);
    } else if (type === 1 || type === 5) {
      fields.push([number, u32le(bytes, at)]);
      at += type === 1 ? 8 : 4;
    } else return null;
    if (at > bytes.length) return null;
  }
  return fields;
}

/** The first field of that number that is a string, `''` where there is none. */
export function stringField(fields: readonly ProtobufField[], number: number): string {
  const value = fields.find(([each, value]) => each === number && typeof value !== 'number')?.[1];
  return value === undefined || typeof value === 'number' ? '' : latin1(value);
}

/** The first field of that number that is a number. */
export function numberField(fields: readonly ProtobufField[], number: number): number | undefined {
  const value = fields.find(([each, value]) => each === number && typeof value === 'number')?.[1];
  return typeof value === 'number' ? value : undefined;
}
