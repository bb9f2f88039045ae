// Sequence numbers that prove an answer: a keyed hash of what a probe's answer must repeat. Nothing is stored, and
// whoever has not seen the probe cannot make the answer.
//
// HalfSipHash-2-4 (Aumasson and Bernstein, reference code in github.com/veorq/SipHash): 64-bit key, 32-bit output,
// here over exactly three 32-bit words.
import { randomBytes } from '../../link/random.ts';

const LENGTH_WORD = 12 << 24; // the last word of a message of 12 bytes: its length in the top byte, no bytes left over

/**
 * The cookie (unsigned 32-bit) of a probe. Addresses and key words are 32-bit numbers; the words of the message are
 * `source`, `destination`, and the ports with the source port in the upper half. Allocates nothing.
 */
export function cookie(
  key0: number,
  key1: number,
  source: number,
  destination: number,
  sourcePort: number,
  destinationPort: number,
): number {
  let v0 = key0 | 0;
  let v1 = key1 | 0;
  let v2 = 0x6c796765 ^ key0;
  let v3 = 0x74656462 ^ key1;
  for (let step = 0; step < 5; step++) {
    let word = 0;
    let rounds = 2;
    if (step === 0) word = source | 0;
    else if (step === 1) word = destination | 0;
    else if (step === 2) word = (sourcePort << 16) | destinationPort;
    else if (step === 3) word = LENGTH_WORD;
    else {
      v2 ^= 0xff;
      rounds = 4;
    }
    v3 ^= word;
    for (let round = 0; round < rounds; round++) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    v0 ^= word;
  }
  return (v1 ^ v3) >>> 0;
}

/** A fresh key of two 32-bit words; one for each scan. */
export function freshKey(): Uint32Array {
  const bytes = randomBytes(8);
  return Uint32Array.of(bytes.readUInt32LE(0), bytes.readUInt32LE(4));
}
