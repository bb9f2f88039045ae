// Classic BPF (bpf(4)) for a ping: what we send and what comes back, and what only looks like it.
import type { Instruction } from './socket-filter.ts';

export interface Conversation {
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'arp';
  /** Our ports: `portCount` (a power of two) from `portBase`, a multiple of it. For tcp and udp. */
  readonly portBase: number;
  readonly portCount: number;
}

/** Bytes of a frame that are kept: whole packets of any usual link, jumbo frames too. */
export const KEPT = 9216;

const LOAD_LENGTH = 0x80; // A = the frame's length
const LOAD_BYTE = 0x30; // A = byte at k
const LOAD_HALF = 0x28; // A = half-word at k
const LOAD_HALF_INDEXED = 0x48; // A = half-word at X + k
const LOAD_BYTE_INDEXED = 0x50; // A = byte at X + k
const LOAD_IP_HEADER_LENGTH = 0xb1; // X = 4 * (byte at k & 15)
const AND = 0x54;
const JUMP_EQUAL = 0x15;
const JUMP_AT_LEAST = 0x35;
const JUMP_SET = 0x45;
const RETURN = 0x06;

const PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const;
const SYN_OR_RST_OR_ACK = 0x16;
const SYN_ACK = 0x12;
const RST = 0x04;

/** An instruction whose jumps name where they go: `take`, `drop`, a label, or the next one (null). */
interface Line {
  readonly label?: string;
  readonly code: number;
  readonly operand: number;
  readonly whenTrue?: string;
  readonly whenFalse?: string;
}

/**
 * Takes IPv4, later fragments apart: every ICMP message; TCP and UDP from or to one of our ports; TCP that is too short
 * to tell; and every SYN-ACK and RST, because one that acknowledges our probe may come to a port that is not ours. For
 * `arp` takes ARP only. `linkHeader` is 14 with Ethernet and 0 without.
 */
export function conversationFilter(linkHeader: 0 | 14, conversation: Conversation): Instruction[] {
  const { protocol, portBase, portCount } = conversation;
  const ip = linkHeader;
  const lines: Line[] = [];
  if (linkHeader === 14) {
    lines.push(
      { code: LOAD_HALF, operand: 12 },
      { code: JUMP_EQUAL, operand: protocol === 'arp' ? 0x0806 : 0x0800, whenFalse: 'drop' },
    );
  }
  if (protocol !== 'arp') {
    lines.push(
      { code: LOAD_BYTE, operand: ip },
      { code: AND, operand: 0xf0 },
      { code: JUMP_EQUAL, operand: 0x40, whenFalse: 'drop' },
      { code: LOAD_HALF, operand: ip + 6 },
      { code: JUMP_SET, operand: 0x1fff, whenTrue: 'drop' },
      { code: LOAD_BYTE, operand: ip + 9 },
      {
        code: JUMP_EQUAL,
        operand: PROTOCOL.icmp,
        whenTrue: 'take',
        whenFalse: protocol === 'icmp' ? 'drop' : undefined,
      },
    );
    if (protocol !== 'icmp') {
      const mask = 0x10000 - portCount;
      lines.push(
        { code: JUMP_EQUAL, operand: PROTOCOL[protocol], whenFalse: 'drop' },
        { code: LOAD_LENGTH, operand: 0 },
        { code: JUMP_AT_LEAST, operand: ip + (protocol === 'tcp' ? 40 : 28), whenFalse: 'take' },
        { code: LOAD_IP_HEADER_LENGTH, operand: ip },
        { code: LOAD_HALF_INDEXED, operand: ip + 2 },
        { code: AND, operand: mask },
        { code: JUMP_EQUAL, operand: portBase, whenTrue: 'take' },
        { code: LOAD_HALF_INDEXED, operand: ip },
        { code: AND, operand: mask },
        { code: JUMP_EQUAL, operand: portBase, whenTrue: 'take', whenFalse: protocol === 'tcp' ? undefined : 'drop' },
      );
      if (protocol === 'tcp') {
        lines.push(
          { code: LOAD_BYTE_INDEXED, operand: ip + 13 },
          { code: AND, operand: SYN_OR_RST_OR_ACK },
          { code: JUMP_EQUAL, operand: SYN_ACK, whenTrue: 'take' },
          { code: JUMP_SET, operand: RST, whenFalse: 'drop' },
        );
      }
    }
  }
  lines.push({ label: 'take', code: RETURN, operand: KEPT }, { label: 'drop', code: RETURN, operand: 0 });
  return assemble(lines);
}

function assemble(lines: readonly Line[]): Instruction[] {
  const places = new Map(lines.flatMap(({ label }, index) => (label === undefined ? [] : [[label, index] as const])));
  return lines.map(({ code, operand, whenTrue, whenFalse }, index) => {
    const distance = (label: string | undefined) => (label === undefined ? 0 : places.get(label)! - index - 1);
    return [code, distance(whenTrue), distance(whenFalse), operand];
  });
}
