// The XDP responder's answers to UDP: an open port sends every datagram back behind the UDP header that it came with, so
// that no answer is empty, which is what a probe looks like; for a closed one the host says so by ICMP.
import { type Assembler, r0, r1, r2, r3, r4, r6, r8, r10, XDP_MD } from '../../src/native/bpf/index.ts';
import type { XdpResponder } from '../network/scenario.ts';
import {
  addWords,
  CONTEXT_AT,
  count,
  emitIpv4,
  IPV4_TYPE,
  jumpIfOpen,
  lose,
  needWholePacket,
  type ResponderMaps,
  writeChecksum,
} from './xdp-answer-parts.ts';

const IPV4_LENGTH = 20;
const UDP_LENGTH = 8;
/** IPv4 and ICMP of the answer. */
const IN_FRONT = IPV4_LENGTH + 8;
/** The header and 8 bytes behind it are quoted (RFC 792). */
const UNREACHABLE_FRAME = 14 + IN_FRONT + IPV4_LENGTH + 8;

/** An empty datagram's answer. */
const ANSWER_LEAST = 14 + IPV4_LENGTH + 2 * UDP_LENGTH;

/** Ends at `transmit`, `drop` or `pass`. */
export function answerUdp(a: Assembler, plan: XdpResponder, maps: ResponderMaps): void {
  needWholePacket(a, IPV4_LENGTH + UDP_LENGTH);
  lose(a, plan, 'in');
  count(a, 'udp').ldx16(r6, r8, 36).be16(r6);
  jumpIfOpen(a, plan, maps, 'udp-open');
  emitUnreachable(a);
  count(a, 'unreachableSent');
  lose(a, plan, 'out');
  a.ja('transmit').label('udp-open');
  count(a, 'udpSent');
  lose(a, plan, 'out');
  emitAnswer(a);
  a.ja('transmit');
}

/**
 * The answer's headers come before what it sends back (as below): there is always room before a frame. What comes behind them
 * with its old checksum sums up to nothing; so the new one is that of the old ports, the old length and twice what is added.
 */
function emitAnswer(a: Assembler): void {
  a.comment('the headers once more, in front');
  a.ldx64(r1, r10, CONTEXT_AT).mov(r2, -UDP_LENGTH).call('xdp_adjust_head').jne(r0, 0, 'drop');
  a.ldx64(r1, r10, CONTEXT_AT).ldx32(r8, r1, XDP_MD.data).ldx32(r2, r1, XDP_MD.dataEnd);
  a.mov(r1, r8).add(r1, ANSWER_LEAST).jgt(r1, r2, 'drop');
  a.comment('MAC addresses change places');
  a.ldx32(r1, r8, 8).ldx16(r2, r8, 12).ldx32(r3, r8, 14).ldx16(r4, r8, 18);
  a.stx32(r8, 0, r3).stx16(r8, 4, r4).stx32(r8, 6, r1).stx16(r8, 10, r2).st16(r8, 12, IPV4_TYPE);
  a.comment('IPv4: longer, and its addresses change places');
  for (const [to, from] of [
    [14, 22],
    [18, 26],
    [22, 30],
    [26, 38],
    [30, 34],
  ]) {
    a.ldx32(r1, r8, from).stx32(r8, to, r1);
  }
  lengthen(a, 16, 16);
  emitIpv4(a, null);
  a.comment('UDP: longer, and its ports change places');
  a.ldx16(r1, r8, 44).stx16(r8, 34, r1).ldx16(r1, r8, 42).stx16(r8, 36, r1);
  lengthen(a, 46, 38);
  a.comment('without a checksum where the question had none');
  a.st16(r8, 40, 0)
    .ldx16(r1, r8, 48)
    .jeq(r1, 0, 'transmit')
    .mov(r2, (2 * UDP_LENGTH) << 8);
  addWords(a, 42, 48);
  writeChecksum(a, 40);
}

function lengthen(a: Assembler, from: number, to: number): void {
  a.ldx16(r1, r8, from).be16(r1).add(r1, UDP_LENGTH).be16(r1).stx16(r8, to, r1);
}

/**
 * Port unreachable. What is quoted stays where it is: the answer's headers come before it, because there is always room
 * before a frame, and behind one that came from the kernel there may be none.
 */
function emitUnreachable(a: Assembler): void {
  a.comment('room in front, and nothing behind the quote');
  a.ldx64(r1, r10, CONTEXT_AT).mov(r2, -IN_FRONT).call('xdp_adjust_head').jne(r0, 0, 'drop');
  a.ldx64(r1, r10, CONTEXT_AT).call('xdp_get_buff_len').mov(r2, UNREACHABLE_FRAME).sub(r2, r0);
  a.ldx64(r1, r10, CONTEXT_AT).call('xdp_adjust_tail').jne(r0, 0, 'drop');
  a.ldx64(r1, r10, CONTEXT_AT).ldx32(r8, r1, XDP_MD.data).ldx32(r2, r1, XDP_MD.dataEnd);
  a.mov(r1, r8).add(r1, UNREACHABLE_FRAME).jgt(r1, r2, 'drop');
  a.comment('back: MAC addresses from where they were, IPv4 addresses from the quote');
  for (const [from, to] of [
    [0, 6],
    [6, 0],
  ]) {
    a.ldx32(r1, r8, IN_FRONT + from).ldx16(r2, r8, IN_FRONT + from + 4);
    a.stx32(r8, to, r1).stx16(r8, to + 4, r2);
  }
  a.ldx32(r1, r8, IN_FRONT + 26)
    .ldx32(r2, r8, IN_FRONT + 30)
    .stx32(r8, 26, r2)
    .stx32(r8, 30, r1);
  a.st16(r8, 12, IPV4_TYPE).st8(r8, 14, 0x45).st8(r8, 23, 1);
  emitIpv4(a, UNREACHABLE_FRAME - 14);
  a.comment('ICMP: type 3, code 3');
  a.st16(r8, 34, 0x0303).st16(r8, 36, 0).st32(r8, 38, 0).mov(r2, 0);
  addWords(a, 34, UNREACHABLE_FRAME);
  writeChecksum(a, 36);
}
