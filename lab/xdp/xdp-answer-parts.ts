// What the XDP responder's program does alike for every protocol. Registers all the way: r7 the host asked, r8 the frame,
// r9 this processor's counters; r6 is free once the frame is taken, and the context is on the stack. Numbers in the
// frame are big endian; constants are written as this machine, little endian, stores them.
import {
  type Assembler,
  type BpfMap,
  r0,
  r1,
  r2,
  r3,
  r4,
  r6,
  r7,
  r8,
  r9,
  r10,
  XDP_MD,
} from '../../src/native/bpf/index.ts';
import type { XdpResponder } from '../network/scenario.ts';
import { HASH_ADDRESS, HASH_MIX_1, HASH_MIX_2, type ShareHash, shareHash } from './xdp-open.ts';

/** Names of the counters, in the order of their memory. */
export const COUNTERS = [
  /** What our hosts would answer, and what of it was lost. */
  'in-seen',
  'in-lost',
  'syn',
  /** TCP that is no SYN: swallowed. */
  'other',
  /** Answers made, and what of them was lost. */
  'out-seen',
  'out-lost',
  'synAckSent',
  'rstSent',
  /** RSTs beyond a host's limit. */
  'rst-limited',
  /** Whatever hosts that swallow everything got, by any protocol. */
  'dropped',
  /** Whatever addresses got that nobody has. */
  'absent',
  'udp',
  'udpSent',
  'unreachableSent',
  'echo',
  'echoSent',
  'arp',
  'arpSent',
] as const;

export type Counter = (typeof COUNTERS)[number];

/** 0x0800, as it lies in the frame. */
export const IPV4_TYPE = 0x0008;

/** Stack: index of the host for a lookup; address and port for another; the second that it is; the context. */
export const INDEX_AT = -4;
export const PAIR_AT = -16;
export const SECOND_AT = -24;
export const CONTEXT_AT = -32;

export interface ResponderMaps {
  readonly counters: BpfMap;
  /** Address and port, 32 bits each -> 1, where open ports are listed. */
  readonly open: BpfMap | null;
  /** Per limited host: the second of the last RST, and how many in it. */
  readonly limits: BpfMap | null;
}

/** Adds 1 to a counter; r1 is lost. */
export function count(a: Assembler, name: Counter): Assembler {
  const at = COUNTERS.indexOf(name) * 8;
  return a.ldx64(r1, r9, at).add(r1, 1).stx64(r9, at, r1);
}

/** Loses a share of what passes here, by a draw for each. */
export function lose(a: Assembler, { lossPercent }: XdpResponder, way: 'in' | 'out'): void {
  a.comment(`loss, ${way}`);
  count(a, `${way}-seen`);
  if (lossPercent === 0) return;
  const limit = Math.min(2 ** 32 - 1, Math.round((lossPercent / 100) * 2 ** 32));
  const kept = a.freshLabel(`kept-${way}`);
  a.call('get_prandom_u32').jge32(r0, limit, kept);
  count(a, `${way}-lost`).ja('drop').label(kept);
}

/** To `pass` where the frame has not so many bytes; r1 and r2 are lost. */
export function needBytes(a: Assembler, bytes: number): void {
  a.ldx64(r1, r10, CONTEXT_AT).ldx32(r2, r1, XDP_MD.dataEnd).mov(r1, r8).add(r1, bytes).jgt(r1, r2, 'pass');
}

/** To `pass` where the IPv4 packet is shorter than `least`, or longer than what has come; r1, r2 and r3 are lost. */
export function needWholePacket(a: Assembler, least: number): void {
  a.ldx64(r1, r10, CONTEXT_AT).ldx32(r2, r1, XDP_MD.dataEnd);
  a.ldx16(r3, r8, 16).be16(r3).jlt(r3, least, 'pass');
  a.mov(r1, r8).add(r1, 14).add(r1, r3).jgt(r1, r2, 'pass');
}

/** To `label` where the hash of the address in r7 and the port (a register, or none: 0) is below the limit of a share. */
export function jumpIfInShare(a: Assembler, { key, limit }: ShareHash, port: typeof r1 | null, label: string): void {
  a.mov32(r1, r7).mul32(r1, HASH_ADDRESS);
  if (port !== null) a.add32(r1, port);
  a.xor32(r1, key);
  for (const [shift, factor] of [
    [16, HASH_MIX_1],
    [13, HASH_MIX_2],
  ]) {
    a.mov32(r2, r1).rsh32(r2, shift).xor32(r1, r2).mul32(r1, factor);
  }
  a.mov32(r2, r1).rsh32(r2, 16).xor32(r1, r2).jlt32(r1, limit, label);
}

/** To `label` where the port in r6 of the host in r7 is open; on where it is not. */
export function jumpIfOpen(a: Assembler, { open }: XdpResponder, maps: ResponderMaps, label: string): void {
  a.comment(`open? (${open.kind})`);
  if (open.kind === 'modulus') {
    a.mov32(r1, r6).mod32(r1, open.modulus).jeq32(r1, open.remainder, label);
  } else if (open.kind === 'share') {
    jumpIfInShare(a, shareHash(open.seed, open.share), r6, label);
  } else if (maps.open !== null) {
    a.stx32(r10, PAIR_AT, r7).stx32(r10, PAIR_AT + 4, r6);
    a.ldmap(r1, maps.open).mov(r2, r10).add(r2, PAIR_AT).call('map_lookup_elem').jne(r0, 0, label);
  }
}

/** Sums 16-bit words of the frame into r2, as they lie: the checksum is the same in either byte order (RFC 1071). */
export function addWords(a: Assembler, from: number, to: number): void {
  for (let at = from; at < to; at += 2) a.ldx16(r1, r8, at).add(r2, r1);
}

/** Folds r2 to 16 bits; r1 is lost. */
export function fold(a: Assembler): void {
  for (let turn = 0; turn < 2; turn++) a.mov(r1, r2).and(r1, 0xffff).rsh(r2, 16).add(r2, r1);
}

/** Folds r2 and writes its complement; r1 is lost. */
export function writeChecksum(a: Assembler, at: number): void {
  fold(a);
  a.xor(r2, 0xffff).stx16(r8, at, r2);
}

/** MAC and IPv4 addresses; r1 to r4 are lost. */
export function swapAddresses(a: Assembler): void {
  a.comment('addresses change places');
  a.ldx32(r1, r8, 0).ldx16(r2, r8, 4).ldx32(r3, r8, 6).ldx16(r4, r8, 10);
  a.stx32(r8, 0, r3).stx16(r8, 4, r4).stx32(r8, 6, r1).stx16(r8, 10, r2);
  a.ldx32(r1, r8, 26).ldx32(r2, r8, 30).stx32(r8, 26, r2).stx32(r8, 30, r1);
}

/** The same of UDP and TCP; r1 and r2 are lost. */
export function swapPorts(a: Assembler): void {
  a.ldx16(r1, r8, 34).ldx16(r2, r8, 36).stx16(r8, 34, r2).stx16(r8, 36, r1);
}

/** The header of an answer; `length` null: as long as the question. r1 and r2 are lost. */
export function emitIpv4(a: Assembler, length: number | null): void {
  a.comment('IPv4: identification 0, not to be fragmented, TTL 64');
  a.st8(r8, 15, 0);
  if (length !== null) a.st16(r8, 16, ((length & 255) << 8) | (length >> 8));
  a.st32(r8, 18, 0x00400000).st8(r8, 22, 64).st16(r8, 24, 0);
  a.mov(r2, 0);
  addWords(a, 14, 34);
  writeChecksum(a, 24);
}
