// Unsigned integers in a byte array. Network order (big endian, RFC 1700) unless the name ends in `Le`.

export function readU16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] << 8) | bytes[offset + 1];
}

export function readU32(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3]) >>> 0;
}

/** Writes the low 16 bits of `value`. */
export function writeU16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 8;
  bytes[offset + 1] = value;
}

/** Writes the low 32 bits of `value`. */
export function writeU32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

export function readU16Le(bytes: Uint8Array, offset: number): number {
  return bytes[offset] | (bytes[offset + 1] << 8);
}

export function readU32Le(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16) | (bytes[offset + 3] << 24)) >>> 0;
}

/** Writes the low 16 bits of `value`. */
export function writeU16Le(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >>> 8;
}

/** Writes the low 32 bits of `value`. */
export function writeU32Le(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >>> 8;
  bytes[offset + 2] = value >>> 16;
  bytes[offset + 3] = value >>> 24;
}

/** The bytes from `start` to before `end`, in memory of their own (a Buffer's own `slice` would share it). */
export function copy(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

/** Whether the window of `length` bytes at `offset` lies inside `bytes` and has room for `needed` bytes. */
export function holds(bytes: Uint8Array, offset: number, length: number, needed: number): boolean {
  return needed <= length && offset >= 0 && offset + length <= bytes.length;
}

/**
 * For `emit`: a typed array ignores what is written past its end, so a buffer that is too small has to be noticed
 * before. Throws a RangeError.
 */
export function needRoom(bytes: Uint8Array, offset: number, needed: number): void {
  if (offset >= 0 && offset + needed <= bytes.length) return;
  throw new RangeError(
    `E_NO_ROOM: ${needed} bytes do not fit at offset ${offset} of ${bytes.length}; use a larger buffer`,
  );
}
