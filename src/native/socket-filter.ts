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

/** Bytes of a frame that are kept: all of a packet whose checksum is looked at (src/probe/answer.ts, MOST_CHECKED). */
export const SNAP_LENGTH = 14 + 60 + 2048;

const ICMP_ECHO_REPLY = 0;
const ICMP_UNREACHABLE = 3;
const ICMP_TIME_EXCEEDED = 11;
const PROTOCOL_ICMP = 1;
const PROTOCOLS = { tcp: 6, udp: 17 } as const;
const ARP_REPLY = 2;
/** Where the kernel has a packet's type: what is meant for another MAC address, or for a VLAN that is not there. */
const PACKET_TYPE = 0xfffff000 + 4; // SKF_AD_OFF + SKF_AD_PKTTYPE
const TO_ANOTHER = 3;
const ETHERTYPE = 12;
const TYPE_IPV4 = 0x0800;
const TYPE_ARP = 0x0806;

const PASS: Instruction = [RETURN, 0, 0, SNAP_LENGTH];
const DROP: Instruction = [RETURN, 0, 0, 0];

/** Packets that may answer a probe, ICMP errors apart. */
export interface Answers {
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'arp';
  /** First of the 16 ports that ask, a multiple of 16; of echo requests the identifier. ARP has none. */
  readonly portBase: number;
  /** Of TCP and UDP: how many ports, a power of two, from a multiple of it on; 16 unless told. */
  readonly portCount?: number;
}

/**
 * Takes IPv4, later fragments apart, that is TCP or UDP to one of the 16 ports, an echo reply to one of them, or an ICMP
 * error; or, for ARP, replies alone; and of all that nothing that the kernel would not take for itself. `linkHeader` is
 * 14 with Ethernet and 0 without.
 */
export function answersFilter(linkHeader: 0 | 14, answers: Answers): Instruction[] {
  const filter = answersOfAnybody(linkHeader, answers);
  return [[LOAD_BYTE, 0, 0, PACKET_TYPE], [JUMP_EQUAL, filter.length - 1, 0, TO_ANOTHER], ...filter];
}

/** The last instruction drops. */
function answersOfAnybody(linkHeader: 0 | 14, { protocol, portBase, portCount = 16 }: Answers): Instruction[] {
  if (protocol === 'arp') return linkHeader === 0 ? [DROP] : arpFilter();
  const ip = linkHeader;
  const body = protocol === 'icmp' ? echoBody(ip, portBase) : portBody(ip, PROTOCOLS[protocol], portBase, portCount);
  const toDrop = (from: number): number => HEAD_LENGTH + body.length - 2 - from;
  const filter: Instruction[] = [
    [LOAD_BYTE, 0, 0, ip],
    [AND, 0, 0, 0xf0],
    [JUMP_EQUAL, 0, toDrop(2), 0x40],
    [LOAD_HALF, 0, 0, ip + 6],
    [JUMP_SET, toDrop(4), 0, 0x1fff],
    [LOAD_IP_HEADER_LENGTH, 0, 0, ip],
    [LOAD_BYTE, 0, 0, ip + 9],
    ...body,
  ];
  if (linkHeader === 0) return filter;
  return [[LOAD_HALF, 0, 0, ETHERTYPE], [JUMP_EQUAL, 0, filter.length - 1, TYPE_IPV4], ...filter];
}

/** Instructions of `answersFilter` before the body, whose last is what drops. */
const HEAD_LENGTH = 7;

/** Goes on with the protocol's number in A, and the IPv4 header's length in X. */
function portBody(ip: number, protocol: number, portBase: number, portCount: number): Instruction[] {
  return [
    [JUMP_EQUAL, 0, 3, protocol],
    [LOAD_HALF_INDEXED, 0, 0, ip + 2],
    [AND, 0, 0, 0x10000 - portCount],
    [JUMP_EQUAL, 4, 5, portBase],
    [JUMP_EQUAL, 0, 4, PROTOCOL_ICMP],
    [LOAD_BYTE_INDEXED, 0, 0, ip],
    [JUMP_EQUAL, 1, 0, ICMP_UNREACHABLE],
    [JUMP_EQUAL, 0, 1, ICMP_TIME_EXCEEDED],
    PASS,
    DROP,
  ];
}

/** As `portBody`. */
function echoBody(ip: number, portBase: number): Instruction[] {
  return [
    [JUMP_EQUAL, 0, 8, PROTOCOL_ICMP],
    [LOAD_BYTE_INDEXED, 0, 0, ip],
    [JUMP_EQUAL, 5, 0, ICMP_UNREACHABLE],
    [JUMP_EQUAL, 4, 0, ICMP_TIME_EXCEEDED],
    [JUMP_EQUAL, 0, 4, ICMP_ECHO_REPLY],
    [LOAD_HALF_INDEXED, 0, 0, ip + 4],
    [AND, 0, 0, 0xfff0],
    [JUMP_EQUAL, 0, 1, portBase],
    PASS,
    DROP,
  ];
}

function arpFilter(): Instruction[] {
  return [
    [LOAD_HALF, 0, 0, ETHERTYPE],
    [JUMP_EQUAL, 0, 3, TYPE_ARP],
    [LOAD_HALF, 0, 0, ETHERTYPE + 2 + 6],
    [JUMP_EQUAL, 0, 1, ARP_REPLY],
    PASS,
    DROP,
  ];
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
