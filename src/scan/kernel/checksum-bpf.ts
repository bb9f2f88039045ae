// The Internet checksum (RFC 1071) in the receive program. Words are added up as they lie in memory: the sum is the same
// in either byte order, but for the order of its own bytes.
//
// Registers throughout: r6 the context, r7 where the bytes begin, r9 how many they are.
import { type Assembler, type Register, r0, r1, r2, r3, r4, r6, r7, r8, r9, r10 } from '../../link/bpf.ts';
import { MOST_CHECKED } from '../../probe/answer.ts';
import * as ethernet from '../../wire/ethernet.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as tcp from '../../wire/tcp.ts';
import * as udp from '../../wire/udp.ts';
import type { ReceiveKind } from './receive/place.ts';
import { STACK } from './receive/stack.ts';

const IP = STACK.head + ethernet.HEADER_LENGTH;
const TCP = ipv4.PROTOCOL_TCP;
const UDP = ipv4.PROTOCOL_UDP;
/** Of an IPv4 as of a TCP header. */
const SHORTEST = ipv4.MIN_HEADER_LENGTH;
const RIGHT = 0xffff;
/** Where in the stack the checksum of a TCP segment or a datagram was loaded to. */
const CHECKSUM = { [TCP]: STACK.rest + tcp.OFFSET.checksum, [UDP]: STACK.rest + udp.OFFSET.checksum } as const;
/** Added up at a time, a multiple of 8. */
const PIECE = 64;

/** Folds a sum of at most 2^41 to 16 bits: three times are enough. */
function emitFold(a: Assembler, sum: Register, scratch: Register): void {
  for (let k = 0; k < 3; k++) a.mov(scratch, sum).rsh(scratch, 16).and(sum, 0xffff).add(sum, scratch);
}

/** r0 = the sum of 20 bytes of the stack, which begin at a multiple of 4. */
function emitShortSum(a: Assembler, at: number): void {
  a.ldx32(r0, r10, at);
  for (let k = 4; k < SHORTEST; k += 4) a.ldx32(r1, r10, at + k).add(r0, r1);
}

/** The IPv4 header of r7 bytes on the stack, or, with options, in the packet, must add up. */
export function emitHeaderChecked(a: Assembler, linkHeader: 0 | 14): void {
  const [options, added] = [a.freshLabel('options'), a.freshLabel('added')];
  a.comment('the checksum of the header').jne(r7, SHORTEST, options);
  emitShortSum(a, IP);
  a.ja(added).label(options);
  a.mov(r1, r6).mov(r2, linkHeader).mov(r3, r7).callLocal('sum');
  a.label(added);
  emitFold(a, r0, r1);
  a.jne(r0, RIGHT, 'pass');
}

/**
 * The r9 bytes from r7 on must add up, with the pseudo-header of TCP and UDP; or their sender has left that to an
 * interface. Longer ones are not looked at. Keeps r6 to r9.
 */
export function emitMessageChecked(a: Assembler, protocol: number): void {
  const [right, added, long] = [a.freshLabel('right'), a.freshLabel('added'), a.freshLabel('long')];
  a.comment('the checksum').jgt(r9, MOST_CHECKED, right).jlt(r9, 1, 'pass');
  if (protocol === TCP) {
    a.jne(r9, SHORTEST, long);
    emitShortSum(a, STACK.rest);
    a.ja(added).label(long);
  }
  a.mov(r1, r6).mov(r2, r7).mov(r3, r9).callLocal('sum');
  if (protocol === TCP) a.label(added);
  if (protocol !== TCP && protocol !== UDP) {
    emitFold(a, r0, r1);
    a.jne(r0, RIGHT, 'pass').label(right);
    return;
  }
  a.ldx32(r3, r10, IP + ipv4.OFFSET.source)
    .ldx32(r1, r10, IP + ipv4.OFFSET.destination)
    .add(r3, r1);
  a.mov(r1, r9).be16(r1).add(r3, r1).mov(r1, protocol).be16(r1).add(r3, r1);
  a.add(r0, r3);
  emitFold(a, r0, r1);
  a.jeq(r0, RIGHT, right);
  emitFold(a, r3, r1);
  a.ldx16(r1, r10, CHECKSUM[protocol]).jne(r1, r3, 'pass').label(right);
}

/** The function `sum`: r0 = the sum of r3 bytes, 1 to MOST_CHECKED, at r2 of the packet whose context is in r1. */
export function emitSum(a: Assembler, kind: ReceiveKind): void {
  a.label('sum').comment('adds up a part of the packet').mov(r6, r1).mov(r7, r2).mov(r8, r3).mov(r9, 0).label('piece');
  for (let k = 8; k <= PIECE; k += 8) a.st64(r10, -k, 0);
  a.mov(r4, r8).jle(r4, PIECE, 'last-piece').mov(r4, PIECE).label('last-piece');
  a.mov(r1, r6).mov(r2, r7).mov(r3, r10).add(r3, -PIECE);
  a.call(kind === 'xdp' ? 'xdp_load_bytes' : 'skb_load_bytes').jne(r0, 0, 'no-sum');
  for (let k = 4; k <= PIECE; k += 4) a.ldx32(r1, r10, -k).add(r9, r1);
  a.jle(r8, PIECE, 'summed').sub(r8, PIECE).add(r7, PIECE).ja('piece');
  a.label('summed').mov(r0, r9).exit();
  a.label('no-sum').mov(r0, 0).exit();
}
