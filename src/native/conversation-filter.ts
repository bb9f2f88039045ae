// Classic BPF (bpf(4)) for a ping: what we send and what comes back, and what only looks like it.
import * as ethernet from '../wire/ethernet.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as tcp from '../wire/tcp.ts';
import * as udp from '../wire/udp.ts';
import {
  AND,
  type Instruction,
  JUMP_AT_LEAST,
  JUMP_EQUAL,
  JUMP_SET,
  LOAD_BYTE,
  LOAD_BYTE_INDEXED,
  LOAD_HALF,
  LOAD_HALF_INDEXED,
  LOAD_IP_HEADER_LENGTH,
  LOAD_LENGTH,
  RETURN,
} from './classic-bpf.ts';
import { assemble, type Line } from './filter-lines.ts';

export interface Conversation {
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'arp';
  /** Our ports: `portCount` (a power of two) from `portBase`, a multiple of it. For tcp and udp. */
  readonly portBase: number;
  readonly portCount: number;
}

/** Bytes of a frame that are kept: whole packets of any usual link, jumbo frames too. */
export const KEPT = 9216;

const PROTOCOL = { icmp: ipv4.PROTOCOL_ICMP, tcp: ipv4.PROTOCOL_TCP, udp: ipv4.PROTOCOL_UDP } as const;
const SYN_ACK = tcp.SYN | tcp.ACK;

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
      { code: LOAD_HALF, operand: ethernet.OFFSET.etherType },
      { code: JUMP_EQUAL, operand: protocol === 'arp' ? ethernet.TYPE_ARP : ethernet.TYPE_IPV4, whenFalse: 'drop' },
    );
  }
  if (protocol !== 'arp') {
    lines.push(
      { code: LOAD_BYTE, operand: ip },
      { code: AND, operand: 0xf0 },
      { code: JUMP_EQUAL, operand: ipv4.VERSION << 4, whenFalse: 'drop' },
      { code: LOAD_HALF, operand: ip + ipv4.OFFSET.flagsAndFragment },
      { code: JUMP_SET, operand: ipv4.FRAGMENT_OFFSET, whenTrue: 'drop' },
      { code: LOAD_BYTE, operand: ip + ipv4.OFFSET.protocol },
      {
        code: JUMP_EQUAL,
        operand: PROTOCOL.icmp,
        whenTrue: 'take',
        whenFalse: protocol === 'icmp' ? 'drop' : undefined,
      },
    );
    if (protocol !== 'icmp') {
      const mask = 0x10000 - portCount;
      const header = protocol === 'tcp' ? tcp.MIN_HEADER_LENGTH : udp.HEADER_LENGTH;
      lines.push(
        { code: JUMP_EQUAL, operand: PROTOCOL[protocol], whenFalse: 'drop' },
        { code: LOAD_LENGTH, operand: 0 },
        { code: JUMP_AT_LEAST, operand: ip + ipv4.MIN_HEADER_LENGTH + header, whenFalse: 'take' },
        { code: LOAD_IP_HEADER_LENGTH, operand: ip },
        { code: LOAD_HALF_INDEXED, operand: ip + tcp.OFFSET.destinationPort },
        { code: AND, operand: mask },
        { code: JUMP_EQUAL, operand: portBase, whenTrue: 'take' },
        { code: LOAD_HALF_INDEXED, operand: ip + tcp.OFFSET.sourcePort },
        { code: AND, operand: mask },
        { code: JUMP_EQUAL, operand: portBase, whenTrue: 'take', whenFalse: protocol === 'tcp' ? undefined : 'drop' },
      );
      if (protocol === 'tcp') {
        lines.push(
          { code: LOAD_BYTE_INDEXED, operand: ip + tcp.OFFSET.flags },
          { code: AND, operand: SYN_ACK | tcp.RST },
          { code: JUMP_EQUAL, operand: SYN_ACK, whenTrue: 'take' },
          { code: JUMP_SET, operand: tcp.RST, whenFalse: 'drop' },
        );
      }
    }
  }
  lines.push({ label: 'take', code: RETURN, operand: KEPT }, { label: 'drop', code: RETURN, operand: 0 });
  return assemble(lines);
}
