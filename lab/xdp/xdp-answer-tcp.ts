// The XDP responder's answers to TCP:
//   a SYN? ─no─► drop   open? ─yes─► SYN-ACK
//                        └ RST, within the limit
import { type Assembler, r0, r1, r2, r3, r4, r5, r6, r8, r10 } from '../../src/native/bpf/index.ts';
import type { XdpResponder } from '../network/scenario.ts';
import {
  addWords,
  count,
  emitIpv4,
  INDEX_AT,
  jumpIfOpen,
  lose,
  needBytes,
  type ResponderMaps,
  SECOND_AT,
  swapAddresses,
  swapPorts,
  writeChecksum,
} from './xdp-answer-parts.ts';
import { HASH_ADDRESS } from './xdp-open.ts';

/** Bytes of the frame that are looked at: Ethernet, IPv4 without options, TCP. */
const HEADERS = 54;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;
const NANOSECONDS = 1_000_000_000;

/** Ends at `transmit`, `drop` or `pass`. r6: the port, then the flags of the answer. */
export function answerTcp(a: Assembler, plan: XdpResponder, maps: ResponderMaps): void {
  needBytes(a, HEADERS);
  lose(a, plan, 'in');
  a.comment('a SYN, and nothing else');
  a.ldx8(r1, r8, 47)
    .and(r1, SYN | RST | ACK)
    .jeq(r1, SYN, 'syn');
  count(a, 'other').ja('drop').label('syn');
  count(a, 'syn');
  a.ldx16(r6, r8, 36).be16(r6);
  jumpIfOpen(a, plan, maps, 'tcp-open');
  limitResets(a, plan, maps);
  a.label('reset');
  count(a, 'rstSent')
    .mov(r6, RST | ACK)
    .ja('tcp-answer');
  a.label('tcp-open');
  count(a, 'synAckSent').mov(r6, SYN | ACK);
  a.label('tcp-answer');
  lose(a, plan, 'out');
  emitAnswer(a);
  a.ja('transmit');
}

/** As hosts do that limit their RSTs: so many in each second of their clock, then silence until the next. */
function limitResets(a: Assembler, { limit }: XdpResponder, { limits }: ResponderMaps): void {
  if (limit === null || limits === null) return;
  a.comment('the limit of RSTs');
  a.ldx32(r1, r10, INDEX_AT).jge32(r1, limit.hosts, 'reset');
  a.call('ktime_get_ns').div(r0, NANOSECONDS).stx64(r10, SECOND_AT, r0);
  a.ldmap(r1, limits).mov(r2, r10).add(r2, INDEX_AT).call('map_lookup_elem').jeq(r0, 0, 'drop');
  a.ldx64(r2, r10, SECOND_AT).ldx64(r3, r0, 0).jeq(r2, r3, 'same-second');
  a.stx64(r0, 0, r2).st64(r0, 8, 0).label('same-second');
  a.mov(r1, 1).fetchAdd64(r0, 8, r1).jlt(r1, limit.resetsPerSecond, 'reset');
  count(a, 'rst-limited').ja('drop');
}

/** Turns the SYN into its answer, flags in r6. A longer SYN leaves its options behind the packet, as padding. */
function emitAnswer(a: Assembler): void {
  swapAddresses(a);
  swapPorts(a);
  emitIpv4(a, 40);
  a.comment('TCP: a SYN-ACK has a sequence number and a window, a RST has none (RFC 9293 section 3.10.7.1)');
  a.ldx32(r5, r8, 38).be32(r5).mov32(r3, r5).add32(r3, 1).be32(r3).stx32(r8, 42, r3);
  a.mul32(r5, HASH_ADDRESS)
    .mov(r4, 0xf0fa)
    .jne(r6, RST | ACK, 'numbered')
    .mov(r5, 0)
    .mov(r4, 0)
    .label('numbered');
  a.stx32(r8, 38, r5).st8(r8, 46, 0x50).stx8(r8, 47, r6).stx16(r8, 48, r4).st32(r8, 50, 0);
  a.comment('pseudo-header: protocol 6, length 20');
  a.mov(r2, 0x0600 + 0x1400);
  addWords(a, 26, 54);
  writeChecksum(a, 50);
}
