// The XDP responder's program: answers SYNs to its hosts where they arrive, without a packet of the kernel's being made.
//
//   frame ─► to our hosts, by TCP? ─no─► the kernel
//              │ lost on the way in?   ─yes─► drop
//              │ a SYN?                ─no──► drop
//              │ open?  ─yes─► SYN-ACK ─┐
//              └ RST, within the limit? ┴─► lost on the way out? ─► back where it came from
//
// Registers all the way: r7 the host asked, r8 the frame, r9 this processor's counters; r6 the context, then the port,
// then the flags of the answer. Numbers in the frame are big endian; constants below are written as this machine,
// little endian, stores them.
import {
  type Assembler,
  type BpfMap,
  createAssembler,
  createMap,
  createPerCpuArray,
  type LoadedProgram,
  loadProgram,
  type Program,
  r0,
  r1,
  r2,
  r3,
  r4,
  r5,
  r6,
  r7,
  r8,
  r9,
  r10,
  sumCounters,
  update,
  XDP,
  XDP_MD,
} from '../src/native/bpf/index.ts';
import { addressNumber, labAddress } from './addresses.ts';
import { LabError } from './process.ts';
import type { XdpResponder } from './scenario.ts';
import { HASH_ADDRESS, HASH_MIX_1, HASH_MIX_2, shareHash } from './xdp-open.ts';

/** Names of the counters, in the order of their memory. */
export const COUNTERS = [
  /** TCP to our hosts, and what of it was lost. */
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
] as const;

type Counter = (typeof COUNTERS)[number];

/** Bytes of the frame that are looked at: Ethernet, IPv4 without options, TCP. */
const HEADERS = 54;
const IPV4_TYPE = 0x0008;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;
const NANOSECONDS = 1_000_000_000;

/** Stack: index of the host for a lookup; address and port for another; the second that it is. */
const INDEX_AT = -4;
const PAIR_AT = -16;
const SECOND_AT = -24;

export interface ResponderMaps {
  readonly counters: BpfMap;
  /** Address and port, 32 bits each -> 1, where open ports are listed. */
  readonly open: BpfMap | null;
  /** Per limited host: the second of the last RST, and how many in it. */
  readonly limits: BpfMap | null;
}

export interface XdpAnswers {
  readonly loaded: LoadedProgram;
  counters(): Record<Counter, number>;
  close(): void;
}

/** Makes the maps, fills them, loads the program. Throws BpfError, or E_LAB_ADDRESS. */
export function createXdpAnswers(plan: XdpResponder): XdpAnswers {
  const maps = createMaps(plan);
  const loaded = loadProgram(answerProgram(plan, maps), 'xdp');
  return {
    loaded,
    counters() {
      const sums = sumCounters(maps.counters, 0);
      return Object.fromEntries(COUNTERS.map((name, index) => [name, sums[index]])) as Record<Counter, number>;
    },
    close() {
      for (const each of [loaded, maps.counters, maps.open, maps.limits]) each?.close();
    },
  };
}

function createMaps({ open, limit }: XdpResponder): ResponderMaps {
  const counters = createPerCpuArray('counters', COUNTERS.length * 8, 1);
  const limits =
    limit === null
      ? null
      : createMap({ name: 'limits', kind: 'array', keySize: 4, valueSize: 16, entries: limit.hosts });
  if (open.kind !== 'list') return { counters, open: null, limits };
  const pairs = Object.entries(open.ports).flatMap(([host, ports]) => ports.map((port) => [addressNumber(host), port]));
  const entries = Math.max(1, pairs.length);
  const map = createMap({ name: 'open', kind: 'hash', keySize: 8, valueSize: 1, entries });
  const key = Buffer.alloc(8);
  for (const [address, port] of pairs) {
    key.writeUInt32LE(address, 0);
    key.writeUInt32LE(port, 4);
    update(map, key, Uint8Array.of(1));
  }
  return { counters, open: map, limits };
}

/** The program for this plan; what the plan has not is not in it. */
export function answerProgram(plan: XdpResponder, maps: ResponderMaps): Program {
  labAddress(plan.first);
  if (!(plan.lossPercent >= 0 && plan.lossPercent <= 100)) {
    throw new LabError('E_LAB_SCENARIO', `${plan.lossPercent} % cannot be lost`);
  }
  const a = createAssembler('lab_responder');
  takeFrames(a, plan, maps);
  if (plan.dropsAll) {
    count(a, 'dropped').ja('drop');
    return end(a);
  }
  takeTcp(a);
  lose(a, plan, 'in');
  decide(a, plan, maps);
  limitResets(a, plan, maps);
  a.label('reset');
  count(a, 'rstSent')
    .mov(r6, RST | ACK)
    .ja('answer');
  a.label('open');
  count(a, 'synAckSent').mov(r6, SYN | ACK);
  a.label('answer');
  lose(a, plan, 'out');
  emitAnswer(a);
  a.mov(r0, XDP.transmit).exit();
  return end(a);
}

function end(a: Assembler): Program {
  a.label('pass').mov(r0, XDP.pass).exit();
  a.label('drop').mov(r0, XDP.drop).exit();
  return a.assemble();
}

/** Adds 1 to a counter; r1 is lost. */
function count(a: Assembler, name: Counter): Assembler {
  const at = COUNTERS.indexOf(name) * 8;
  return a.ldx64(r1, r9, at).add(r1, 1).stx64(r9, at, r1);
}

function takeFrames(a: Assembler, plan: XdpResponder, { counters }: ResponderMaps): void {
  a.comment('IPv4 to one of our hosts');
  a.mov(r6, r1).ldx32(r8, r6, XDP_MD.data).ldx32(r2, r6, XDP_MD.dataEnd);
  a.mov(r1, r8).add(r1, HEADERS).jgt(r1, r2, 'pass');
  a.ldx16(r1, r8, 12).jne(r1, IPV4_TYPE, 'pass');
  a.ldx32(r7, r8, 30).be32(r7);
  a.mov32(r1, r7).sub32(r1, addressNumber(plan.first)).jge32(r1, plan.count, 'pass').stx32(r10, INDEX_AT, r1);
  a.comment('the counters of this processor');
  a.st32(r10, PAIR_AT, 0).ldmap(r1, counters).mov(r2, r10).add(r2, PAIR_AT).call('map_lookup_elem');
  a.jeq(r0, 0, 'pass').mov(r9, r0);
}

function takeTcp(a: Assembler): void {
  a.comment('TCP, in one piece, behind a header without options');
  a.ldx8(r1, r8, 14).jne(r1, 0x45, 'pass');
  a.ldx8(r1, r8, 23).jne(r1, 6, 'pass');
  a.ldx16(r1, r8, 20).be16(r1).jset(r1, 0x3fff, 'pass');
}

/** Loses a share of what passes here, by a draw for each. */
function lose(a: Assembler, { lossPercent }: XdpResponder, way: 'in' | 'out'): void {
  a.comment(`loss, ${way}`);
  count(a, `${way}-seen`);
  if (lossPercent === 0) return;
  const limit = Math.min(2 ** 32 - 1, Math.round((lossPercent / 100) * 2 ** 32));
  a.call('get_prandom_u32').jge32(r0, limit, `kept-${way}`);
  count(a, `${way}-lost`).ja('drop').label(`kept-${way}`);
}

/** To `open` where the port is; on where it is not. */
function decide(a: Assembler, { open }: XdpResponder, maps: ResponderMaps): void {
  a.comment('a SYN, and nothing else');
  a.ldx8(r1, r8, 47)
    .and(r1, SYN | RST | ACK)
    .jeq(r1, SYN, 'syn');
  count(a, 'other').ja('drop').label('syn');
  count(a, 'syn');
  a.ldx16(r6, r8, 36).be16(r6);
  a.comment(`open? (${open.kind})`);
  if (open.kind === 'modulus') {
    a.mov32(r1, r6).mod32(r1, open.modulus).jeq32(r1, open.remainder, 'open');
  } else if (open.kind === 'share') {
    const { key, limit } = shareHash(open.seed, open.share);
    a.mov32(r1, r7).mul32(r1, HASH_ADDRESS).add32(r1, r6).xor32(r1, key);
    for (const [shift, factor] of [
      [16, HASH_MIX_1],
      [13, HASH_MIX_2],
    ]) {
      a.mov32(r2, r1).rsh32(r2, shift).xor32(r1, r2).mul32(r1, factor);
    }
    a.mov32(r2, r1).rsh32(r2, 16).xor32(r1, r2).jlt32(r1, limit, 'open');
  } else if (maps.open !== null) {
    a.stx32(r10, PAIR_AT, r7).stx32(r10, PAIR_AT + 4, r6);
    a.ldmap(r1, maps.open).mov(r2, r10).add(r2, PAIR_AT).call('map_lookup_elem').jne(r0, 0, 'open');
  }
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

/** Sums 16-bit words of the frame into r2, as they lie: the checksum is the same in either byte order (RFC 1071). */
function addWords(a: Assembler, from: number, to: number): void {
  for (let at = from; at < to; at += 2) a.ldx16(r1, r8, at).add(r2, r1);
}

/** Folds r2 and writes its complement; r1 is lost. */
function writeChecksum(a: Assembler, at: number): void {
  for (let fold = 0; fold < 2; fold++) a.mov(r1, r2).and(r1, 0xffff).rsh(r2, 16).add(r2, r1);
  a.xor(r2, 0xffff).stx16(r8, at, r2);
}

/** Turns the SYN into its answer, flags in r6. A longer SYN leaves its options behind the packet, as padding. */
function emitAnswer(a: Assembler): void {
  a.comment('addresses and ports change places');
  a.ldx32(r1, r8, 0).ldx16(r2, r8, 4).ldx32(r3, r8, 6).ldx16(r4, r8, 10);
  a.stx32(r8, 0, r3).stx16(r8, 4, r4).stx32(r8, 6, r1).stx16(r8, 10, r2);
  a.ldx32(r1, r8, 26).ldx32(r2, r8, 30).stx32(r8, 26, r2).stx32(r8, 30, r1);
  a.ldx16(r1, r8, 34).ldx16(r2, r8, 36).stx16(r8, 34, r2).stx16(r8, 36, r1);
  a.comment('IPv4: 40 bytes, identification 0, not to be fragmented, TTL 64');
  a.st8(r8, 15, 0).st16(r8, 16, 0x2800).st32(r8, 18, 0x00400000).st8(r8, 22, 64).st16(r8, 24, 0);
  a.mov(r2, 0);
  addWords(a, 14, 34);
  writeChecksum(a, 24);
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
