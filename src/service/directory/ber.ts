// BER as LDAP, Kerberos and CredSSP use it (X.690): a tag of one byte, a definite length, the content.
import { concat, textAt, u8 } from '../bytes.ts';

export interface Element {
  readonly tag: number;
  /** Where the content begins and ends; what comes after the element begins at `end`. */
  readonly begin: number;
  readonly end: number;
}

/** The element at `at`; null where its length is none, or goes beyond `limit`. */
export function elementAt(bytes: Uint8Array, at: number, limit = bytes.length): Element | null {
  const size = contentSize(bytes, at);
  if (size === null) return null;
  const [length, begin] = size;
  return begin + length > limit ? null : { tag: u8(bytes, at), begin, end: begin + length };
}

/** How many bytes the element at `at` claims to be, head and all; 0 where it has no length that holds. */
export function claimedSize(bytes: Uint8Array, at: number): number {
  const size = contentSize(bytes, at);
  return size === null ? 0 : size[1] + size[0] - at;
}

function contentSize(bytes: Uint8Array, at: number): readonly [number, number] | null {
  if (at < 0 || at + 2 > bytes.length) return null;
  const first = u8(bytes, at + 1);
  if (first < 0x80) return [first, at + 2];
  const octets = first & 0x7f;
  if (octets === 0 || octets > 4 || at + 2 + octets > bytes.length) return null;
  let length = 0;
  for (let i = 0; i < octets; i++) length = length * 256 + u8(bytes, at + 2 + i);
  return [length, at + 2 + octets];
}

/** The elements that stand within one, `most` at the most. */
export function childrenOf(bytes: Uint8Array, { begin, end }: Element, most = 64): Element[] {
  const children: Element[] = [];
  for (let at = begin; at < end && children.length < most; ) {
    const child = elementAt(bytes, at, end);
    if (child === null) break;
    children.push(child);
    at = child.end;
  }
  return children;
}

/** A short non-negative INTEGER or ENUMERATED; -1 where it is none. */
export function smallInteger(bytes: Uint8Array, element: Element | undefined): number {
  if (element === undefined) return -1;
  const length = element.end - element.begin;
  if (length < 1 || length > 4 || u8(bytes, element.begin) > 0x7f) return -1;
  let value = 0;
  for (let at = element.begin; at < element.end; at++) value = value * 256 + u8(bytes, at);
  return value;
}

export const contentText = (bytes: Uint8Array, { begin, end }: Element): string => textAt(bytes, begin, end - begin);

/** An element for a request. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const { length } = content;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), content);
  return concat(Uint8Array.of(tag, 0x82, length >> 8, length & 0xff), content);
}
