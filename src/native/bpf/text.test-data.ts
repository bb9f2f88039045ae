// Reads the disassembler's text back: a second opinion, from the grammar of the text alone.
import { HELPERS } from './helpers.data.ts';
import { ALU, ATOMIC, CLASS, encode, type Instruction, JUMP, LDDW, MODE, SIZE } from './instructions.ts';

const ALU_SIGN: Readonly<Record<string, keyof typeof ALU>> = {
  '+=': 'add',
  '-=': 'sub',
  '*=': 'mul',
  '/=': 'div',
  '|=': 'or',
  '&=': 'and',
  '<<=': 'lsh',
  '>>=': 'rsh',
  '%=': 'mod',
  '^=': 'xor',
  '=': 'mov',
  's>>=': 'arsh',
};
const JUMP_SIGN: Readonly<Record<string, keyof typeof JUMP>> = {
  '==': 'jeq',
  '>': 'jgt',
  '>=': 'jge',
  '&': 'jset',
  '!=': 'jne',
  's>': 'jsgt',
  's>=': 'jsge',
  '<': 'jlt',
  '<=': 'jle',
  's<': 'jslt',
  's<=': 'jsle',
};

const PLACE = String.raw`\(u(\d+) \*\)\(r(\d+) ([+-]\d+)\)`;

type Reader = (parts: string[]) => Partial<Instruction>[];

const size = (bits: string): number => SIZE[Number(bits) as keyof typeof SIZE];

const READERS: readonly [RegExp, Reader][] = [
  [/^(r|w)(\d+) = -\1\2$/, ([width, dst]) => [{ opcode: aluClass(width) | 0x80, dst: Number(dst) }]],
  [/^r(\d+) = (le|be|bswap)(\d+) r\1$/, ([dst, order, bits]) => [swap(dst, order, bits)]],
  [/^r(\d+) = 0x([0-9a-f]+) ll$/, ([dst, value]) => wide(dst, 0, BigInt(`0x${value}`))],
  [/^r(\d+) = map\[fd:(-?\d+)\]$/, ([dst, fd]) => wide(dst, 1, BigInt.asUintN(32, BigInt(fd)))],
  [
    /^r(\d+) = map\[fd:(-?\d+)\]\[0\]([+-]\d+)$/,
    ([dst, fd, offset]) => wide(dst, 2, (BigInt(offset) << 32n) | BigInt.asUintN(32, BigInt(fd))),
  ],
  [
    /^(r|w)(\d+) (\S+) \1(\d+)$/,
    ([width, dst, sign, src]) => [
      { opcode: aluClass(width) | ALU[ALU_SIGN[sign]] | 8, dst: Number(dst), src: Number(src) },
    ],
  ],
  [
    /^(r|w)(\d+) (\S+) (-?\d+)$/,
    ([width, dst, sign, value]) => [
      { opcode: aluClass(width) | ALU[ALU_SIGN[sign]], dst: Number(dst), immediate: Number(value) },
    ],
  ],
  [
    /^if (r|w)(\d+) (\S+) \1(\d+) goto pc([+-]\d+)$/,
    ([width, dst, sign, src, offset]) => [
      {
        opcode: jumpClass(width) | JUMP[JUMP_SIGN[sign]] | 8,
        dst: Number(dst),
        src: Number(src),
        offset: Number(offset),
      },
    ],
  ],
  [
    /^if (r|w)(\d+) (\S+) 0x([0-9a-f]+) goto pc([+-]\d+)$/,
    ([width, dst, sign, value, offset]) => [
      {
        opcode: jumpClass(width) | JUMP[JUMP_SIGN[sign]],
        dst: Number(dst),
        immediate: Number.parseInt(value, 16) | 0,
        offset: Number(offset),
      },
    ],
  ],
  [/^goto pc([+-]\d+)$/, ([offset]) => [{ opcode: CLASS.jump, offset: Number(offset) }]],
  [/^exit$/, () => [{ opcode: 0x95 }]],
  [/^call pc([+-]\d+)$/, ([distance]) => [{ opcode: 0x85, src: 1, immediate: Number(distance) }]],
  [/^call (\w+)#(\d+)$/, ([name, id]) => [call(name, Number(id))]],
  [
    new RegExp(`^r(\\d+) = \\*${PLACE}$`),
    ([dst, bits, base, offset]) => [{ ...place(CLASS.ldx | MODE.mem, bits, dst, offset), src: Number(base) }],
  ],
  [
    new RegExp(`^\\*${PLACE} = r(\\d+)$`),
    ([bits, base, offset, src]) => [{ ...place(CLASS.stx | MODE.mem, bits, base, offset), src: Number(src) }],
  ],
  [
    new RegExp(`^\\*${PLACE} = (-?\\d+)$`),
    ([bits, base, offset, value]) => [{ ...place(CLASS.st | MODE.mem, bits, base, offset), immediate: Number(value) }],
  ],
  [/^r0 = \*\(u(\d+) \*\)skb\[(-?\d+)\]$/, ([bits, at]) => [{ opcode: MODE.abs | size(bits), immediate: Number(at) }]],
  [
    new RegExp(`^lock \\*${PLACE} (\\S+) r(\\d+)$`),
    ([bits, base, offset, sign, src]) => [atomic(bits, base, offset, src, ALU[ALU_SIGN[sign]])],
  ],
  [
    new RegExp(`^r(\\d+) = atomic(?:64)?_fetch_(\\w+)\\(${PLACE}, r\\1\\)$`),
    ([src, name, bits, base, offset]) => [atomic(bits, base, offset, src, ALU[name as keyof typeof ALU] | 1)],
  ],
  [
    new RegExp(`^r(\\d+) = atomic(?:64)?_xchg\\(${PLACE}, r\\1\\)$`),
    ([src, bits, base, offset]) => [atomic(bits, base, offset, src, ATOMIC.xchg)],
  ],
  [
    new RegExp(`^r0 = atomic(?:64)?_cmpxchg\\(${PLACE}, r0, r(\\d+)\\)$`),
    ([bits, base, offset, src]) => [atomic(bits, base, offset, src, ATOMIC.cmpxchg)],
  ],
];

function aluClass(width: string): number {
  return width === 'r' ? CLASS.alu64 : CLASS.alu32;
}

function jumpClass(width: string): number {
  return width === 'r' ? CLASS.jump : CLASS.jump32;
}

function swap(dst: string, order: string, bits: string): Partial<Instruction> {
  const opcode = order === 'bswap' ? 0xd7 : order === 'be' ? 0xdc : 0xd4;
  return { opcode, dst: Number(dst), immediate: Number(bits) };
}

function wide(dst: string, src: number, value: bigint): Partial<Instruction>[] {
  const half = (shift: bigint): number => Number(BigInt.asIntN(32, value >> shift));
  return [{ opcode: LDDW, dst: Number(dst), src, immediate: half(0n) }, { immediate: half(32n) }];
}

function call(name: string, id: number): Partial<Instruction> {
  if (HELPERS[name as keyof typeof HELPERS] !== id) throw new Error(`${name} is not ${id}`);
  return { opcode: 0x85, immediate: id };
}

function place(opcode: number, bits: string, dst: string, offset: string): Partial<Instruction> {
  return { opcode: opcode | size(bits), dst: Number(dst), offset: Number(offset) };
}

function atomic(bits: string, base: string, offset: string, src: string, immediate: number): Partial<Instruction> {
  return { ...place(CLASS.stx | MODE.atomic, bits, base, offset), src: Number(src), immediate };
}

/** The bytes of one line. */
export function readText(text: string): Uint8Array {
  const raw = /^\.slot ([0-9a-f]{16})$/.exec(text);
  if (raw !== null) return Uint8Array.from(Buffer.from(raw[1], 'hex'));
  for (const [pattern, reader] of READERS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const none: Instruction = { opcode: 0, dst: 0, src: 0, offset: 0, immediate: 0 };
    return encode(reader(match.slice(1)).map((part) => ({ ...none, ...part })));
  }
  throw new Error(`cannot read "${text}"`);
}
