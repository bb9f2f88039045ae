// Reading bytes that strangers wrote. Every accessor says 0, -1 or '' beyond the end: a length field may claim anything.

export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
export const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
/** `'16 03 01'`: bytes as they stand in specifications. Spaces and line ends are passed over. */
export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s+/g, ''), 'hex'));

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

export const u8 = (bytes: Uint8Array, at: number): number => (at >= 0 && at < bytes.length ? bytes[at] : 0);
export const u16 = (bytes: Uint8Array, at: number): number => u8(bytes, at) * 0x100 + u8(bytes, at + 1);
export const u24 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 0x100 + u8(bytes, at + 2);
export const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 0x1_0000 + u16(bytes, at + 2);
export const u16le = (bytes: Uint8Array, at: number): number => u8(bytes, at) + u8(bytes, at + 1) * 0x100;
export const u24le = (bytes: Uint8Array, at: number): number => u16le(bytes, at) + u8(bytes, at + 2) * 0x1_0000;
export const u32le = (bytes: Uint8Array, at: number): number => u16le(bytes, at) + u16le(bytes, at + 2) * 0x1_0000;

/** Bytes of a 16- or 32-bit field, for requests. */
export const be16 = (value: number): Uint8Array => Uint8Array.of((value >> 8) & 0xff, value & 0xff);
export const be32 = (value: number): Uint8Array => concat(be16(value >>> 16), be16(value & 0xffff));
export const le16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, (value >> 8) & 0xff);
export const le32 = (value: number): Uint8Array => concat(le16(value & 0xffff), le16(value >>> 16));

/** Whether `what` stands at `at`, all of it. */
export function stands(bytes: Uint8Array, what: Uint8Array, at = 0): boolean {
  if (at < 0 || at + what.length > bytes.length) return false;
  for (let i = 0; i < what.length; i++) if (bytes[at + i] !== what[i]) return false;
  return true;
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && stands(one, other);
}

/** The text from `at` to the next zero byte, `most` characters at the most. */
export function cString(bytes: Uint8Array, at: number, most = 256): string {
  let end = Math.max(0, at);
  while (end < bytes.length && end - at < most && bytes[end] !== 0) end++;
  return latin1(bytes.subarray(Math.max(0, at), end));
}

/** `length` characters from `at`; fewer where there are not so many. */
export function textAt(bytes: Uint8Array, at: number, length: number): string {
  if (at < 0 || length <= 0) return '';
  return latin1(bytes.subarray(at, Math.min(bytes.length, at + length)));
}

/** A text of strangers for a field of a fact: no control characters, one line, `most` characters at the most. */
export function clean(text: string, most = 120): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
