// What both programs do with the shared memory: address an element, add to a word, find a number in a sorted region.
import { type Assembler, type MapReference, type Operand, type Register, r1, r2 } from '../../link/bpf.ts';
import { WORD } from './layout.ts';
import type { XdpMemory } from './memory.ts';

/** dst = address of element `index` of a region, elements of 2^shift bytes. `index` must have been checked, and is kept. */
export function emitElement(
  a: Assembler,
  dst: Register,
  value: MapReference,
  region: number,
  index: Register,
  shift: number,
  scratch: Register,
): void {
  a.mov(scratch, index);
  if (shift > 0) a.lsh(scratch, shift);
  a.ldvalue(dst, value, region).add(dst, scratch);
}

/** Adds to a word of the state, which several processors may do at once. Uses r1 and r2. */
export function emitAtomicCount(a: Assembler, { value, regions }: XdpMemory, word: number, by: Operand = 1): void {
  a.ldvalue(r1, value, regions.state + word * 8)
    .mov(r2, by)
    .atomicAdd64(r1, 0, r2);
}

/** dst = a word of the state. */
export function emitRead(a: Assembler, { value, regions }: XdpMemory, word: keyof typeof WORD, dst: Register): void {
  a.ldvalue(dst, value, regions.state + WORD[word] * 8).ldx64(dst, dst, 0);
}

/**
 * found = index of the last element of a sorted region that is not above `wanted`, or 0. Elements have 8 bytes and begin
 * with the number; `slots` is a power of two. No branch, so that the verifier has one path to walk.
 */
export function emitFindLast(
  a: Assembler,
  value: MapReference,
  region: number,
  slots: number,
  wanted: Register,
  found: Register,
  scratch: readonly [Register, Register],
): void {
  const [element, address] = scratch;
  a.mov(found, 0);
  for (let step = slots / 2; step >= 1; step /= 2) {
    a.mov(element, found)
      .add(element, step)
      .and(element, slots - 1);
    emitElement(a, address, value, region, element, 3, element);
    // number - wanted - 1 is negative, its highest bit 1, where the number is not above.
    a.ldx32(address, address, 0).sub(address, wanted).sub(address, 1).rsh(address, 63);
    a.lsh(address, Math.log2(step)).add(found, address);
  }
}
