// Classic BPF (bpf(4), Documentation/networking/filter.rst): filters of sockets, which drop what is not for us in the
// kernel, before it is copied.

/** One instruction: opcode, jumps taken when true and false, operand. */
export type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, operand: number];

/** A = the frame's length. */
export const LOAD_LENGTH = 0x80;
/** A = what stands at k. */
export const LOAD_BYTE = 0x30;
export const LOAD_HALF = 0x28;
export const LOAD_WORD = 0x20;
/** A = what stands at X + k. */
export const LOAD_BYTE_INDEXED = 0x50;
export const LOAD_HALF_INDEXED = 0x48;
/** X = 4 * (byte at k & 15). */
export const LOAD_IP_HEADER_LENGTH = 0xb1;
export const AND = 0x54;
export const JUMP_EQUAL = 0x15;
export const JUMP_AT_LEAST = 0x35;
export const JUMP_SET = 0x45;
/** So many bytes of the frame are kept; 0: none. */
export const RETURN = 0x06;

/** Where the kernel has a packet's type (SKF_AD_OFF + SKF_AD_PKTTYPE). */
export const PACKET_TYPE = 0xfffff000 + 4;
/** The type of what is meant for another MAC address, or for a VLAN that is not there. */
export const TO_ANOTHER = 3;

/** The instructions as `struct sock_filter[]`. */
export function encodeFilter(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(([code, jumpTrue, jumpFalse, operand], index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes[index * 8 + 2] = jumpTrue;
    bytes[index * 8 + 3] = jumpFalse;
    bytes.writeUInt32LE(operand, index * 8 + 4);
  });
  return bytes;
}
