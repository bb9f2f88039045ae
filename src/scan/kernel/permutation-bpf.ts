// The keyed permutation of permutation.ts as eBPF instructions, bit for bit the same. Sizes and seeds are constants of the
// program; value and tweak are in registers.
import type { Assembler, Register } from '../../link/bpf.ts';
import type { Shuffle } from '../order/permutation.ts';

/** Seven different registers. What is not said to hold something holds nothing of use before and after. */
export interface ShuffleRegisters {
  /** In: a value of [0, size). Out: where it goes. The upper 32 bits are zero in both. */
  readonly value: Register;
  /** In: the tweak, 32 bits. Lost. */
  readonly tweak: Register;
  readonly scratch: readonly [Register, Register, Register, Register, Register];
}

const MIX_1 = 0x85ebca6b;
const MIX_2 = 0xc2b2ae35;
const GOLDEN = 0x9e3779b9;

/** How often a value may be put through again; the verifier wants to see an end. */
const WALKS_MAX = 16;

/**
 * Emits value = shuffle(s, tweak, value). A value that is still beyond the size after 16 walks goes to `lost`: with up to
 * 16 places too many that cannot be, with more it happens to fewer than one value in 10^19.
 */
export function emitShuffle(a: Assembler, s: Shuffle, registers: ShuffleRegisters, lost: string): void {
  const { value, tweak: key0, scratch } = registers;
  const [key1, high, low, word, left] = scratch;
  const tooMany = s.a * s.b - s.size;
  a.xor32(key0, s.seed0);
  emitMix(a, key0, word);
  a.mov32(key1, key0).xor32(key1, s.seed1);
  emitMix(a, key1, word);
  const walk = a.freshLabel('walk');
  const done = a.freshLabel('walked');
  if (tooMany > 0) a.mov32(left, 1 + Math.min(tooMany, WALKS_MAX)).label(walk);
  a.mov32(high, value).div32(high, s.b);
  a.mov32(low, high).mul32(low, s.b).sub32(value, low).mov32(low, value);
  // Each round adds to one half, modulo its size, a mix of the other half and a key; `value` is free meanwhile.
  emitRound(a, high, low, key0, 0, s.a, word, value);
  emitRound(a, low, high, key1, 0, s.b, word, value);
  emitRound(a, high, low, key0, GOLDEN, s.a, word, value);
  emitRound(a, low, high, key1, GOLDEN, s.b, word, value);
  a.mov32(value, high).mul32(value, s.b).add32(value, low);
  if (tooMany === 0) return;
  a.jlt32(value, s.size, done).sub32(left, 1).jne32(left, 0, walk).ja(lost).label(done);
}

/** half = half + below(mix(other + key + constant), limit), modulo limit. */
function emitRound(
  a: Assembler,
  half: Register,
  other: Register,
  key: Register,
  constant: number,
  limit: number,
  word: Register,
  scratch: Register,
): void {
  const kept = a.freshLabel('kept');
  a.mov32(word, other).add32(word, key);
  if (constant !== 0) a.add32(word, constant);
  emitMix(a, word, scratch);
  a.rsh32(word, 16).mul32(word, limit).rsh32(word, 16);
  a.add32(half, word).jlt32(half, limit, kept).sub32(half, limit).label(kept);
}

/** The finalizer of MurmurHash3, as `mix` of permutation.ts. */
function emitMix(a: Assembler, word: Register, scratch: Register): void {
  a.mov32(scratch, word).rsh32(scratch, 16).xor32(word, scratch).mul32(word, MIX_1);
  a.mov32(scratch, word).rsh32(scratch, 13).xor32(word, scratch).mul32(word, MIX_2);
  a.mov32(scratch, word).rsh32(scratch, 16).xor32(word, scratch);
}
