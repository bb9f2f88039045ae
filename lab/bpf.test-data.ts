// Small programs, made, loaded and run in the kernel.
import { test as plainTest } from 'node:test';
import {
  type Assembler,
  createAssembler,
  type LoadedProgram,
  loadProgram,
  r0,
  r1,
  r2,
  r6,
  r8,
  XDP,
  XDP_MD,
} from '../src/native/bpf/index.ts';
import { available } from './available.ts';

export const { missing } = await available();

export function test(name: string, body: () => Promise<void> | void): void {
  plainTest(name, { skip: missing ?? false }, body);
}

export const FRAME = Buffer.alloc(64);

/** A program that begins with r8 at a frame of at least 64 bytes; shorter ones end in XDP_ABORTED. */
export function onFrame(build: (a: Assembler) => void, name = 'test'): LoadedProgram {
  const a = createAssembler(name);
  a.mov(r6, r1).ldx32(r8, r6, XDP_MD.data).ldx32(r2, r6, XDP_MD.dataEnd);
  a.mov(r1, r8).add(r1, 64).jgt(r1, r2, 'short');
  build(a);
  a.exit().label('short').mov(r0, XDP.aborted).exit();
  return loadProgram(a.assemble(), 'xdp');
}
