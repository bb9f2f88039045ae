// The receive program, assembled for one scan: it runs on every packet that arrives on the scan's interfaces.
//
//   packet ─► TCP to our ports, SYN+ACK or RST+ACK? ─┐                 ┌─► ledger ─► counters, event
//          └► ICMP error that quotes such a probe? ──┴► cookie right? ─┤
//          └► anything else: untouched                                 └─► stray: counted, untouched
//
// RSTs that are ours end here; all else goes on to the kernel, which ends the half-open connection behind a SYN-ACK.
// The same text makes an XDP program and a socket filter; they differ in how bytes are loaded and in what they return.
//
// Registers all the way: r6 the context; r7 the host; r8 the verdict, as in the ledger; r9 the ledger's index.
import {
  type Assembler,
  createAssembler,
  type MapReference,
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
  XDP,
} from '../../link/bpf.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { CLOSED, FILTERED, OPEN } from '../ledger.ts';
import { BIN_COUNT, EVENT_HOST_UP, EVENT_ICMP, EVENT_OPEN } from '../shared-state.ts';
import { emitCookie } from './cookie-bpf.ts';
import { emitAtomicCount, emitElement, emitFindLast, emitRead } from './lookup-bpf.ts';
import { WORD, type XdpMemory } from './memory.ts';
import { isRun } from './transmit-program.ts';

export type ReceiveKind = 'xdp' | 'socketFilter';

export interface ReceivePlan {
  readonly setup: Pick<EngineSetup, 'table' | 'hops' | 'portNumbers' | 'cookieKey' | 'sourcePortBase'>;
  readonly memory: XdpMemory;
  readonly startNanoseconds: bigint;
}

/** Bytes of an event: the words of an entry of shared-state.ts's ring. */
export const EVENT_BYTES = 32;
/** ICMP errors a host that are told one by one; the rest are only counted. */
const ICMP_EVENTS_PER_HOST = 32;
const LONGEST_RTT_MICROS = 10_000_000;
/** So often a ledger word is tried to be changed, while other processors change it too. */
const TRIES = 8;

/** Offsets from r10, so that 32-bit fields are aligned. Ethernet and IPv4 header as they came; then TCP, or ICMP with the quoted IPv4 header; quoted TCP. */
const HEAD = -42;
const REST = -72;
const QUOTED = -80;
/** 32-bit numbers. */
const ADDRESS = -88;
const PORT = -96;
const OUR_ADDRESS = -104;
const OUR_PORT = -112;
const SEQUENCE = -120;
const TTL_WINDOW = -128;
const ICMP = -136;
const ICMP_SOURCE = -144;
const PORT_INDEX = -152;
const RTT = -160;
const FIRST = -168;
const KIND = -176;

const ETHERNET = 14;
const IP = HEAD + ETHERNET;
const ACK = 0x10;
const RST = 0x04;
const SYN = 0x02;
const TCP_PROTOCOL = 6;
const ICMP_PROTOCOL = 1;

/** Throws BpfError. */
export function receiveProgram(plan: ReceivePlan, kind: ReceiveKind): Program {
  const { memory } = plan;
  const a = createAssembler(kind === 'xdp' ? 'portolan_in' : 'portolan_sock');
  a.mov(r6, r1);
  emitHeaders(a, plan, kind);
  emitTarget(a, plan);
  emitVerdict(a, plan);
  emitAnswered(a, plan);
  emitRoundTrip(a, plan);
  emitOutcome(a, plan);
  a.comment('a RST has told all it can').label('taken').jne(r8, CLOSED, 'pass');
  a.label('drop')
    .mov(r0, kind === 'xdp' ? XDP.drop : 0)
    .exit();
  a.label('duplicate');
  emitAtomicCount(a, memory, WORD.duplicates);
  a.ja('taken').label('stray');
  emitAtomicCount(a, memory, WORD.strays);
  a.label('pass')
    .mov(r0, kind === 'xdp' ? XDP.pass : 0)
    .exit();
  return a.assemble();
}

/** Copies `length` bytes of the packet, from the offset in r2, to the stack; packets that are too short pass. */
function emitLoad(a: Assembler, kind: ReceiveKind, to: number, length: number): void {
  a.mov(r1, r6).mov(r3, r10).add(r3, to).mov(r4, length);
  a.call(kind === 'xdp' ? 'xdp_load_bytes' : 'skb_load_bytes').jne(r0, 0, 'pass');
}

function emitHeaders(a: Assembler, { setup }: ReceivePlan, kind: ReceiveKind): void {
  a.comment('IPv4, the first fragment');
  a.mov(r2, 0);
  emitLoad(a, kind, HEAD, 34);
  a.ldx16(r1, r10, HEAD + 12)
    .be16(r1)
    .jne(r1, 0x0800, 'pass');
  a.ldx8(r7, r10, IP).mov(r1, r7).rsh(r1, 4).jne(r1, 4, 'pass').and(r7, 15).lsh(r7, 2).jlt(r7, 20, 'pass');
  a.ldx16(r1, r10, IP + 6)
    .be16(r1)
    .jset(r1, 0x1fff, 'pass');
  a.ldx8(r1, r10, IP + 8)
    .lsh(r1, 16)
    .stx32(r10, TTL_WINDOW, r1);
  a.add(r7, ETHERNET)
    .ldx8(r1, r10, IP + 9)
    .jeq(r1, ICMP_PROTOCOL, 'icmp')
    .jne(r1, TCP_PROTOCOL, 'pass');
  a.comment('TCP to one of our 16 ports');
  a.mov(r2, r7);
  emitLoad(a, kind, REST, 20);
  a.ldx16(r1, r10, REST + 2)
    .be16(r1)
    .mov(r2, r1)
    .and(r2, 0xfff0)
    .jne(r2, setup.sourcePortBase, 'pass');
  a.stx32(r10, OUR_PORT, r1).ldx16(r1, r10, REST).be16(r1).stx32(r10, PORT, r1);
  a.ldx8(r1, r10, REST + 13)
    .mov(r2, r1)
    .and(r2, ACK)
    .jeq(r2, 0, 'pass')
    .mov(r8, CLOSED);
  a.mov(r2, r1).and(r2, RST).jne(r2, 0, 'answer').mov(r8, OPEN).and(r1, SYN).jeq(r1, 0, 'pass').label('answer');
  a.ldx32(r1, r10, IP + 12)
    .be32(r1)
    .stx32(r10, ADDRESS, r1);
  a.ldx32(r1, r10, IP + 16)
    .be32(r1)
    .stx32(r10, OUR_ADDRESS, r1);
  a.ldx32(r1, r10, REST + 8)
    .be32(r1)
    .sub32(r1, 1)
    .stx32(r10, SEQUENCE, r1);
  a.ldx16(r1, r10, REST + 14)
    .be16(r1)
    .ldx32(r2, r10, TTL_WINDOW)
    .or(r1, r2)
    .stx32(r10, TTL_WINDOW, r1);
  a.st32(r10, ICMP, 0).st32(r10, ICMP_SOURCE, 0).ja('known');
  a.comment('ICMP: unreachable or time exceeded, and the probe that it quotes').label('icmp');
  a.mov(r2, r7);
  emitLoad(a, kind, REST, 28);
  a.ldx8(r1, r10, REST).jeq(r1, 3, 'error').jne(r1, 11, 'pass').label('error').lsh(r1, 8);
  a.ldx8(r2, r10, REST + 1)
    .or(r1, r2)
    .stx32(r10, ICMP, r1);
  a.ldx32(r1, r10, IP + 12)
    .be32(r1)
    .stx32(r10, ICMP_SOURCE, r1);
  a.ldx8(r8, r10, REST + 8)
    .mov(r1, r8)
    .rsh(r1, 4)
    .jne(r1, 4, 'pass')
    .and(r8, 15)
    .lsh(r8, 2)
    .jlt(r8, 20, 'pass');
  a.ldx8(r1, r10, REST + 17)
    .jne(r1, TCP_PROTOCOL, 'pass')
    .ldx16(r1, r10, REST + 14)
    .be16(r1)
    .jset(r1, 0x1fff, 'pass');
  a.ldx32(r1, r10, REST + 20)
    .be32(r1)
    .stx32(r10, OUR_ADDRESS, r1);
  a.ldx32(r1, r10, REST + 24)
    .be32(r1)
    .stx32(r10, ADDRESS, r1);
  a.mov(r2, r7).add(r2, r8).add(r2, 8);
  emitLoad(a, kind, QUOTED, 8);
  a.ldx16(r1, r10, QUOTED).be16(r1).mov(r2, r1).and(r2, 0xfff0).jne(r2, setup.sourcePortBase, 'pass');
  a.stx32(r10, OUR_PORT, r1)
    .ldx16(r1, r10, QUOTED + 2)
    .be16(r1)
    .stx32(r10, PORT, r1);
  a.ldx32(r1, r10, QUOTED + 4)
    .be32(r1)
    .stx32(r10, SEQUENCE, r1)
    .mov(r8, FILTERED)
    .label('known');
}

/** Finds the host (r7) and the port; strays are those that we did not ask, or not so. */
function emitTarget(a: Assembler, { setup, memory }: ReceivePlan): void {
  const { table, hops, portNumbers, cookieKey } = setup;
  const { value, regions } = memory;
  a.comment('the host');
  a.ldx32(r3, r10, ADDRESS);
  if (table.address.length === 1) {
    a.mov32(r7, r3).sub32(r7, table.address[0]).jge(r7, table.hosts, 'stray');
  } else {
    emitFindLast(a, value, regions.table, regions.hostSlots, r3, r7, [r1, r2]);
    a.jge(r7, table.hosts, 'stray');
  }
  emitElement(a, r1, value, regions.table, r7, 3, r2);
  a.ldx32(r2, r1, 0).jne(r2, r3, 'stray');
  a.comment('our address on the way there');
  a.ldx32(r3, r1, 4).jge(r3, hops.length, 'stray');
  emitElement(a, r1, value, regions.hops, r3, 5, r2);
  a.ldx32(r1, r1, 0).ldx32(r2, r10, OUR_ADDRESS).jne(r1, r2, 'stray');
  a.comment('the port');
  a.ldx32(r1, r10, PORT);
  if (isRun(portNumbers)) {
    a.jlt(r1, portNumbers[0], 'stray').sub(r1, portNumbers[0]);
  } else {
    a.and(r1, 0xffff);
    emitElement(a, r2, value, regions.portIndex, r1, 2, r1);
    a.ldx32(r1, r2, 0).jeq(r1, 0, 'stray').sub(r1, 1);
  }
  a.jge(r1, portNumbers.length, 'stray').stx32(r10, PORT_INDEX, r1);
  a.mov(r9, r7).mul(r9, portNumbers.length).add(r9, r1);
  a.comment('the cookie');
  // The verdict and the context give their registers away for a moment; only the verdict is needed afterwards.
  a.stx32(r10, KIND, r8).ldx32(r1, r10, OUR_ADDRESS).ldx32(r2, r10, ADDRESS);
  a.ldx32(r3, r10, OUR_PORT).lsh32(r3, 16).ldx32(r4, r10, PORT).or32(r3, r4);
  emitCookie(a, cookieKey[0], cookieKey[1], { words: [r1, r2, r3], cookie: r0, scratch: [r4, r5, r6, r8] });
  a.ldx32(r8, r10, KIND).ldx32(r1, r10, SEQUENCE).jne(r0, r1, 'stray');
}

/** As `setOnce` of ledger.ts: the first answer counts, but a SYN-ACK outweighs an ICMP error. */
function emitVerdict(a: Assembler, { memory: { value, regions } }: ReceivePlan): void {
  a.comment('the ledger: 2 bits');
  a.mov(r1, r9).rsh(r1, 4);
  emitElement(a, r2, value, regions.ledger, r1, 2, r1);
  a.mov32(r3, r9).and32(r3, 15).lsh32(r3, 1);
  for (let k = 0; k < TRIES; k++) {
    a.ldx32(r0, r2, 0).mov32(r5, r0).mov32(r4, r0).rsh32(r4, r3).and32(r4, 3).jeq(r4, 0, `unanswered.${k}`);
    a.jne(r4, FILTERED, 'duplicate').jne(r8, OPEN, 'duplicate');
    a.mov32(r1, FILTERED ^ OPEN)
      .ja(`swap.${k}`)
      .label(`unanswered.${k}`)
      .mov32(r1, r8);
    a.label(`swap.${k}`).lsh32(r1, r3).xor32(r1, r5).cmpxchg32(r2, 0, r1).jeq32(r0, r5, 'news');
  }
  a.comment('others were quicker every time: as if it had been lost').ja('pass');
}

/** FIRST: the host has not answered before. In r4 what the ledger said. */
function emitAnswered(a: Assembler, { memory }: ReceivePlan): void {
  const { value, regions } = memory;
  a.label('news').comment('the host: it is there').st32(r10, FIRST, 0).jne(r4, FILTERED, 'not-before');
  emitAtomicCount(a, memory, WORD.duplicates);
  emitAtomicCount(a, memory, WORD.filtered, -1);
  emitElement(a, r1, value, regions.filtered, r7, 2, r2);
  a.mov(r2, -1).atomicAdd32(r1, 0, r2).label('not-before');
  a.jeq(r8, FILTERED, 'counted');
  emitElement(a, r1, value, regions.up, r7, 2, r2);
  a.ldx32(r2, r1, 0).jne(r2, 0, 'counted').mov(r2, 1).fetchOr32(r1, 0, r2).jne(r2, 0, 'counted').st32(r10, FIRST, 1);
  emitAtomicCount(a, memory, WORD.hostsUp);
  a.label('counted').comment('answers by the number of the pass that asked');
  a.ldx32(r1, r10, OUR_PORT).and(r1, 15);
  emitElement(a, r2, value, regions.state + WORD.answeredByPass * 8, r1, 3, r1);
  a.mov(r1, 1).atomicAdd64(r2, 0, r1);
}

/** RTT: microseconds from the probe to its answer; 0 where that is not known. And the flow bins. */
function emitRoundTrip(a: Assembler, { memory, startNanoseconds }: ReceivePlan): void {
  const { value, regions } = memory;
  a.comment('the round-trip time').st32(r10, RTT, 0);
  a.ldx32(r1, r10, OUR_PORT).and(r1, 15);
  emitRead(a, memory, 'passSlot', r2);
  a.jeq(r1, r2, 'in-time');
  emitAtomicCount(a, memory, WORD.late);
  a.ja('timed').label('in-time').call('ktime_get_ns');
  a.lddw(r1, startNanoseconds).sub(r0, r1).div(r0, 1000);
  a.mov(r1, r9).and(r1, regions.sendTimeSlots - 1);
  emitElement(a, r2, value, regions.sendTimes, r1, 3, r1);
  a.ldx64(r3, r2, 0).jne32(r3, r9, 'timed').rsh(r3, 32).mov(r4, r3).rsh(r4, 1);
  // Send times wrap after 2^31 microseconds. A difference in the upper half: the answer was handled meanwhile.
  a.mov32(r5, r0).sub32(r5, r4).and32(r5, 0x7fffffff).jgt32(r5, 0x40000000, 'at-once').jne(r5, 0, 'some-time');
  a.label('at-once').mov(r5, 1).label('some-time').jgt(r5, LONGEST_RTT_MICROS, 'timed').stx32(r10, RTT, r5);
  a.and(r3, 1)
    .jeq(r3, 0, 'not-watched')
    .sub(r0, r5)
    .div(r0, 1000)
    .mov(r4, r0)
    .and(r4, BIN_COUNT - 1);
  emitElement(a, r1, value, regions.binMillisecond, r4, 2, r2);
  a.ldx32(r1, r1, 0).jne32(r1, r0, 'not-watched');
  emitElement(a, r1, value, regions.binAnswered, r4, 2, r2);
  a.mov(r2, 1).atomicAdd32(r1, 0, r2).label('not-watched');
  emitAtomicCount(a, memory, WORD.rttSum, r5);
  emitAtomicCount(a, memory, WORD.rttCount);
  emitRead(a, memory, 'smoothed', r3);
  a.sub(r3, r5).jsge(r3, 0, 'above').neg(r3).label('above');
  emitAtomicCount(a, memory, WORD.rttDeviation, r3);
  // Smallest ones: two processors at once may lose one of theirs, and the next answer brings it.
  a.ldvalue(r1, value, regions.state + WORD.minimumRtt * 8)
    .ldx64(r2, r1, 0)
    .sub(r2, 1)
    .jlt(r2, r5, 'not-smallest');
  a.stx64(r1, 0, r5).label('not-smallest');
  emitElement(a, r1, value, regions.minimumRtt, r7, 2, r2);
  a.ldx32(r2, r1, 0).sub32(r2, 1).jlt32(r2, r5, 'timed').stx32(r1, 0, r5).label('timed');
}

/** The counters of the verdict, and the event where a person is to be told. */
function emitOutcome(a: Assembler, { memory }: ReceivePlan): void {
  const { value, regions, events } = memory;
  const count = (word: number, region: number): void => {
    emitAtomicCount(a, memory, word);
    emitElement(a, r1, value, region, r7, 2, r2);
    a.mov(r2, 1).fetchAdd32(r1, 0, r2);
  };
  a.comment('open, closed or filtered').jeq(r8, CLOSED, 'closed').jeq(r8, FILTERED, 'filtered');
  count(WORD.open, regions.open);
  a.mov(r9, EVENT_OPEN).ja('tell').label('closed');
  count(WORD.closed, regions.closed);
  a.mov(r9, EVENT_HOST_UP).ldx32(r1, r10, FIRST).jne(r1, 0, 'tell').ja('taken').label('filtered');
  count(WORD.filtered, regions.filtered);
  a.jge32(r2, ICMP_EVENTS_PER_HOST, 'taken').mov(r9, EVENT_ICMP).label('tell');
  emitEvent(a, events);
  a.jne(r0, 0, 'taken');
  emitAtomicCount(a, memory, WORD.eventsLost);
  a.ja('taken');
}

/** Writes the event of kind r9; in r0 is left 0 where there was no room. */
function emitEvent(a: Assembler, events: MapReference): void {
  a.comment('an event').ldmap(r1, events).mov(r2, EVENT_BYTES).mov(r3, 0).call('ringbuf_reserve');
  a.jeq(r0, 0, 'no-room').stx32(r0, 0, r9).stx32(r0, 4, r7);
  [PORT, TTL_WINDOW, RTT, ICMP, ICMP_SOURCE].forEach((place, index) => {
    a.ldx32(r1, r10, place).stx32(r0, 8 + index * 4, r1);
  });
  // Nobody waits in poll: the receiving thread looks every millisecond.
  a.st32(r0, 28, 0).mov(r1, r0).mov(r2, 1).call('ringbuf_submit').mov(r0, 1).label('no-room');
}
