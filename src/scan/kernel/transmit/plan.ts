// What a transmit program is made for, the length of its frames, and what its parts share: the stack, and its own words.
import { type Assembler, type Register, r1, r2 } from '../../../link/bpf.ts';
import { formsIn, rowOf } from '../../../probe/form-table.ts';
import { PROBES } from '../../../probe/probes.ts';
import * as ethernet from '../../../wire/ethernet.ts';
import type { EngineSetup } from '../../engine-setup.ts';
import { GENERATOR, WORD } from '../layout.ts';
import type { XdpMemory } from '../memory.ts';
import { probeFrameLength } from '../probe-bpf.ts';

/** Bytes of a frame that is padded. */
export const FRAME_LENGTH = ethernet.MIN_FRAME_LENGTH;
/** What the parts of the transmit program hand on: offsets from r10 of 32-bit numbers; the pointer has 64. */
export const STACK = {
  host: -8,
  block: -16,
  address: -24,
  hop: -32,
  portIndex: -40,
  port: -48,
  index: -56,
  source: -64,
  interface: -72,
  /** 64 bits: when the frame after this one is due. */
  next: -80,
  /** 64 bits: the context, from which the frame is cut; used where there are several forms, as the two below. */
  context: -88,
  cookie: -96,
  /** 12 bytes: both MAC addresses, as they stand in the frame. */
  macs: -112,
} as const;

export interface TransmitPlan {
  readonly setup: Pick<
    EngineSetup,
    | 'table'
    | 'hops'
    | 'probe'
    | 'portNumbers'
    | 'forms'
    | 'cookieKey'
    | 'orderSeeds'
    | 'shard'
    | 'excluded'
    | 'sourcePortBase'
    | 'ttl'
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

export type FormPlan = Pick<TransmitPlan, 'setup' | 'pass' | 'padded'>;

/** Bytes of the longest frame of a pass. */
export function frameLength(plan: FormPlan): number {
  return Math.max(...formNumbers(plan).map((number) => lengthOf(plan, number)));
}

/** Bytes of a frame of this form. */
export function lengthOf({ setup, padded }: FormPlan, number: number): number {
  const length = probeFrameLength(PROBES[setup.probe].forms[number]);
  return padded ? Math.max(length, FRAME_LENGTH) : length;
}

/** The forms of the pass. */
export function formNumbers({ setup: { forms, probe }, pass }: FormPlan): number[] {
  return formsIn(forms[rowOf(PROBES[probe], pass)]);
}

/** Port numbers that follow each other need no table. */
export function isRun(numbers: Uint16Array): boolean {
  return numbers[numbers.length - 1] - numbers[0] === numbers.length - 1;
}

/** dst = where this program's own words are. */
export function emitOwn(a: Assembler, { memory: { value, regions }, generator }: TransmitPlan, dst: Register): void {
  a.ldvalue(dst, value, regions.state + (WORD.generators + generator * GENERATOR.count) * 8);
}

/** Adds 1 to a counter of this program's own, and leaves r1 where its words are. r2 is lost. */
export function emitOwnCount(a: Assembler, plan: TransmitPlan, word: 'sent' | 'deferred' | 'excludedHits'): void {
  const at = GENERATOR[word] * 8;
  emitOwn(a, plan, r1);
  a.ldx64(r2, r1, at).add(r2, 1).stx64(r1, at, r2);
}

/** Adds 1 to the 32-bit word at r1, which other transmit programs may do at the same time. r2 is lost. */
export function emitIncrease(a: Assembler, { generators }: TransmitPlan): void {
  if (generators === 1) a.ldx32(r2, r1, 0).add32(r2, 1).stx32(r1, 0, r2);
  else a.mov(r2, 1).atomicAdd32(r1, 0, r2);
}
