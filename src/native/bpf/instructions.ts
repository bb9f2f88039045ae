// The instruction set (RFC 9669): how an instruction is coded in its 8 bytes, and what the codes mean.
//
//   byte 0   1          2 3      4 5 6 7
//   opcode   src|dst    offset   immediate      src in the high 4 bits; numbers in the machine's byte order, here little
//
// The low 3 bits of an opcode are its class. Arithmetic and jumps: bit 3 says that the operand is a register, the high
// 4 bits are the operation. Loads and stores: bits 3 and 4 are the size, the high 3 bits are the mode.

export interface Instruction {
  readonly opcode: number;
  readonly dst: number;
  readonly src: number;
  /** Signed, 16 bits. */
  readonly offset: number;
  /** Signed, 32 bits. */
  readonly immediate: number;
}

/** Bytes of one instruction slot; a 64-bit immediate load takes two. */
export const SLOT = 8;

export const CLASS = { ld: 0, ldx: 1, st: 2, stx: 3, alu32: 4, jump: 5, jump32: 6, alu64: 7 } as const;
export const CLASS_MASK = 0x07;
/** The operand is a register; for byte swaps: to big endian. */
export const SOURCE_REGISTER = 0x08;
export const OPERATION_MASK = 0xf0;

/** Arithmetic with two operands. */
export const ALU = {
  add: 0x00,
  sub: 0x10,
  mul: 0x20,
  div: 0x30,
  or: 0x40,
  and: 0x50,
  lsh: 0x60,
  rsh: 0x70,
  mod: 0x90,
  xor: 0xa0,
  mov: 0xb0,
  arsh: 0xc0,
} as const;
export const NEG = 0x80;
export const END = 0xd0;

/** Jumps with a condition; those with an s compare as signed numbers, jset tests bits. */
export const JUMP = {
  jeq: 0x10,
  jgt: 0x20,
  jge: 0x30,
  jset: 0x40,
  jne: 0x50,
  jsgt: 0x60,
  jsge: 0x70,
  jlt: 0xa0,
  jle: 0xb0,
  jslt: 0xc0,
  jsle: 0xd0,
} as const;
export const JA = 0x00;
export const CALL = 0x80;
export const EXIT = 0x90;

/** Size bits of loads and stores, by how many bits they move. */
export const SIZE = { 8: 0x10, 16: 0x08, 32: 0x00, 64: 0x18 } as const;
export const SIZE_MASK = 0x18;
export const MODE = { imm: 0x00, abs: 0x20, mem: 0x60, atomic: 0xc0 } as const;
export const MODE_MASK = 0xe0;

/** The immediate of an atomic operation; those that fetch leave the old value in the source register. */
export const FETCH = 0x01;
export const ATOMIC = {
  atomicAdd: ALU.add,
  atomicOr: ALU.or,
  atomicAnd: ALU.and,
  atomicXor: ALU.xor,
  fetchAdd: ALU.add | FETCH,
  fetchOr: ALU.or | FETCH,
  fetchAnd: ALU.and | FETCH,
  fetchXor: ALU.xor | FETCH,
  xchg: 0xe1,
  /** Compares with r0 and leaves the old value there. */
  cmpxchg: 0xf1,
} as const;

/** What the source field of a 64-bit immediate load says about the immediate. */
export const PSEUDO_MAP_FD = 1;
export const PSEUDO_MAP_VALUE = 2;
/** What the source field of a call says: the immediate is the distance to a function of the same program. */
export const PSEUDO_CALL = 1;

/** The opcode of `lddw`: load 64 bits from this slot's immediate and the next one's. */
export const LDDW = CLASS.ld | MODE.imm | SIZE[64];

export function encode(instructions: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(instructions.length * SLOT);
  const view = new DataView(bytes.buffer);
  instructions.forEach(({ opcode, dst, src, offset, immediate }, index) => {
    const at = index * SLOT;
    bytes[at] = opcode;
    bytes[at + 1] = (src << 4) | dst;
    view.setInt16(at + 2, offset, true);
    view.setInt32(at + 4, immediate, true);
  });
  return bytes;
}

/** The slots of a program; bytes behind the last whole slot are not looked at. */
export function decode(bytes: Uint8Array): Instruction[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / SLOT) }, (_, index) => {
    const at = index * SLOT;
    return {
      opcode: bytes[at],
      dst: bytes[at + 1] & 15,
      src: bytes[at + 1] >>> 4,
      offset: view.getInt16(at + 2, true),
      immediate: view.getInt32(at + 4, true),
    };
  });
}
