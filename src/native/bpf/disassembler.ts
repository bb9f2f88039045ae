// Programs as text, in the words of the kernel's own disassembler (bpftool(8), the verifier's log), less its opcodes:
//
//   r6 = r1      w1 += 5      r1 = *(u32 *)(r6 +4)      if r1 > r2 goto pc+12      call map_lookup_elem#1
import { HELPERS } from './helpers.data.ts';
import {
  ALU,
  ATOMIC,
  CALL,
  CLASS,
  CLASS_MASK,
  decode,
  END,
  EXIT,
  FETCH,
  type Instruction,
  JA,
  JUMP,
  LDDW,
  MODE,
  MODE_MASK,
  NEG,
  OPERATION_MASK,
  PSEUDO_CALL,
  PSEUDO_MAP_FD,
  PSEUDO_MAP_VALUE,
  SIZE,
  SIZE_MASK,
  SLOT,
  SOURCE_REGISTER,
} from './instructions.ts';
import { describeLine, type Program } from './program.ts';

const ALU_SIGNS: Readonly<Record<keyof typeof ALU, string>> = {
  add: '+=',
  sub: '-=',
  mul: '*=',
  div: '/=',
  or: '|=',
  and: '&=',
  lsh: '<<=',
  rsh: '>>=',
  mod: '%=',
  xor: '^=',
  mov: '=',
  arsh: 's>>=',
};
const JUMP_SIGNS: Readonly<Record<keyof typeof JUMP, string>> = {
  jeq: '==',
  jgt: '>',
  jge: '>=',
  jset: '&',
  jne: '!=',
  jsgt: 's>',
  jsge: 's>=',
  jlt: '<',
  jle: '<=',
  jslt: 's<',
  jsle: 's<=',
};

/** By code: a table's key for a code, through `signs` where there is one. */
function byCode(
  table: Readonly<Record<string, number>>,
  signs?: Readonly<Record<string, string>>,
): Map<number, string> {
  return new Map(Object.entries(table).map(([key, code]) => [code, signs?.[key] ?? key]));
}

const aluSigns = byCode(ALU, ALU_SIGNS);
const jumpSigns = byCode(JUMP, JUMP_SIGNS);
const helperNames = byCode(HELPERS);
const sizes = byCode(SIZE);
const atomics = byCode(ATOMIC);

export interface Disassembled {
  /** Slot, as the verifier counts. */
  readonly index: number;
  readonly text: string;
}

/**
 * The text of each instruction. What is no instruction this assembler knows is `.slot` and its 8 bytes, so nothing is
 * ever lost. `mapNames`: by slot, what to say for a map instead of its descriptor.
 */
export function disassemble(bytes: Uint8Array, mapNames?: (slot: number) => string | null): Disassembled[] {
  const slots = decode(bytes);
  const found: Disassembled[] = [];
  for (let index = 0; index < slots.length; index++) {
    const instruction = slots[index];
    const next = slots[index + 1];
    let text: string | null;
    if (instruction.opcode === LDDW && next !== undefined && isEmpty(next)) {
      text = wideText(instruction, next.immediate, mapNames?.(index) ?? null);
      if (text !== null) {
        found.push({ index: index++, text });
        continue;
      }
    } else {
      text = instructionText(instruction);
    }
    const raw = bytes.subarray(index * SLOT, (index + 1) * SLOT);
    found.push({ index, text: text ?? `.slot ${Buffer.from(raw).toString('hex')}` });
  }
  return found;
}

/** A whole program for people: comments, labels, instructions, and the lines of ours they come from. */
export function explain(program: Program): string {
  const out: string[] = [`program ${program.name}: ${program.bytes.length / SLOT} slots`];
  const labelAt = (slot: number): string | undefined => program.lines[slot]?.labels[0];
  for (const { index, text } of disassemble(program.bytes, (slot) => program.lines[slot].map)) {
    const line = program.lines[index];
    if (line.commentBegins) out.push('', `// ${line.comment}`);
    for (const label of line.labels) out.push(`${label}:`);
    const target = /pc([+-]\d+)$/.exec(text);
    const name = target === null ? undefined : labelAt(index + 1 + Number(target[1]));
    const shown = target === null || name === undefined ? text : text.replace(target[0], name);
    out.push(`${String(index).padStart(5)}: ${shown.padEnd(44)} ; ${describeLine({ ...line, comment: '' })}`);
  }
  return `${out.join('\n')}\n`;
}

function isEmpty({ opcode, dst, src, offset }: Instruction): boolean {
  return opcode === 0 && dst === 0 && src === 0 && offset === 0;
}

function wideText({ dst, src, offset, immediate }: Instruction, high: number, map: string | null): string | null {
  if (offset !== 0 || dst > 10) return null;
  if (src === 0) {
    const value = (BigInt.asUintN(32, BigInt(high)) << 32n) | BigInt.asUintN(32, BigInt(immediate));
    return `r${dst} = 0x${value.toString(16)} ll`;
  }
  if (src === PSEUDO_MAP_FD && high === 0) return `r${dst} = map[${map ?? `fd:${immediate}`}]`;
  return src === PSEUDO_MAP_VALUE ? `r${dst} = map[${map ?? `fd:${immediate}`}][0]${signed(high)}` : null;
}

/** Null: not an instruction, or fields are set that it does not use. */
function instructionText(instruction: Instruction): string | null {
  const { opcode, dst, src } = instruction;
  if (dst > 10 || src > 10) return null;
  switch (opcode & CLASS_MASK) {
    case CLASS.alu32:
    case CLASS.alu64:
      return aluText(instruction);
    case CLASS.jump:
    case CLASS.jump32:
      return jumpText(instruction);
    default:
      return memoryText(instruction);
  }
}

function aluText({ opcode, dst, src, offset, immediate }: Instruction): string | null {
  const wide = (opcode & CLASS_MASK) === CLASS.alu64;
  const letter = wide ? 'r' : 'w';
  const operation = opcode & OPERATION_MASK;
  const fromRegister = (opcode & SOURCE_REGISTER) !== 0;
  if (offset !== 0) return null; // signed division and moves that extend the sign: not made here
  if (operation === END) {
    if (src !== 0 || (wide && fromRegister) || ![16, 32, 64].includes(immediate)) return null;
    return `r${dst} = ${wide ? 'bswap' : fromRegister ? 'be' : 'le'}${immediate} r${dst}`;
  }
  if (operation === NEG) {
    return src === 0 && immediate === 0 && !fromRegister ? `${letter}${dst} = -${letter}${dst}` : null;
  }
  const sign = aluSigns.get(operation);
  if (sign === undefined) return null;
  if (fromRegister) return immediate === 0 ? `${letter}${dst} ${sign} ${letter}${src}` : null;
  return src === 0 ? `${letter}${dst} ${sign} ${immediate}` : null;
}

function jumpText({ opcode, dst, src, offset, immediate }: Instruction): string | null {
  const wide = (opcode & CLASS_MASK) === CLASS.jump;
  const operation = opcode & OPERATION_MASK;
  const fromRegister = (opcode & SOURCE_REGISTER) !== 0;
  const sign = jumpSigns.get(operation);
  if (sign !== undefined) {
    const letter = wide ? 'r' : 'w';
    if (fromRegister ? immediate !== 0 : src !== 0) return null;
    const right = fromRegister ? `${letter}${src}` : `0x${(immediate >>> 0).toString(16)}`;
    return `if ${letter}${dst} ${sign} ${right} goto pc${signed(offset)}`;
  }
  if (!wide || fromRegister || dst !== 0) return null;
  if (operation === JA) return src === 0 && immediate === 0 ? `goto pc${signed(offset)}` : null;
  if (offset !== 0) return null;
  if (operation === EXIT) return src === 0 && immediate === 0 ? 'exit' : null;
  if (operation !== CALL) return null;
  if (src === PSEUDO_CALL) return `call pc${signed(immediate)}`;
  const name = helperNames.get(immediate);
  return src === 0 && name !== undefined ? `call ${name}#${immediate}` : null;
}

function memoryText({ opcode, dst, src, offset, immediate }: Instruction): string | null {
  const bits = sizes.get(opcode & SIZE_MASK);
  const place = (base: number): string => `*(u${bits} *)(r${base} ${signed(offset)})`;
  switch (opcode & (CLASS_MASK | MODE_MASK)) {
    case CLASS.ldx | MODE.mem:
      return immediate === 0 ? `r${dst} = ${place(src)}` : null;
    case CLASS.stx | MODE.mem:
      return immediate === 0 ? `${place(dst)} = r${src}` : null;
    case CLASS.st | MODE.mem:
      return src === 0 ? `${place(dst)} = ${immediate}` : null;
    case CLASS.stx | MODE.atomic:
      return atomicText(bits, dst, src, offset, immediate);
    case CLASS.ld | MODE.abs:
      return bits !== '64' && dst === 0 && src === 0 && offset === 0 ? `r0 = *(u${bits} *)skb[${immediate}]` : null;
    default:
      return null;
  }
}

function atomicText(
  bits: string | undefined,
  dst: number,
  src: number,
  offset: number,
  immediate: number,
): string | null {
  const name = atomics.get(immediate);
  if (name === undefined || (bits !== '32' && bits !== '64')) return null;
  const place = `(u${bits} *)(r${dst} ${signed(offset)})`;
  const family = bits === '64' ? 'atomic64' : 'atomic';
  if (name === 'cmpxchg') return `r0 = ${family}_cmpxchg(${place}, r0, r${src})`;
  if (name === 'xchg') return `r${src} = ${family}_xchg(${place}, r${src})`;
  if ((immediate & FETCH) === 0) return `lock *${place} ${aluSigns.get(immediate)} r${src}`;
  const operation = name.slice('fetch'.length).toLowerCase();
  return `r${src} = ${family}_fetch_${operation}(${place}, r${src})`;
}

/** The kernel writes offsets with their sign: +4, -8, +0. */
function signed(value: number): string {
  return value < 0 ? String(value) : `+${value}`;
}
