// What the answers of one stack have in common, in words that signatures (signatures.data.ts) can expect.
//
// Rules:
//  1. A trait has as many words as describe it: a window of 65,160 is "65160", and "45x1448", and "segments". None: not seen.
//  2. A TTL is that of a SYN-ACK, where there is none of a RST, and began as the next of 32, 64, 128 and 255; as 60 where the echo reply shows how many routers there are.
//  3. A window is counted in segments, less the 12 bytes that timestamps take of each (RFC 7323 appendix A); in those of Ethernet
//     where what was announced does not fit it: routers write a smaller MSS.
//  4. An identification in steps goes up by less than ID_STEP_MOST from one SYN-ACK to the next: what else the host sends
//     meanwhile is counted too. It may be counted in the other byte order.
//  5. A clock has the rate that all its readings agree on; where they do not, each connection has a beginning of its own.
import type { EchoReply, Reset, SynAck } from './answers.ts';

export const TRAITS = [
  'layout',
  'ttl',
  'fragment',
  'window',
  'scale',
  'id',
  'clock',
  'resetWindow',
  'resetFragment',
  'resetId',
  'echoCode',
  'echoFragment',
  'echoId',
  'echoTtl',
] as const;

export type Trait = (typeof TRAITS)[number];
export type Traits = Readonly<Record<Trait, readonly string[]>>;

/** What one port, or a host behind all of whose ports is one stack, has answered. */
export interface StackAnswers {
  /** In the order in which they came; those of one port first. */
  readonly synAcks: readonly SynAck[];
  readonly reset: Reset | null;
  readonly echoes: readonly EchoReply[];
}

/** Echo requests are sent with this code, which means nothing (RFC 792 knows only 0), and may not be fragmented. */
export const ECHO_CODE = 9;

/** Of the SYNs that ask (src/probe/ping-packet.ts): some send it back. */
export const SYN_WINDOW = 64_240;

const TTLS = [32, 64, 128, 255];
const ID_STEP_MOST = 4096;
const TIMESTAMPS_LENGTH = 12;
const ETHERNET_SEGMENT = 1460;
/** Readings of a clock that are nearer to each other tell nothing of it. */
const CLOCK_LEAST_MS = 80;
/** Of a rate that is known it may be off by so much: how long answers take differs. */
const CLOCK_SLACK = 0.15;
const CLOCK_SLACK_MS = 15;
/** Ticks a second of clocks that there are (RFC 7323 section 5.4: from 1 to 1000). */
const CLOCK_RATES = [10, 100, 250, 1000];
/** So few ticks a second are counted best as they are. */
const SLOW_RATE = 5;

export function initialTtl(ttl: number): number {
  return TTLS.find((each) => ttl <= each) ?? 255;
}

export function traitsOf({ synAcks, reset, echoes }: StackAnswers): Traits {
  const first = synAcks[0];
  const echo = echoes[0];
  const segment = first ?? reset;
  return {
    layout: first === undefined ? [] : [first.layout],
    ttl: segment === null ? [] : [String(ttlOf(segment, echo))],
    fragment: first === undefined ? [] : [fragmentWord(first)],
    window: first === undefined ? [] : windowWords(first),
    scale: first === undefined || first.scale === null ? [] : [String(first.scale)],
    id: idWords(synAcks),
    clock: clockWords(synAcks),
    resetWindow: reset === null ? [] : [resetWindowWord(reset)],
    resetFragment: reset === null ? [] : [fragmentWord(reset)],
    resetId: reset === null ? [] : [idWord(reset)],
    echoCode: echo === undefined ? [] : [echo.code === ECHO_CODE ? 'kept' : 'cleared'],
    echoFragment: echo === undefined ? [] : [fragmentWord(echo)],
    echoId: echo === undefined ? [] : [idWord(echo)],
    echoTtl: echo === undefined ? [] : echoTtlWords(echo, segment),
  };
}

function fragmentWord({ dontFragment }: { readonly dontFragment: boolean }): string {
  return dontFragment ? 'df' : 'may';
}

function idWord({ identification }: Reset | EchoReply): string {
  return identification === 0 ? 'zero' : 'some';
}

function resetWindowWord({ window }: Reset): string {
  if (window === 0) return 'none';
  return window === SYN_WINDOW ? 'ours' : 'some';
}

/** Rule 2. */
function ttlOf({ ttl }: SynAck | Reset, echo: EchoReply | undefined): number {
  const hops = echo === undefined ? 0 : initialTtl(echo.ttl) - echo.ttl;
  return echo !== undefined && initialTtl(ttl) === 64 && ttl + hops === 60 ? 60 : initialTtl(ttl);
}

/** A setting for both changes both: `same` as that of TCP. */
function echoTtlWords({ ttl }: EchoReply, segment: SynAck | Reset | null): readonly string[] {
  const began = initialTtl(ttl);
  return segment !== null && initialTtl(segment.ttl) === began ? ['same', String(began)] : [String(began)];
}

/** Rule 3. */
export function windowWords({ window, segment, clock }: SynAck): readonly string[] {
  const words = [String(window)];
  if (segment === null || window === 0) return words;
  for (const size of [segment, ETHERNET_SEGMENT]) {
    const each = size - (clock === null ? 0 : TIMESTAMPS_LENGTH);
    if (each > 0 && window % each === 0) return [...words, `${window / each}x`, 'segments'];
  }
  return words;
}

/** Rule 4. */
function idWords(synAcks: readonly SynAck[]): readonly string[] {
  const ids = synAcks.map(({ identification }) => identification);
  if (ids.length > 0 && ids.every((id) => id === 0)) return ['zero'];
  if (ids.length < 3) return [];
  if (ids.every((id) => id === ids[0])) return ['constant'];
  if (inSteps(ids) || inSteps(ids.map(swapped))) return ['steps'];
  return ['random'];
}

function inSteps(ids: readonly number[]): boolean {
  return ids.slice(1).every((id, k) => {
    const step = (id - ids[k]) & 0xffff;
    return step > 0 && step < ID_STEP_MOST;
  });
}

function swapped(id: number): number {
  return ((id & 0xff) << 8) | (id >>> 8);
}

/** Rule 5. */
function clockWords(synAcks: readonly SynAck[]): readonly string[] {
  const readings = synAcks.flatMap(({ clock, atMs }) => (clock === null ? [] : [{ clock, atMs }]));
  if (readings.length === 0) return [];
  if (readings.every(({ clock }) => clock === 0)) return ['stands'];
  const [first] = readings;
  const last = readings.at(-1)!;
  const ms = last.atMs - first.atMs;
  if (readings.length < 2 || ms < CLOCK_LEAST_MS) return [];
  const rate = (((last.clock - first.clock) | 0) / ms) * 1000;
  if (rate < 0 || rate > 1500 || !readings.every((each) => agrees(first, each, rate))) return ['random'];
  if (rate <= SLOW_RATE) return ['slow'];
  return [String(CLOCK_RATES.find((each) => Math.abs(rate - each) <= each * CLOCK_SLACK) ?? Math.round(rate))];
}

interface Reading {
  readonly clock: number;
  readonly atMs: number;
}

function agrees(first: Reading, each: Reading, rate: number): boolean {
  const ms = each.atMs - first.atMs;
  const expected = (rate * ms) / 1000;
  const slack = 1 + (rate / 1000) * (CLOCK_SLACK_MS + CLOCK_SLACK * ms);
  return Math.abs(((each.clock - first.clock) | 0) - expected) <= slack;
}
