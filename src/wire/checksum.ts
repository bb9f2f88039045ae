// The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit words.
//
// `sum` goes over ranges, one after the other, and hands on a plain number below 2^17; `finish` makes the checksum.
// A range of odd length is padded with a zero byte, so only the last range may be odd.

/** 2^14 words of at most 2^16 - 1 stay below 2^30: V8 keeps the running sum in a small integer. */
const BLOCK = 2 ** 15;

/** Adds the 16-bit words of `length` bytes to `initial` (0 to 2^32 - 1). The result is below 2^17. */
export function sum(bytes: Uint8Array, offset: number, length: number, initial: number): number {
  let total = (initial & 0xffff) + (initial >>> 16);
  const end = offset + length;
  const even = end - (length & 1);
  let at = offset;
  while (at < even) {
    const stop = even - at > BLOCK ? at + BLOCK : even;
    for (; at < stop; at += 2) total += (bytes[at] << 8) | bytes[at + 1];
    total = (total & 0xffff) + (total >>> 16);
  }
  if (even < end) total += bytes[even] << 8;
  return (total & 0xffff) + (total >>> 16);
}

/** The same one's complement sum in 16 bits: two folds are enough for 0 to 2^32 - 1 (RFC 1071 section 4.1). */
export function fold(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16);
  return (once & 0xffff) + (once >>> 16);
}

/** The checksum, 0 to 65535, that belongs to a sum of 0 to 2^32 - 1. */
export function finish(sum: number): number {
  return ~fold(sum) & 0xffff;
}

/** As UDP sends it: zero would say that there is none, so it is sent as all ones (RFC 768). */
export function finishNeverZero(sum: number): number {
  const made = finish(sum);
  return made === 0 ? 0xffff : made;
}

/** What a field of 32 bits adds to a sum. */
export function halves(word: number): number {
  return (word >>> 16) + (word & 0xffff);
}

/** The IPv4 pseudo-header of TCP and UDP (RFC 9293 section 3.1, RFC 768). `length`: bytes of header and data. */
export function pseudoHeaderSum(source: number, destination: number, protocol: number, length: number): number {
  return halves(source) + halves(destination) + protocol + (length & 0xffff);
}

/**
 * The checksum after a 16-bit field changed from `before` to `after`: RFC 1624 equation 3, HC' = ~(~HC + ~m + m').
 * Equal to computing it anew, except where everything that is summed is now zero (never so with an IPv4 or a
 * pseudo-header): then this gives 0 and the other 0xffff.
 */
export function update16(checksum: number, before: number, after: number): number {
  return finish((~checksum & 0xffff) + (~before & 0xffff) + (after & 0xffff));
}

/** The same for a 32-bit field that begins on an even byte. */
export function update32(checksum: number, before: number, after: number): number {
  return finish((~checksum & 0xffff) + halves(~before) + halves(after));
}

/** Whether `length` bytes that hold their own checksum add up, on top of `initial` (a pseudo-header's sum, or 0). */
export function isRight(bytes: Uint8Array, offset: number, length: number, initial: number): boolean {
  return finish(sum(bytes, offset, length, initial)) === 0;
}
