// Classic BPF (bpf(4), Documentation/networking/filter.rst): the kernel drops what is not for us before it is copied.

/** One instruction: opcode, jumps taken when true and false, operand. */
export type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, operand: number];

const LOAD_BYTE = 0x30; // A = byte at k
const LOAD_HALF = 0x28; // A = half-word at k
const LOAD_HALF_INDEXED = 0x48; // A = half-word at X + k
const LOAD_BYTE_INDEXED = 0x50; // A = byte at X + k
const LOAD_IP_HEADER_LENGTH = 0xb1; // X = 4 * (byte at k & 15)
const AND = 0x54;
const JUMP_EQUAL = 0x15;
const JUMP_SET = 0x45;
const RETURN = 0x06;

/** Bytes of a frame that are kept: link header, IPv4 header, and an ICMP error with the longest quoted headers. */
export const SNAP_LENGTH = 192;

const ICMP_UNREACHABLE = 3;
const ICMP_TIME_EXCEEDED = 11;

/**
 * Takes IPv4, later fragments apart, that is TCP to one of the 16 ports from `portBase` (a multiple of 16), or an ICMP
 * error. `linkHeader` is 14 with Ethernet and 0 without.
 */
export function answersFilter(linkHeader: 0 | 14, portBase: number): Instruction[] {
  const ip = linkHeader;
  const body: Instruction[] = [
    [LOAD_BYTE, 0, 0, ip],
    [AND, 0, 0, 0xf0],
    [JUMP_EQUAL, 0, 13, 0x40],
    [LOAD_HALF, 0, 0, ip + 6],
    [JUMP_SET, 11, 0, 0x1fff],
    [LOAD_IP_HEADER_LENGTH, 0, 0, ip],
    [LOAD_BYTE, 0, 0, ip + 9],
    [JUMP_EQUAL, 0, 3, 6],
    [LOAD_HALF_INDEXED, 0, 0, ip + 2],
    [AND, 0, 0, 0xfff0],
    [JUMP_EQUAL, 4, 5, portBase],
    [JUMP_EQUAL, 0, 4, 1],
    [LOAD_BYTE_INDEXED, 0, 0, ip],
    [JUMP_EQUAL, 1, 0, ICMP_UNREACHABLE],
    [JUMP_EQUAL, 0, 1, ICMP_TIME_EXCEEDED],
    [RETURN, 0, 0, SNAP_LENGTH],
    [RETURN, 0, 0, 0],
  ];
  if (linkHeader === 0) return body;
  // EtherType IPv4, else straight to the last RETURN 0.
  return [[LOAD_HALF, 0, 0, 12], [JUMP_EQUAL, 0, body.length - 1, 0x0800], ...body];
}

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
