// The cookie of cookie.ts, HalfSipHash-2-4 over three words, as eBPF instructions, bit for bit the same. The key is a
// constant of the program: whoever may read loaded programs may read it, and that takes the rights to load them.
import type { Assembler, Operand, Register } from '../../link/bpf.ts';

export interface CookieRegisters {
  /** Source address, destination address, and the ports with the source port in the upper half; 32 bits each. Kept. */
  readonly words: readonly [source: Operand, destination: Operand, ports: Operand];
  /** Out: the cookie, the upper 32 bits zero. */
  readonly cookie: Register;
  /** Four more, lost. */
  readonly scratch: readonly [Register, Register, Register, Register];
}

const LENGTH_WORD = 12 << 24;

/** Emits cookie = cookie(key0, key1, words). The registers must all be different. */
export function emitCookie(
  a: Assembler,
  key0: number,
  key1: number,
  { words, cookie, scratch }: CookieRegisters,
): void {
  const v1 = cookie;
  const [v0, v2, v3, turned] = scratch;
  a.mov32(v0, key0 >>> 0).mov32(v1, key1 >>> 0);
  a.mov32(v2, (0x6c796765 ^ key0) >>> 0).mov32(v3, (0x74656462 ^ key1) >>> 0);
  const round = (): void => {
    a.add32(v0, v1);
    emitRotate(a, v1, 5, turned);
    a.xor32(v1, v0);
    emitRotate(a, v0, 16, turned);
    a.add32(v2, v3);
    emitRotate(a, v3, 8, turned);
    a.xor32(v3, v2).add32(v0, v3);
    emitRotate(a, v3, 7, turned);
    a.xor32(v3, v0).add32(v2, v1);
    emitRotate(a, v1, 13, turned);
    a.xor32(v1, v2);
    emitRotate(a, v2, 16, turned);
  };
  for (const word of [...words, LENGTH_WORD]) {
    a.xor32(v3, word);
    round();
    round();
    a.xor32(v0, word);
  }
  a.xor32(v2, 0xff);
  for (let k = 0; k < 4; k++) round();
  a.xor32(v1, v3);
}

/** Turns the 32 bits of `word` to the left. */
function emitRotate(a: Assembler, word: Register, bits: number, scratch: Register): void {
  a.mov32(scratch, word)
    .lsh32(word, bits)
    .rsh32(scratch, 32 - bits)
    .or32(word, scratch);
}
