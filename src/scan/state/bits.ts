// A bit for each of many numbers, 0 to 2^32: of hosts, or of probes. Memory that is never touched costs nothing.

export function createBits(size: number): Uint32Array {
  return new Uint32Array(Math.ceil(size / 32));
}

/** Bytes that so many bits take. */
export function bitBytes(size: number): number {
  return Math.ceil(size / 32) * 4;
}

export function hasBit(words: Uint32Array, index: number): boolean {
  return ((words[index >>> 5] >>> (index & 31)) & 1) === 1;
}

export function setBit(words: Uint32Array, index: number): void {
  words[index >>> 5] |= 1 << (index & 31);
}

export function clearBit(words: Uint32Array, index: number): void {
  words[index >>> 5] &= ~(1 << (index & 31));
}

/** The first bit from `from` on that is set, or `size` where there is none. */
export function nextBit(words: Uint32Array, from: number, size: number): number {
  let place = from >>> 5;
  if (from >= size) return size;
  let word = words[place] & (-1 << (from & 31));
  while (word === 0) {
    if (++place === words.length) return size;
    word = words[place];
  }
  return Math.min(size, place * 32 + 31 - Math.clz32(word & -word));
}

/** How many of [from, to) are set. */
export function countBits(words: Uint32Array, from: number, to: number): number {
  if (from >= to) return 0;
  const firstWord = from >>> 5;
  const lastWord = (to - 1) >>> 5;
  let count = 0;
  for (let place = firstWord; place <= lastWord; place++) {
    let word = words[place];
    if (word === 0) continue;
    if (place === firstWord) word &= -1 << (from & 31);
    if (place === lastWord) word &= -1 >>> (31 - ((to - 1) & 31));
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
