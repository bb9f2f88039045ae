// The transmit program, assembled for one pass of one scan. The kernel runs it once for each frame it has ready. Several
// of them may run at once, each on a processor of its own; they share the order, place by place.
//
//   frame ─► may one still go? ─► next place of the order ─► host and port ─┬─ the host's own rate ──► put off
//            │ no                 │ none left                               ├─ excluded ─────────────► counted
//            └► drop              └► done                                   └─ else: write the probe ─► redirect
//
// Registers all the way: r9 the frame, r8 microseconds since the start. What has to outlive a shuffle or the cookie is
// on the stack.
import {
  type Assembler,
  createAssembler,
  type Program,
  type Register,
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
  XDP_MD,
} from '../../link/bpf.ts';
import { carriesCookie } from '../../probe/form.ts';
import type { ProbeForm } from '../../probe/probe.ts';
import { PROBES } from '../../probe/probes.ts';
import * as ethernet from '../../wire/ethernet.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { createShuffle } from '../order/permutation.ts';
import { BIN_COUNT, slotOf } from '../state/shared-state.ts';
import { emitCookie } from './cookie-bpf.ts';
import { GENERATOR, WORD } from './layout.ts';
import { emitElement, emitFindLast } from './lookup-bpf.ts';
import type { XdpMemory } from './memory.ts';
import { emitShuffle } from './permutation-bpf.ts';
import { emitForm, probeFrameLength, storedEtherType } from './probe-bpf.ts';

/** Bytes of a frame that is padded. */
export const FRAME_LENGTH = ethernet.MIN_FRAME_LENGTH;
/** As in the raw engine: a few probes to a host with a rate of its own may come together, so that the keyed order need not be even. */
const GATE_SLACK_MICROS = 2000;

/** Offsets from r10 of 32-bit numbers; the pointer has 64. */
const HOST = -8;
const BLOCK = -16;
const ADDRESS = -24;
const HOP = -32;
const PORT_INDEX = -40;
const PORT = -48;
const INDEX = -56;
const SOURCE = -64;
const INTERFACE = -72;
/** 64 bits: when the frame after this one is due. */
const NEXT = -80;

const SHUFFLE = { value: r1, tweak: r2, scratch: [r3, r4, r5, r6, r7] } as const;

export interface TransmitPlan {
  readonly setup: Pick<
    EngineSetup,
    'table' | 'hops' | 'probe' | 'portNumbers' | 'cookieKey' | 'orderSeeds' | 'shard' | 'excluded' | 'sourcePortBase'
  >;
  readonly memory: XdpMemory;
  /** CLOCK_BOOTTIME at the scan's start, nanoseconds. */
  readonly startNanoseconds: bigint;
  /** Entries of the list in memory; null: the whole order. */
  readonly listLength: number | null;
  readonly pass: number;
  /** Which of how many such programs this is: together they take every place of the order once. */
  readonly generator: number;
  readonly generators: number;
  /**
   * On a wire shorter frames are padded anyway (IEEE 802.3 section 4.2.3.3), but not every driver does it for XDP. Where no
   * interface has hardware behind it there is no wire, and the shorter frame is the quicker one.
   */
  readonly padded: boolean;
}

/** Bytes of each frame of a pass. */
export function frameLength(plan: Pick<TransmitPlan, 'setup' | 'listLength' | 'padded'>): number {
  const length = probeFrameLength(formOf(plan));
  return plan.padded ? Math.max(length, FRAME_LENGTH) : length;
}

/** The program for one pass. Throws BpfError. */
export function transmitProgram(plan: TransmitPlan): Program {
  const { setup, memory, listLength } = plan;
  const a = createAssembler('portolan_out');
  a.comment('a whole frame, and leave to send one');
  a.ldx32(r9, r1, XDP_MD.data).ldx32(r2, r1, XDP_MD.dataEnd);
  a.mov(r1, r9).add(r1, frameLength(plan)).jgt(r1, r2, 'drop');
  emitLeave(a, plan);
  if (listLength === null) emitWalk(a, plan);
  else emitListStep(a, plan, listLength);
  // A list is sent at a rate that suits all its hosts (probe-walk.ts, rule 2).
  if (listLength === null) emitGate(a, plan);
  emitExclusion(a, plan);
  emitHop(a, plan);
  emitProbe(a, plan);
  emitBooks(a, plan);
  a.comment('out');
  emitOwnCount(a, plan, 'sent');
  a.stx64(r1, GENERATOR.lastSend * 8, r8)
    .ldx64(r2, r10, NEXT)
    .stx64(r1, GENERATOR.next * 8, r2);
  a.ldx32(r1, r10, INTERFACE).mov(r2, 0).call('redirect').exit();
  if (listLength !== null) {
    a.comment('answered meanwhile: as good as asked').label('answered').ldx32(r6, r10, HOST);
    a.jge(r6, setup.table.hosts, 'drop');
    emitElement(a, r1, memory.value, memory.regions.sent, r6, 2, r2);
    emitIncrease(a, plan);
    a.ja('drop');
  }
  a.label('done');
  emitOwn(a, plan, r1);
  a.st64(r1, GENERATOR.done * 8, 1);
  a.label('drop').mov(r0, XDP.drop).exit();
  return a.assemble();
}

/** dst = where this program's own words are. */
function emitOwn(a: Assembler, { memory: { value, regions }, generator }: TransmitPlan, dst: Register): void {
  a.ldvalue(dst, value, regions.state + (WORD.generators + generator * GENERATOR.count) * 8);
}

/** Adds 1 to a counter of this program's own, and leaves r1 where its words are. r2 is lost. */
function emitOwnCount(a: Assembler, plan: TransmitPlan, word: 'sent' | 'deferred' | 'excludedHits'): void {
  const at = GENERATOR[word] * 8;
  emitOwn(a, plan, r1);
  a.ldx64(r2, r1, at).add(r2, 1).stx64(r1, at, r2);
}

/** Adds 1 to the 32-bit word at r1, which other transmit programs may do at the same time. r2 is lost. */
function emitIncrease(a: Assembler, { generators }: TransmitPlan): void {
  if (generators === 1) a.ldx32(r2, r1, 0).add32(r2, 1).stx32(r1, 0, r2);
  else a.mov(r2, 1).atomicAdd32(r1, 0, r2);
}

/**
 * Goes on where a frame is due: no later than `burst` after its time it is caught up with. In r8 microseconds since the
 * start. The kernel calls again at once, so waiting is being called in vain.
 */
function emitLeave(a: Assembler, plan: TransmitPlan): void {
  const at = (word: keyof typeof GENERATOR): number => GENERATOR[word] * 8;
  emitOwn(a, plan, r7);
  a.ldx64(r1, r7, at('done')).jne(r1, 0, 'drop');
  a.ldx64(r1, r7, at('sent')).ldx64(r2, r7, at('limit')).jge(r1, r2, 'drop');
  a.comment('is a frame due?').call('ktime_get_boot_ns').mov(r8, r0).ldx64(r1, r7, at('next')).jgt(r1, r8, 'drop');
  a.ldx64(r2, r7, at('burst')).mov(r3, r8).sub(r3, r2).jge(r1, r3, 'punctual').mov(r1, r3).label('punctual');
  a.ldx64(r2, r7, at('interval')).add(r1, r2).stx64(r10, NEXT, r1);
  a.comment('microseconds since the start').lddw(r1, plan.startNanoseconds).sub(r8, r1).div(r8, 1000);
}

/** r1 = the next place that nobody has taken, below `places`; the end of the order where there is none. */
function emitClaim(a: Assembler, { memory: { value, regions }, generators }: TransmitPlan, places: number): void {
  a.ldvalue(r6, value, regions.state + WORD.cursor * 8);
  if (generators === 1) a.ldx64(r1, r6, 0).mov(r2, r1).add(r2, 1).stx64(r6, 0, r2);
  else a.mov(r1, 1).fetchAdd64(r6, 0, r1);
  a.jge(r1, places, 'done');
}

/** Leaves HOST and PORT_INDEX, checked, and ADDRESS, HOP and INDEX. */
function emitWalk(a: Assembler, plan: TransmitPlan): void {
  const { table, portNumbers, orderSeeds, shard } = plan.setup;
  const ports = portNumbers.length;
  a.comment('the next place: block and slot');
  emitClaim(a, plan, table.hosts * ports);
  a.mov32(r2, r1).div32(r2, table.hosts).stx32(r10, BLOCK, r2);
  a.mov32(r3, r2).mul32(r3, table.hosts).sub32(r1, r3);
  a.comment('its host');
  a.jge(r1, table.hosts, 'drop');
  emitShuffle(a, createShuffle(table.hosts, orderSeeds.hosts), SHUFFLE, 'drop');
  a.jge(r1, table.hosts, 'drop').stx32(r10, HOST, r1).mov(r6, r1);
  emitHost(a, plan);
  if (shard.count > 1) {
    a.comment('asked by this shard?');
    a.ldx32(r1, r10, BLOCK).ldx32(r2, r10, ADDRESS).add(r1, r2).mod(r1, shard.count);
    a.jne(r1, shard.index - 1, 'drop');
  }
  a.comment('its port');
  a.ldx32(r1, r10, BLOCK).ldx32(r2, r10, ADDRESS);
  emitShuffle(a, createShuffle(ports, orderSeeds.ports), SHUFFLE, 'drop');
  a.jge(r1, ports, 'drop').stx32(r10, PORT_INDEX, r1);
  a.ldx32(r6, r10, HOST).jge(r6, table.hosts, 'drop');
  a.mov(r2, r6).mul(r2, ports).add(r2, r1).stx32(r10, INDEX, r2);
}

function emitListStep(a: Assembler, plan: TransmitPlan, length: number): void {
  const { setup, memory, pass } = plan;
  const { table, portNumbers, orderSeeds } = setup;
  const { value, regions } = memory;
  const ports = portNumbers.length;
  a.comment('the next place of the list');
  emitClaim(a, plan, length);
  a.mov(r2, pass);
  emitShuffle(a, createShuffle(length, orderSeeds.hosts), SHUFFLE, 'drop');
  a.jge(r1, length, 'drop');
  emitElement(a, r2, value, regions.list, r1, 2, r3);
  a.ldx32(r7, r2, 0)
    .jge(r7, table.hosts * ports, 'drop')
    .stx32(r10, INDEX, r7);
  a.comment('its host and port');
  a.mov32(r6, r7).div32(r6, ports).jge(r6, table.hosts, 'drop').stx32(r10, HOST, r6);
  a.mov32(r1, r6).mul32(r1, ports).mov32(r2, r7).sub32(r2, r1).jge(r2, ports, 'drop').stx32(r10, PORT_INDEX, r2);
  a.comment('answered since the list was made?');
  a.mov(r1, r7).rsh(r1, 4);
  emitElement(a, r2, value, regions.ledger, r1, 2, r1);
  a.ldx32(r1, r2, 0).and32(r7, 15).lsh32(r7, 1).rsh32(r1, r7).and32(r1, 3).jne(r1, 0, 'answered');
  emitHost(a, plan);
}

/** ADDRESS and HOP of the checked host in r6. */
function emitHost(a: Assembler, { memory: { value, regions } }: TransmitPlan): void {
  emitElement(a, r1, value, regions.table, r6, 3, r2);
  a.ldx32(r2, r1, 0).stx32(r10, ADDRESS, r2).ldx32(r2, r1, 4).stx32(r10, HOP, r2);
}

/** r6: the host, from here on. */
function emitGate(a: Assembler, plan: TransmitPlan): void {
  const { setup, memory, generators } = plan;
  const { value, regions } = memory;
  a.comment('a rate of its own?');
  a.ldx32(r6, r10, HOST).jge(r6, setup.table.hosts, 'drop');
  emitElement(a, r1, value, regions.gap, r6, 2, r2);
  a.ldx32(r3, r1, 0).jeq(r3, 0, 'due');
  emitElement(a, r1, value, regions.hostNext, r6, 3, r2);
  a.ldx64(r2, r1, 0).mov(r0, r2).mov(r4, r3).lsh(r4, 2).jge(r4, GATE_SLACK_MICROS, 'slack').mov(r4, GATE_SLACK_MICROS);
  a.label('slack').add(r4, r8).jle(r2, r4, 'soon').label('put-off');
  emitOwnCount(a, plan, 'deferred');
  a.ja('drop').label('soon').jge(r2, r8, 'later').mov(r2, r8).label('later').add(r2, r3);
  // Where another program asks the same host at this moment, one of the two is put off.
  if (generators === 1) a.stx64(r1, 0, r2);
  else a.mov(r4, r0).cmpxchg64(r1, 0, r2).jne(r0, r4, 'put-off');
  a.label('due');
}

function emitExclusion(a: Assembler, plan: TransmitPlan): void {
  const { setup, memory } = plan;
  if (setup.excluded.length === 0) return;
  const { value, regions } = memory;
  a.comment('excluded? (nobody among the hosts should be)');
  a.ldx32(r3, r10, ADDRESS);
  emitFindLast(a, value, regions.excluded, regions.excludedSlots, r3, r4, [r1, r2]);
  emitElement(a, r1, value, regions.excluded, r4, 3, r2);
  a.ldx32(r2, r1, 0).jlt(r3, r2, 'allowed').ldx32(r2, r1, 4).jgt(r3, r2, 'allowed');
  emitOwnCount(a, plan, 'excludedHits');
  a.ja('drop').label('allowed');
}

/** SOURCE and INTERFACE, and the Ethernet header. */
function emitHop(a: Assembler, plan: TransmitPlan): void {
  const { setup, memory } = plan;
  const { value, regions } = memory;
  a.comment('whom the frame goes to');
  a.ldx32(r3, r10, HOP).jge(r3, setup.hops.length, 'drop');
  emitElement(a, r1, value, regions.hops, r3, 5, r2);
  a.ldx32(r2, r1, 0).stx32(r10, SOURCE, r2).ldx32(r2, r1, 4).stx32(r10, INTERFACE, r2);
  for (let at = 0; at < ethernet.OFFSET.etherType; at += 4) a.ldx32(r2, r1, 8 + at).stx32(r9, at, r2);
  a.st16(r9, ethernet.OFFSET.etherType, storedEtherType(formOf(plan)));
}

/** A first pass is the whole order, and a list holds who stayed silent. */
function formOf({ setup, listLength }: Pick<TransmitPlan, 'setup' | 'listLength'>): ProbeForm {
  const { first, repeat } = PROBES[setup.probe];
  return listLength === null ? first : repeat;
}

function emitProbe(a: Assembler, plan: TransmitPlan): void {
  const { setup, memory, pass } = plan;
  const { portNumbers, cookieKey, sourcePortBase } = setup;
  const { value, regions } = memory;
  const form = formOf(plan);
  const sourcePort = sourcePortBase + slotOf(pass);
  a.comment('the port');
  a.ldx32(r3, r10, PORT_INDEX).jge(r3, portNumbers.length, 'drop');
  if (isRun(portNumbers)) {
    a.add(r3, portNumbers[0]);
  } else {
    emitElement(a, r1, value, regions.ports, r3, 1, r2);
    a.ldx16(r3, r1, 0);
  }
  a.stx32(r10, PORT, r3);
  a.ldx32(r1, r10, SOURCE).ldx32(r2, r10, ADDRESS);
  if (carriesCookie(form)) {
    a.comment('the cookie').or32(r3, (sourcePort << 16) >>> 0);
    emitCookie(a, cookieKey[0], cookieKey[1], { words: [r1, r2, r3], cookie: r0, scratch: [r4, r5, r6, r7] });
  }
  a.comment('the probe');
  a.ldx32(r3, r10, PORT);
  emitForm(a, form, {
    frame: r9,
    source: r1,
    destination: r2,
    sourcePort,
    destinationPort: r3,
    cookie: r0,
    scratch: [r4, r5, r6],
  });
  for (let at = probeFrameLength(form); at < frameLength(plan); at += 2) a.st16(r9, at, 0);
}

/** Port numbers that follow each other need no table. */
export function isRun(numbers: Uint16Array): boolean {
  return numbers[numbers.length - 1] - numbers[0] === numbers.length - 1;
}

/** Send time, the host's count, and the flow bin. */
function emitBooks(a: Assembler, plan: TransmitPlan): void {
  const { setup, memory, generators } = plan;
  const { value, regions } = memory;
  a.comment('the host: one more; r7: whether its answers tell about the way there');
  a.ldx32(r6, r10, HOST).jge(r6, setup.table.hosts, 'drop');
  emitElement(a, r1, value, regions.sent, r6, 2, r2);
  emitIncrease(a, plan);
  a.mov(r7, 0);
  emitElement(a, r1, value, regions.watched, r6, 0, r2);
  a.ldx8(r2, r1, 0).jeq(r2, 0, 'unwatched');
  emitElement(a, r1, value, regions.open, r6, 2, r2);
  a.ldx32(r3, r1, 0);
  emitElement(a, r1, value, regions.closed, r6, 2, r2);
  a.ldx32(r2, r1, 0).or(r3, r2).jeq(r3, 0, 'unwatched').mov(r7, 1).label('unwatched');
  a.comment('when it was sent');
  a.ldx32(r3, r10, INDEX)
    .mov(r1, r3)
    .and(r1, regions.sendTimeSlots - 1);
  emitElement(a, r2, value, regions.sendTimes, r1, 3, r1);
  a.mov(r1, r8).lsh(r1, 1).or(r1, r7).lsh(r1, 32).or(r1, r3).stx64(r2, 0, r1);
  a.comment('the flow bin of this millisecond; without one, late as the receiving thread is, it goes uncounted');
  a.mov(r3, r8)
    .div(r3, 1000)
    .mov(r4, r3)
    .and(r4, BIN_COUNT - 1);
  emitElement(a, r1, value, regions.binMillisecond, r4, 2, r2);
  a.ldx32(r2, r1, 0).jne32(r2, r3, 'no-bin');
  emitElement(a, r1, value, regions.binFrames, r4, 2, r2);
  emitIncrease(a, plan);
  emitElement(a, r1, value, regions.binSent, r4, 2, r2);
  if (generators === 1) a.ldx32(r2, r1, 0).add(r2, r7).stx32(r1, 0, r2);
  else a.atomicAdd32(r1, 0, r7);
  a.label('no-bin');
}
