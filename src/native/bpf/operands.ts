// What an instruction can hold. Whatever does not fit is refused here, before it becomes another number in silence.
import { BpfError } from './error.ts';
import { type Instruction, SOURCE_REGISTER } from './instructions.ts';
import type { Operand, Register } from './registers.ts';

export const byteSwapBits = [16, 32, 64] as const;

const SHIFTS: readonly string[] = ['lsh', 'rsh', 'arsh'];
const DIVISIONS: readonly string[] = ['div', 'mod'];

type Coded = Pick<Instruction, 'opcode' | 'src' | 'immediate'>;

/** For 64 bits: the immediate is signed and its sign is extended, so 2^31 and above cannot be said. */
export function alu64Operand(operation: string, operand: Operand, opcode: number): Coded {
  if (typeof operand !== 'number') return { opcode: opcode | SOURCE_REGISTER, src: operand.number, immediate: 0 };
  checkRange(operation, operand, -(2 ** 31), 2 ** 31 - 1, '; for more load it into a register with lddw');
  checkMeaning(operation, operand, 64);
  return { opcode, src: 0, immediate: operand };
}

/** For 32 bits: signed or unsigned. */
export function alu32Operand(operation: string, operand: Operand, opcode: number): Coded {
  if (typeof operand !== 'number') return { opcode: opcode | SOURCE_REGISTER, src: operand.number, immediate: 0 };
  checkRange(`${operation}32`, operand, -(2 ** 31), 2 ** 32 - 1, '');
  checkMeaning(`${operation}32`, operand, 32);
  return { opcode, src: 0, immediate: operand | 0 };
}

function checkMeaning(operation: string, value: number, bits: number): void {
  const plain = operation.replace(/32$/, '');
  if (SHIFTS.includes(plain)) checkRange(operation, value, 0, bits - 1, '');
  if (DIVISIONS.includes(plain) && value === 0) throw new BpfError('E_BPF_OPERAND', `${operation}: division by 0`);
}

/** The value that a store of so many bits writes, as its signed immediate. */
export function storedValue(bits: 8 | 16 | 32 | 64, value: number): number {
  const width = Math.min(bits, 32);
  const above = bits === 64 ? 2 ** 31 : 2 ** width;
  checkRange(`st${bits}`, value, -(2 ** (width - 1)), above - 1, '');
  return value | 0;
}

/** Bytes from a base register. */
export function memoryOffset(offset: number): number {
  checkRange('memory offset', offset, -32768, 32767, '');
  return offset;
}

/** The number of a register that the program may write to. */
export function writable(register: Register): number {
  if (register.number === 10) throw new BpfError('E_BPF_OPERAND', 'r10, the frame pointer, cannot be written to');
  return register.number;
}

function checkRange(what: string, value: number, least: number, most: number, advice: string): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new BpfError('E_BPF_OPERAND', `${what}: ${value} is not an integer from ${least} to ${most}${advice}`);
}
