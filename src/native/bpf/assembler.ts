// An assembler for eBPF. Methods have the names of RFC 9669, with the number of bits where it is not 64:
//
//   const a = createAssembler('drop_tcp');
//   a.mov(r6, r1).ldx32(r8, r6, XDP_MD.data).ldx32(r2, r6, XDP_MD.dataEnd);
//   a.mov(r1, r8).add(r1, 34).jgt(r1, r2, 'pass');
//   a.ldx8(r1, r8, 23).jne(r1, 6, 'pass');
//   a.mov(r0, XDP.drop).exit();
//   a.label('pass').mov(r0, XDP.pass).exit();
//   const program = a.assemble();
//
// An operand is a register or a number. Numbers are checked against what the instruction can hold, and every
// instruction remembers the line that emitted it, so that the verifier's complaints can name it.
import { BpfError } from './error.ts';
import { HELPERS, type HelperName } from './helpers.data.ts';
import {
  ALU,
  ATOMIC,
  CALL,
  CLASS,
  END,
  EXIT,
  encode,
  FETCH,
  type Instruction,
  JA,
  JUMP,
  LDDW,
  MODE,
  NEG,
  PSEUDO_CALL,
  PSEUDO_MAP_FD,
  PSEUDO_MAP_VALUE,
  SIZE,
  SOURCE_REGISTER,
} from './instructions.ts';
import { alu32Operand, alu64Operand, byteSwapBits, memoryOffset, storedValue, writable } from './operands.ts';
import { type Line, type Program, sourceAbove } from './program.ts';
import type { Operand, Register } from './registers.ts';

/** What a program needs to know of a map. */
export interface MapReference {
  readonly fd: number;
  readonly name: string;
}

type Bits = 8 | 16 | 32 | 64;
type Alu = keyof typeof ALU;
type Jump = keyof typeof JUMP;
type Atomic = keyof typeof ATOMIC;

/** dst = dst OPERATION operand; `add32` and so on work on the low halves and clear the high one. */
type AluMethods = { [Name in Alu | `${Alu}32`]: (dst: Register, operand: Operand) => Assembler };
/** To `label` where left CONDITION right holds; `jeq32` and so on compare the low halves. */
type JumpMethods = { [Name in Jump | `${Jump}32`]: (left: Register, right: Operand, label: string) => Assembler };
/** dst = *(base + offset), zeros above. */
type LoadMethods = { [Name in `ldx${Bits}`]: (dst: Register, base: Register, offset: number) => Assembler };
/** *(base + offset) = source. */
type StoreMethods = { [Name in `stx${Bits}`]: (base: Register, offset: number, source: Register) => Assembler };
/** *(base + offset) = value; the 64-bit form extends the sign of a 32-bit value. */
type StoreValueMethods = { [Name in `st${Bits}`]: (base: Register, offset: number, value: number) => Assembler };
/** On *(base + offset). `fetch...` and `xchg` leave the old value in source, `cmpxchg` compares with r0 and leaves it there. */
type AtomicMethods = {
  [Name in `${Atomic}${32 | 64}`]: (base: Register, offset: number, source: Register) => Assembler;
};
/** Between the machine's byte order and big or little endian; the bits above are cleared. `bswap...`: Linux 6.6. */
type SwapMethods = { [Name in `${'be' | 'le' | 'bswap'}${16 | 32 | 64}`]: (dst: Register) => Assembler };
/** Socket filters only: r0 = bytes of the packet in host order; needs the context in r6, and r1 to r5 are lost. */
type PacketLoadMethods = { [Name in `ldabs${8 | 16 | 32}`]: (offset: number) => Assembler };

export interface Assembler
  extends AluMethods,
    JumpMethods,
    LoadMethods,
    StoreMethods,
    StoreValueMethods,
    AtomicMethods,
    SwapMethods,
    PacketLoadMethods {
  /** dst = -dst. */
  neg(dst: Register): Assembler;
  neg32(dst: Register): Assembler;
  /** dst = any 64-bit number, signed or unsigned. */
  lddw(dst: Register, value: bigint | number): Assembler;
  /** dst = the map, as helpers want it. */
  ldmap(dst: Register, map: MapReference): Assembler;
  /** dst = address of the byte at `offset` of the array map's memory: no lookup. The map must have exactly one entry. */
  ldvalue(dst: Register, map: MapReference, offset: number): Assembler;
  /** Jumps always. */
  ja(label: string): Assembler;
  /** Calls a function of the kernel: arguments in r1 to r5, result in r0. */
  call(helper: HelperName): Assembler;
  /** Calls the function at a label of this program: arguments in r1 to r5, result in r0, a stack of its own. */
  callLocal(label: string): Assembler;
  /** Ends the program, or returns from a function, with r0. */
  exit(): Assembler;
  /** Names the next instruction. Jumps may come before or after; a loop must end provably. */
  label(name: string): Assembler;
  /** A label nobody has: for functions that emit jumps of their own and are called more than once. */
  freshLabel(stem: string): string;
  /** Says what the next instructions do; the explanation of the program and the verifier's complaints repeat it. */
  comment(text: string): Assembler;
  /** Resolves the labels. Throws BpfError E_BPF_LABEL for one that is not there or too far away. */
  assemble(): Program;
}

const MAX_JUMP = 32767;

/** An empty program. Throws BpfError E_BPF_NAME for a name the kernel would not take. */
export function createAssembler(name: string): Assembler {
  if (!/^[A-Za-z0-9_.]{1,15}$/.test(name)) {
    throw new BpfError('E_BPF_NAME', `"${name}" must be 1 to 15 letters, digits, "_" and "."`);
  }
  const slots: Instruction[] = [];
  const lines: Line[] = [];
  const labels = new Map<string, number>();
  const jumps: { readonly slot: number; readonly label: string; readonly source: Line['source'] }[] = [];
  let waitingLabels: string[] = [];
  let comment = '';
  let commentBegins = false;
  let fresh = 0;

  function emit(by: (...args: never[]) => unknown, instruction: Partial<Instruction>, map: string | null = null): void {
    slots.push({ opcode: 0, dst: 0, src: 0, offset: 0, immediate: 0, ...instruction });
    lines.push({ source: sourceAbove(by), labels: waitingLabels, comment, commentBegins, map });
    waitingLabels = [];
    commentBegins = false;
  }

  function emitWide(by: (...args: never[]) => unknown, dst: Register, src: number, value: bigint, map: string | null) {
    const low = Number(BigInt.asIntN(32, value));
    const high = Number(BigInt.asIntN(32, value >> 32n));
    emit(by, { opcode: LDDW, dst: writable(dst), src, immediate: low }, map);
    slots.push({ opcode: 0, dst: 0, src: 0, offset: 0, immediate: high });
    lines.push({ ...lines[lines.length - 1], labels: [], commentBegins: false });
  }

  function emitJump(by: (...args: never[]) => unknown, instruction: Partial<Instruction>, label: string): void {
    emit(by, instruction);
    jumps.push({ slot: slots.length - 1, label, source: lines[lines.length - 1].source });
  }

  const assembler: Record<string, unknown> = {
    neg: function neg(dst: Register) {
      emit(neg, { opcode: CLASS.alu64 | NEG, dst: writable(dst) });
      return self;
    },
    neg32: function neg32(dst: Register) {
      emit(neg32, { opcode: CLASS.alu32 | NEG, dst: writable(dst) });
      return self;
    },
    lddw: function lddw(dst: Register, value: bigint | number) {
      const wide = BigInt(value);
      if (wide < -(2n ** 63n) || wide >= 2n ** 64n) {
        throw new BpfError('E_BPF_OPERAND', `lddw: ${value} does not fit into 64 bits`);
      }
      emitWide(lddw, dst, 0, wide, null);
      return self;
    },
    ldmap: function ldmap(dst: Register, map: MapReference) {
      emitWide(ldmap, dst, PSEUDO_MAP_FD, BigInt(map.fd), map.name);
      return self;
    },
    ldvalue: function ldvalue(dst: Register, map: MapReference, offset: number) {
      if (!Number.isInteger(offset) || offset < 0 || offset >= 2 ** 29) {
        throw new BpfError('E_BPF_OPERAND', `ldvalue: offset ${offset} is not from 0 to 2^29 - 1`);
      }
      emitWide(ldvalue, dst, PSEUDO_MAP_VALUE, (BigInt(offset) << 32n) | BigInt(map.fd), map.name);
      return self;
    },
    ja: function ja(label: string) {
      emitJump(ja, { opcode: CLASS.jump | JA }, label);
      return self;
    },
    call: function call(helper: HelperName) {
      if (!Object.hasOwn(HELPERS, helper)) throw new BpfError('E_BPF_OPERAND', `call: no helper "${helper}" is known`);
      emit(call, { opcode: CLASS.jump | CALL, immediate: HELPERS[helper] });
      return self;
    },
    callLocal: function callLocal(label: string) {
      emitJump(callLocal, { opcode: CLASS.jump | CALL, src: PSEUDO_CALL }, label);
      return self;
    },
    exit: function exit() {
      emit(exit, { opcode: CLASS.jump | EXIT });
      return self;
    },
    label(label: string) {
      if (labels.has(label)) throw new BpfError('E_BPF_LABEL', `label "${label}" is there already`);
      labels.set(label, slots.length);
      waitingLabels.push(label);
      return self;
    },
    freshLabel: (stem: string) => `${stem}.${++fresh}`,
    comment(text: string) {
      comment = text;
      commentBegins = true;
      return self;
    },
    assemble(): Program {
      const resolved = slots.map((slot) => ({ ...slot }));
      for (const { slot, label, source } of jumps) {
        const target = labels.get(label);
        if (target === undefined || target >= slots.length) {
          throw new BpfError('E_BPF_LABEL', `${source()[0] ?? '?'} goes to "${label}", where there is no instruction`);
        }
        const distance = target - slot - 1;
        if (resolved[slot].src === PSEUDO_CALL && resolved[slot].opcode === (CLASS.jump | CALL)) {
          resolved[slot].immediate = distance;
        } else if (distance < -MAX_JUMP - 1 || distance > MAX_JUMP) {
          throw new BpfError(
            'E_BPF_LABEL',
            `${source()[0] ?? '?'}: "${label}" is ${distance} slots away, at most ${MAX_JUMP} can be`,
          );
        } else {
          resolved[slot].offset = distance;
        }
      }
      return { name, bytes: encode(resolved), lines: [...lines] };
    },
  };

  for (const [operation, code] of Object.entries(ALU)) {
    assembler[operation] = function alu(dst: Register, operand: Operand) {
      emit(alu, { ...alu64Operand(operation, operand, CLASS.alu64 | code), dst: writable(dst) });
      return self;
    };
    assembler[`${operation}32`] = function alu(dst: Register, operand: Operand) {
      emit(alu, { ...alu32Operand(operation, operand, CLASS.alu32 | code), dst: writable(dst) });
      return self;
    };
  }
  for (const [condition, code] of Object.entries(JUMP)) {
    assembler[condition] = function jump(left: Register, right: Operand, label: string) {
      emitJump(jump, { ...alu64Operand(condition, right, CLASS.jump | code), dst: left.number }, label);
      return self;
    };
    assembler[`${condition}32`] = function jump(left: Register, right: Operand, label: string) {
      emitJump(jump, { ...alu32Operand(condition, right, CLASS.jump32 | code), dst: left.number }, label);
      return self;
    };
  }
  for (const bits of [8, 16, 32, 64] as const) {
    assembler[`ldx${bits}`] = function ldx(dst: Register, base: Register, offset: number) {
      const opcode = CLASS.ldx | MODE.mem | SIZE[bits];
      emit(ldx, { opcode, dst: writable(dst), src: base.number, offset: memoryOffset(offset) });
      return self;
    };
    assembler[`stx${bits}`] = function stx(base: Register, offset: number, source: Register) {
      const opcode = CLASS.stx | MODE.mem | SIZE[bits];
      emit(stx, { opcode, dst: base.number, src: source.number, offset: memoryOffset(offset) });
      return self;
    };
    assembler[`st${bits}`] = function st(base: Register, offset: number, value: number) {
      const opcode = CLASS.st | MODE.mem | SIZE[bits];
      emit(st, { opcode, dst: base.number, offset: memoryOffset(offset), immediate: storedValue(bits, value) });
      return self;
    };
    if (bits === 64) continue;
    assembler[`ldabs${bits}`] = function ldabs(offset: number) {
      emit(ldabs, { opcode: CLASS.ld | MODE.abs | SIZE[bits], immediate: memoryOffset(offset) });
      return self;
    };
  }
  for (const [operation, immediate] of Object.entries(ATOMIC)) {
    for (const bits of [32, 64] as const) {
      assembler[operation + bits] = function atomic(base: Register, offset: number, source: Register) {
        const opcode = CLASS.stx | MODE.atomic | SIZE[bits];
        const src = (immediate & FETCH) !== 0 && operation !== 'cmpxchg' ? writable(source) : source.number;
        emit(atomic, { opcode, dst: base.number, src, offset: memoryOffset(offset), immediate });
        return self;
      };
    }
  }
  for (const bits of byteSwapBits) {
    for (const [order, opcode] of [
      ['le', CLASS.alu32 | END],
      ['be', CLASS.alu32 | END | SOURCE_REGISTER],
      ['bswap', CLASS.alu64 | END],
    ] as const) {
      assembler[order + bits] = function swap(dst: Register) {
        emit(swap, { opcode, dst: writable(dst), immediate: bits });
        return self;
      };
    }
  }
  // The loops above make one method for each key of the types it extends; assembler.test.ts calls every one.
  const self = assembler as unknown as Assembler;
  return self;
}
