// Object identifiers (X.690 section 8.19, RFC 2578 section 3.5): at most 128 numbers of 32 bits, seven bits a byte, the last byte of a
// number without its highest bit; the first byte holds two numbers.
import { u8 } from '../bytes.ts';
import type { Element } from '../directory/ber.ts';

/** `[1, 3, 6, 1]` is 1.3.6.1. */
export type ObjectId = readonly number[];

const ARCS_MOST = 128;
const ARC_LARGEST = 0xffff_ffff;

/** `1.3.6.1` as it stands in specifications. */
export const objectId = (text: string): ObjectId => text.split('.').map(Number);

/** The content of an element: of two numbers at the least. */
export function emitObjectId([first, second, ...arcs]: ObjectId): Uint8Array {
  return Uint8Array.from([first * 40 + second, ...arcs].flatMap(groupsOf));
}

function groupsOf(arc: number): number[] {
  const groups = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift((rest & 0x7f) | 0x80);
  return groups;
}

/** Null where it is empty, cut off within a number, or has more or larger numbers than there may be. */
export function parseObjectId(bytes: Uint8Array, { begin, end }: Pick<Element, 'begin' | 'end'>): ObjectId | null {
  const arcs: number[] = [];
  let value = 0;
  let isWhole = true;
  for (let at = begin; at < end; at++) {
    const byte = u8(bytes, at);
    value = value * 128 + (byte & 0x7f);
    isWhole = byte < 0x80;
    if (value > ARC_LARGEST) return null;
    if (!isWhole) continue;
    if (arcs.length > 0) arcs.push(value);
    else if (value < 80) arcs.push(Math.floor(value / 40), value % 40);
    else arcs.push(2, value - 80);
    if (arcs.length > ARCS_MOST) return null;
    value = 0;
  }
  return arcs.length === 0 || !isWhole ? null : arcs;
}

/** Below 0 where `one` comes before `other` in a walk (RFC 3416 section 4.2.2). */
export function compareObjectIds(one: ObjectId, other: ObjectId): number {
  const shared = Math.min(one.length, other.length);
  for (let k = 0; k < shared; k++) if (one[k] !== other[k]) return one[k] - other[k];
  return one.length - other.length;
}

/** Whether it is longer than `prefix` and begins with it. */
export function isUnder(object: ObjectId, prefix: ObjectId): boolean {
  return object.length > prefix.length && prefix.every((arc, k) => object[k] === arc);
}
