// The registers of eBPF (RFC 9669 section 2.1). All hold 64 bits; 32-bit operations take the low half and clear the high.
//
//   r0        result of a call, and of the program
//   r1 - r5   arguments of a call; a call leaves nothing in them
//   r6 - r9   survive calls
//   r10       frame pointer: the 512 bytes of stack lie below it; read-only

export interface Register {
  /** 0 to 10. */
  readonly number: number;
}

/** A register, or a number that stands in the instruction. */
export type Operand = Register | number;

export const registers: readonly Register[] = Array.from({ length: 11 }, (_, number) => Object.freeze({ number }));

export const [r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10] = registers;
