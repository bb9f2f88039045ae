// The receive program, assembled for one scan: it runs on every packet that arrives on the scan's interfaces.
//
//   packet ─► an answer to a probe (answer-bpf.ts)? ─► asked, cookie right? ─► ledger ─► counters, event ─┬─► goes on
//          └► no: untouched                         └► no: counted, untouched                            └─► ends here
//
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
} from '../../../link/bpf.ts';
import { carriesCookie } from '../../../probe/form.ts';
import type { Probe } from '../../../probe/probe.ts';
import { PROBES } from '../../../probe/probes.ts';
import type { EngineSetup } from '../../engine-setup.ts';
import { CLOSED, FILTERED, OPEN } from '../../state/ledger.ts';
import { BIN_COUNT, EVENT_HOST_UP, EVENT_ICMP, EVENT_OPEN } from '../../state/shared-state.ts';
import { emitAnswer } from '../answer-bpf.ts';
import { emitSum } from '../checksum-bpf.ts';
import { emitCookie } from '../cookie-bpf.ts';
import { WORD } from '../layout.ts';
import { emitAtomicCount, emitElement, emitFindLast, emitRead } from '../lookup-bpf.ts';
import type { XdpMemory } from '../memory.ts';
import { isRun } from '../transmit/plan.ts';
import type { ReceiveKind } from './place.ts';
import { STACK } from './stack.ts';

export interface ReceivePlan {
  readonly setup: Pick<EngineSetup, 'table' | 'hops' | 'probe' | 'portNumbers' | 'cookieKey' | 'sourcePortBase'>;
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

/** What ends here of each probe's answers, because nobody else is to have it. */
const ENDS_HERE: Readonly<Record<Probe['protocol'], readonly number[]>> = {
  // The SYN-ACK goes on: the kernel's RST ends the half-open connection.
  tcp: [CLOSED],
  // Datagrams would lie in sockets that nobody reads.
  udp: [OPEN, CLOSED],
  icmp: [OPEN],
  // The kernel's neighbour table stays true by them.
  arp: [],
  any: [],
};

/** `linkHeader`: bytes before the network header, where it is not Ethernet's; for socket filters only. Throws BpfError. */
export function receiveProgram(plan: ReceivePlan, kind: ReceiveKind, linkHeader: 0 | 14 = 14): Program {
  const { memory } = plan;
  const probe = PROBES[plan.setup.probe];
  const a = createAssembler(kind === 'xdp' ? 'portolan_in' : 'portolan_sock');
  a.mov(r6, r1);
  emitAnswer(a, probe, plan.setup.sourcePortBase, memory, { kind, linkHeader });
  emitTarget(a, plan);
  emitVerdict(a, plan);
  emitAnswered(a, plan);
  emitRoundTrip(a, plan);
  emitOutcome(a, plan);
  emitEnd(a, ENDS_HERE[probe.protocol], kind);
  a.label('duplicate');
  emitAtomicCount(a, memory, WORD.duplicates);
  a.ja('taken').label('stray');
  emitAtomicCount(a, memory, WORD.strays);
  a.label('pass')
    .mov(r0, kind === 'xdp' ? XDP.pass : 0)
    .exit();
  if (probe.protocol !== 'arp') emitSum(a, kind);
  return a.assemble();
}

/** An answer that is counted: what nobody else is to have is dropped. */
function emitEnd(a: Assembler, verdicts: readonly number[], kind: ReceiveKind): void {
  a.label('taken');
  if (verdicts.length > 0) {
    a.comment('has it told all it can?');
    for (const verdict of verdicts) a.jeq(r8, verdict, 'drop');
  }
  a.ja('pass');
  if (verdicts.length === 0) return;
  a.label('drop')
    .mov(r0, kind === 'xdp' ? XDP.drop : 0)
    .exit();
}

/** Finds the host (r7) and the port; strays are those that we did not ask, or not so. */
function emitTarget(a: Assembler, { setup, memory }: ReceivePlan): void {
  const { table, hops, portNumbers, cookieKey } = setup;
  const { value, regions } = memory;
  a.comment('the host');
  a.ldx32(r3, r10, STACK.address);
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
  a.ldx32(r1, r1, 0).ldx32(r2, r10, STACK.ourAddress).jne(r1, r2, 'stray');
  a.comment('the port');
  a.ldx32(r1, r10, STACK.port);
  if (isRun(portNumbers)) {
    a.jlt(r1, portNumbers[0], 'stray').sub(r1, portNumbers[0]);
  } else {
    a.and(r1, 0xffff);
    emitElement(a, r2, value, regions.portIndex, r1, 2, r1);
    a.ldx32(r1, r2, 0).jeq(r1, 0, 'stray').sub(r1, 1);
  }
  a.jge(r1, portNumbers.length, 'stray').stx32(r10, STACK.portIndex, r1);
  a.mov(r9, r7).mul(r9, portNumbers.length).add(r9, r1);
  if (!carriesCookie(PROBES[setup.probe].forms[0])) return;
  const { protocol } = PROBES[setup.probe];
  if (protocol === 'udp') {
    a.comment('a datagram shows none: it must at least come to a port that has asked');
    a.ldx32(r1, r10, STACK.cookieMask).jne(r1, 0, 'shown');
    emitRead(a, memory, 'askedSlots', r2);
    a.ldx32(r1, r10, STACK.ourPort).and(r1, 15).rsh(r2, r1).jset(r2, 1, 'proved').ja('stray').label('shown');
  }
  a.comment('the cookie, as much of it as the answer shows');
  // The verdict and the context give their registers away for a moment; only the verdict is needed afterwards.
  a.stx32(r10, STACK.verdict, r8).ldx32(r1, r10, STACK.ourAddress).ldx32(r2, r10, STACK.address);
  a.ldx32(r3, r10, STACK.ourPort).lsh32(r3, 16).ldx32(r4, r10, STACK.port).or32(r3, r4);
  emitCookie(a, cookieKey[0], cookieKey[1], { words: [r1, r2, r3], cookie: r0, scratch: [r4, r5, r6, r8] });
  a.ldx32(r8, r10, STACK.verdict).ldx32(r1, r10, STACK.cookie).mov32(r2, r0).xor32(r2, r1);
  a.ldx32(r3, r10, STACK.cookieMask).and32(r2, r3).jeq(r2, 0, 'proved');
  if (protocol === 'tcp') {
    a.comment('a RST may acknowledge the SYN itself').jne(r8, CLOSED, 'stray').add32(r1, 1).jne32(r0, r1, 'stray');
  } else a.ja('stray');
  a.label('proved');
}

/** As `setOnce` of ledger.ts: the first answer counts, but an open port outweighs an ICMP error. */
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
  a.label('news').comment('the host: it is there').st32(r10, STACK.first, 0).jne(r4, FILTERED, 'not-before');
  emitAtomicCount(a, memory, WORD.filtered, -1);
  emitElement(a, r1, value, regions.filtered, r7, 2, r2);
  a.mov(r2, -1).atomicAdd32(r1, 0, r2).label('not-before');
  a.jeq(r8, FILTERED, 'counted');
  emitElement(a, r1, value, regions.up, r7, 2, r2);
  a.ldx32(r2, r1, 0)
    .jne(r2, 0, 'counted')
    .mov(r2, 1)
    .fetchOr32(r1, 0, r2)
    .jne(r2, 0, 'counted')
    .st32(r10, STACK.first, 1);
  emitAtomicCount(a, memory, WORD.hostsUp);
  a.label('counted').comment('answers by the pass that asked; one that only corrects the first is counted already');
  a.jeq(r4, FILTERED, 'corrected');
  emitCountByPass(a, memory, WORD.answeredByPass);
  a.label('corrected');
}

function emitCountByPass(a: Assembler, { value, regions }: XdpMemory, word: number): void {
  a.ldx32(r1, r10, STACK.ourPort).and(r1, 15);
  emitElement(a, r2, value, regions.state + word * 8, r1, 3, r1);
  a.mov(r1, 1).atomicAdd64(r2, 0, r1);
}

/** RTT: microseconds from the probe to its answer; 0 where that is not known. And the flow bins. */
function emitRoundTrip(a: Assembler, plan: ReceivePlan): void {
  const { memory, startNanoseconds } = plan;
  const { value, regions } = memory;
  a.comment('the round-trip time').st32(r10, STACK.rtt, 0).call('ktime_get_boot_ns');
  a.lddw(r1, startNanoseconds).sub(r0, r1).div(r0, 1000);
  a.ldx32(r4, r10, STACK.ourPort).and(r4, 15);
  emitRead(a, memory, 'passSlot', r2);
  a.jeq(r4, r2, 'in-time');
  emitLate(a, memory);
  a.label('in-time')
    .mov(r1, r9)
    .and(r1, regions.sendTimeSlots - 1);
  emitElement(a, r2, value, regions.sendTimes, r1, 3, r1);
  a.ldx64(r3, r2, 0).jne32(r3, r9, 'timed').rsh(r3, 32).mov(r4, r3).rsh(r4, 1);
  // Send times wrap after 2^31 microseconds. A difference in the upper half: the answer was handled meanwhile.
  a.mov32(r5, r0).sub32(r5, r4).and32(r5, 0x7fffffff).jgt32(r5, 0x40000000, 'at-once').jne(r5, 0, 'some-time');
  a.label('at-once').mov(r5, 1).label('some-time').jgt(r5, LONGEST_RTT_MICROS, 'timed').stx32(r10, STACK.rtt, r5);
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
  emitHostRtt(a, memory);
  a.label('timed');
}

/** As `takeLate` of answer-book.ts: of a pass that is over. r0: now; r4: which. */
function emitLate(a: Assembler, memory: XdpMemory): void {
  const { value, regions } = memory;
  emitElement(a, r3, value, regions.state + WORD.passSentAt * 8, r4, 2, r1);
  a.ldx32(r3, r3, 0).mov32(r5, r0).sub32(r5, r3).and32(r5, 0x7fffffff);
  emitAtomicCount(a, memory, WORD.late);
  a.jeq(r5, 0, 'timed').jgt(r5, LONGEST_RTT_MICROS, 'timed').ja('host-time');
}

/** As `takeRtt` of link/rtt.ts. r5: the measurement. Two processors at once may lose one of theirs; the next answer brings it. */
function emitHostRtt(a: Assembler, { value, regions }: XdpMemory): void {
  a.comment("the host's own").label('host-time');
  emitElement(a, r1, value, regions.smoothedRtt, r7, 2, r2);
  emitElement(a, r3, value, regions.rttVariance, r7, 2, r2);
  a.ldx32(r2, r1, 0).jne(r2, 0, 'measured').mov(r4, r5).lsh(r4, 3).stx32(r1, 0, r4);
  a.lsh(r5, 1).stx32(r3, 0, r5).ja('timed').label('measured');
  a.mov(r4, r2).rsh(r4, 3).sub(r5, r4).add(r2, r5).stx32(r1, 0, r2);
  a.jsge(r5, 0, 'longer').neg(r5).label('longer');
  a.ldx32(r2, r3, 0).mov(r4, r2).rsh(r4, 2).add(r2, r5).sub(r2, r4).stx32(r3, 0, r2);
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
  emitCountByPass(a, memory, WORD.openByPass);
  a.mov(r9, EVENT_OPEN).ja('tell').label('closed');
  count(WORD.closed, regions.closed);
  a.mov(r9, EVENT_HOST_UP).ldx32(r1, r10, STACK.first).jne(r1, 0, 'tell').ja('taken').label('filtered');
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
  [STACK.port, STACK.ttlWindow, STACK.rtt, STACK.icmp, STACK.icmpSource].forEach((place, index) => {
    a.ldx32(r1, r10, place).stx32(r0, 8 + index * 4, r1);
  });
  // Nobody waits in poll: the receiving thread looks every millisecond.
  a.st32(r0, 28, 0).mov(r1, r0).mov(r2, 1).call('ringbuf_submit').mov(r0, 1).label('no-room');
}
