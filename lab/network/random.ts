// Numbers that look random and come back with the same seed, for scenarios that must be repeatable.

/** A generator of unsigned 32-bit numbers: splitmix32 (Steele, Lea, Flood 2014, in 32 bits), seeded by FNV-1a of the text. */
export function seeded(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let index = 0; index < seed.length; index++) {
    state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193) >>> 0;
  }
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let value = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
    return (value ^ (value >>> 15)) >>> 0;
  };
}

/** `count` different numbers from `first` to `last`, ascending. */
export function pick(next: () => number, count: number, first: number, last: number): number[] {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, last - first + 1)) chosen.add(first + (next() % (last - first + 1)));
  return [...chosen].sort((a, b) => a - b);
}
