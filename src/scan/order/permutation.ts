// The order of the probes: a keyed permutation over hosts x ports.
//
//   position p in [0, hosts * ports)      block q = floor(p / hosts), slot s = p mod hosts
//   host index  = shuffle of [0, hosts) at s, tweaked by q
//   port index  = shuffle of [0, ports) at q, tweaked by the host's address
//
// Within each block every host is asked exactly once, in an order of the block's own, so no host and no subnet is hit
// in a burst; over all blocks each host is asked every port exactly once, in an order of the host's own.
//
// A shuffle of [0, n) is a generalised Feistel network (Black and Rogaway, "Ciphers with Arbitrary Finite Domains",
// CT-RSA 2002): a value is split into two halves of [0, a) and [0, b), a * b >= n; each round adds a keyed mix of one
// half to the other, modulo its size; a result beyond n is put through again ("cycle walking"). As a * b < n + a, that
// is rare. Everything is 32-bit integer arithmetic with one division, so that it can be written again in eBPF.
import { createHash } from 'node:crypto';

/** A keyed permutation of [0, size). */
export interface Shuffle {
  readonly size: number;
  /** Sizes of the high and of the low half, each at most 65536. */
  readonly a: number;
  readonly b: number;
  readonly seed0: number;
  readonly seed1: number;
}

/** `size`: 1 to 2^32. `seed`: two 32-bit words. */
export function createShuffle(size: number, seed: Uint32Array): Shuffle {
  if (!Number.isInteger(size) || size < 1 || size > 2 ** 32) {
    throw new RangeError(`createShuffle: size ${size} is not an integer from 1 to 2^32`);
  }
  const a = Math.ceil(Math.sqrt(size));
  // Signed, so that V8 keeps them as small integers: they only ever meet xor and addition modulo 2^32.
  return { size, a, b: Math.ceil(size / a), seed0: seed[0] | 0, seed1: seed[1] | 0 };
}

const GOLDEN = 0x9e3779b9; // 2^32 / golden ratio: sets the rounds that share a key word apart

/** Where `value` of [0, size) goes. `tweak` (32 bits) chooses one of 2^32 permutations. */
export function shuffle(s: Shuffle, tweak: number, value: number): number {
  const a = s.a;
  const b = s.b;
  const size = s.size;
  const key0 = mix(tweak ^ s.seed0);
  const key1 = mix(key0 ^ s.seed1);
  let result = value >>> 0;
  do {
    let high = (result / b) >>> 0;
    let low = result - Math.imul(high, b);
    low >>>= 0;
    high = addModulo(high, below(mix(low + key0), a), a);
    low = addModulo(low, below(mix(high + key1), b), b);
    high = addModulo(high, below(mix(low + key0 + GOLDEN), a), a);
    low = addModulo(low, below(mix(high + key1 + GOLDEN), b), b);
    result = (Math.imul(high, b) + low) >>> 0;
  } while (result >= size);
  return result;
}

/** The inverse: `unshuffle(s, t, shuffle(s, t, v)) === v`. */
export function unshuffle(s: Shuffle, tweak: number, value: number): number {
  const a = s.a;
  const b = s.b;
  const size = s.size;
  const key0 = mix(tweak ^ s.seed0);
  const key1 = mix(key0 ^ s.seed1);
  let result = value >>> 0;
  do {
    let high = (result / b) >>> 0;
    let low = result - Math.imul(high, b);
    low >>>= 0;
    low = subtractModulo(low, below(mix(high + key1 + GOLDEN), b), b);
    high = subtractModulo(high, below(mix(low + key0 + GOLDEN), a), a);
    low = subtractModulo(low, below(mix(high + key1), b), b);
    high = subtractModulo(high, below(mix(low + key0), a), a);
    result = (Math.imul(high, b) + low) >>> 0;
  } while (result >= size);
  return result;
}

/** The 32-bit finalizer of MurmurHash3 (Austin Appleby, public domain): every bit in reaches every bit out. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A 32-bit word brought into [0, limit), limit <= 65536, without a division: its upper half as a fraction. */
function below(word: number, limit: number): number {
  return Math.imul(word >>> 16, limit) >>> 16;
}

function addModulo(x: number, y: number, modulus: number): number {
  const sum = x + y;
  return sum >= modulus ? sum - modulus : sum;
}

function subtractModulo(x: number, y: number, modulus: number): number {
  return x >= y ? x - y : x - y + modulus;
}

/** Words for the two shuffles of a scan. The same text gives the same order, on every machine. */
export function seedWords(seed: string): { hosts: Uint32Array; ports: Uint32Array } {
  const digest = createHash('sha256').update(seed).digest();
  return {
    hosts: Uint32Array.of(digest.readUInt32LE(0), digest.readUInt32LE(4)),
    ports: Uint32Array.of(digest.readUInt32LE(8), digest.readUInt32LE(12)),
  };
}

/**
 * Whether shard `index` (from 1) of `total` asks the host at `address` in block `block`. A host's ports are thus
 * dealt out to the shards one by one, and neighbouring hosts start with different shards.
 */
export function inShard(block: number, address: number, index: number, total: number): boolean {
  return total === 1 || (block + address) % total === index - 1;
}
