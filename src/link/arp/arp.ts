// Finds the link addresses of neighbours by ARP (RFC 826), asking many at once.
//
//   for each round
//     ask all who are silent, in one shuffled order, evenly paced    replies are read all the while
//     wait until nobody of the next round was asked less than one RTO ago
//     end where nobody is silent, or enough rounds were asked for the loss that was measured
//   then, where some are silent
//     wait until the last request is one RTO old, and the first ones as old as an answer may be that comes late

import { bootMillis, realtimeMicros } from '../../native/clock.ts';
import type { Neighbour } from '../../native/netlink/values.ts';
import * as arp from '../../wire/arp.ts';
import { LinkError } from '../error.ts';
import { type InterfaceState, troubleOf } from '../interfaces/interface-state.ts';
import type { AddressRange } from '../interfaces/interfaces.ts';
import { createPacer, type Pacer } from '../pacer.ts';
import { longest, type RttEstimate, smooth } from '../rtt.ts';
import { type AddressBook, createAddressBook } from './address-book.ts';
import { type ArpAnswers, createArpAnswers, NO_RTT, type OwnArpAnswers } from './arp-answers.ts';
import { type ArpDoor, openArpDoor } from './arp-door.ts';
import type { ArpMemory } from './arp-memory.ts';
import { lossBetween, nextRoundAt, patience, roundsNeeded, roundTimeout } from './arp-rounds.ts';
import { ARP, isHostMac, isReplyToUs } from './arp-rules.ts';

export interface ArpOptions {
  readonly interfaceIndex: number;
  readonly interfaceName: string;
  /** Our link address there, 6 bytes. */
  readonly sourceMac: Uint8Array;
  /** Our address on the way there, as the route names it. */
  readonly source: number;
  /**
   * Our subnets there. Strict routers answer only who asks from their own (arp_ignore of Linux, the BSDs): every second
   * round is asked from our address in the subnet of whom it asks, where `source` is another one.
   */
  readonly own?: readonly OwnSubnet[];
  /** Whom to ask: sorted, disjoint, at most 2^24 addresses. */
  readonly ranges: readonly AddressRange[];
  /** The user's cap, shared with all else that is sent; 25,000 a second at the most in any case. */
  readonly cap?: Pick<Pacer, 'allowance' | 'sent' | 'waitMs'> | null;
  /** The kernel's neighbour table; entries that have answered it of late (reachable) are not asked. */
  readonly neighbours: readonly Neighbour[];
  /** Who answered shortly before is not asked either; who answers now is remembered. */
  readonly memory?: ArpMemory;
  /** Ask up to 14 rounds, for an address everything depends on. */
  readonly persistent?: boolean;
  /** Ends the asking within 50 ms, with what is known. */
  readonly signal: AbortSignal;
  /** Called before the first request, where anybody is asked. */
  readonly beforeAsking?: () => void;
  readonly onProgress?: (progress: ArpProgress) => void;
  /** How long an interface may take no frame before it is an error, milliseconds; default: 10 s. */
  readonly outageMs?: number;
}

export interface OwnSubnet {
  readonly address: number;
  readonly first: number;
  readonly last: number;
}

export interface ArpProgress {
  /** From 1. */
  readonly round: number;
  readonly requests: number;
  readonly answered: number;
  readonly asked: number;
}

/** What the kernel's table says of an address that does not answer: whom to send to, but no sign of life. */
export interface TableEntry {
  readonly mac: Uint8Array;
  /** The administrator's word (permanent, noarp): the kernel never asks. */
  readonly fixed: boolean;
}

export interface ArpResult {
  readonly macs: ArpAnswers;
  /** By address; also of those that answered. */
  readonly table: ReadonlyMap<number, TableEntry>;
  /** Frames sent. */
  readonly requests: number;
  readonly rounds: number;
  /** The second link address that answered for an address; the first stands. Of so many as are told (TWINS_MOST). */
  readonly twins: ReadonlyMap<number, Uint8Array>;
  /** Replies that the kernel dropped because they were not read in time. */
  readonly drops: number;
  /** The signal ended it. */
  readonly interrupted: boolean;
}

const FASTEST = 25_000;
/** Few addresses are asked at least this slowly: a round takes 50 ms or more. */
const ROUND_PER_SECOND = 20;
const SLOWEST_USUAL = 1000;
/** A link that loses more than this gets the next round at half the rate. */
const LOSS_TO_SLOW_DOWN = 0.05;
const SLOWEST = 500;
/** The longest the event loop is held. */
const SLICE_MS = 1;
const PROGRESS_MS = 100;
const FIXED: ReadonlySet<Neighbour['state']> = new Set(['permanent', 'noarp']);
/** A loss of carrier that is shorter is waited through. */
const OUTAGE_MS = 10_000;
const STALL_MS = 200;
const TWINS_MOST = 1024;

/** Asks until all have answered, or further asking is not worth it. Needs CAP_NET_RAW, where anybody is to be asked. */
export async function resolveArp(options: ArpOptions): Promise<ArpResult> {
  const known = whatIsKnown(options);
  const { book, macs, table } = known;
  if (macs.size === book.size) {
    options.onProgress?.({ round: 0, requests: 0, answered: macs.size, asked: book.size });
    return { macs, table, twins: new Map(), requests: 0, rounds: 0, drops: 0, interrupted: options.signal.aborted };
  }
  options.beforeAsking?.();
  const sources = [options.source, ...(options.own ?? []).map(({ address }) => address)];
  const door = openArpDoor(options.interfaceIndex, options.sourceMac, [...new Set(sources)]);
  try {
    return await askThrough(door, options, known);
  } finally {
    door.close();
  }
}

/**
 * The same through a door that is open. Throws LinkError: E_TOO_MANY_NEIGHBOURS; E_NO_CARRIER, E_INTERFACE_DOWN,
 * E_INTERFACE_GONE, E_NOT_SENT where the interface takes no frame for too long.
 */
export async function askThrough(
  door: ArpDoor,
  options: ArpOptions,
  { book, macs, table }: Known = whatIsKnown(options),
): Promise<ArpResult> {
  const { sourceMac, source, signal, persistent = false, own = [], cap = null } = options;
  const sources = new Set([source, ...own.map(({ address }) => address)]);
  const pacer = createPacer(FASTEST);
  const rtt: RttEstimate = { smoothed: 0, variance: 0 };
  const twins = new Map<number, Uint8Array>();
  const asks = new Uint8Array(book.size);
  const askedMicros = new Uint32Array(book.size); // modulo 2^32: 71 minutes
  const gained: number[] = [];
  /** When each round began. */
  const begun: number[] = [];
  /** The longest that anybody's answer has taken since he was first asked. */
  let latestMs = 0;
  const batch = new Uint32Array(door.slots);
  const places = new Uint32Array(door.slots);
  let requests = 0;
  let round = 0;
  /** Since when the interface takes nothing; -1: it does. */
  let stalledAt = -1;
  let reportedAt = Number.NEGATIVE_INFINITY;

  const silent = new Uint32Array(book.size - macs.size);
  let left = 0;
  for (let index = 0; index < book.size; index++) if (!macs.hasIndex(index)) silent[left++] = index;

  /** Reads replies for at most a slice of time. */
  function drain(): void {
    const end = bootMillis() + SLICE_MS;
    do {
      const length = door.receive();
      if (length <= 0) return; // an error (ENETDOWN) is told once; sending finds out what is so
      if (isReplyToUs(door.frame, length, sourceMac, sources)) take();
    } while (bootMillis() < end);
  }

  function take(): void {
    const address = arp.senderAddress(door.frame, ARP);
    const index = book.index(address);
    if (index < 0 || asks[index] === 0) return;
    const mac = ARP + arp.OFFSET.senderMac;
    if (macs.hasIndex(index)) {
      if (macs.isMac(index, door.frame, mac) || twins.has(address) || twins.size === TWINS_MOST) return;
      twins.set(address, door.frame.slice(mac, mac + 6));
      return;
    }
    const ms = sinceAsked(index);
    const isFirst = asks[index] === 1;
    // Slower than answers are, it answers an earlier request, which was not lost then.
    const isLate = rtt.smoothed > 0 && ms > longest(rtt);
    gained[isLate ? 0 : asks[index] - 1]++;
    if (!Number.isNaN(ms)) {
      // All rounds ask in one order, evenly: the first request is as much older than the last one as their rounds are.
      latestMs = Math.max(latestMs, ms + begun[asks[index] - 1] - begun[0]);
      if (isFirst) smooth(rtt, ms);
    }
    macs.put(index, 'arp-reply', door.frame, mac, isFirst && !Number.isNaN(ms) ? Math.round(1000 * ms) : NO_RTT);
    options.memory?.put(options.interfaceIndex, address, door.frame.subarray(mac, mac + 6));
  }

  /** Milliseconds from the last request to the reply that was read just now. */
  function sinceAsked(index: number): number {
    const received = (door.receivedMicros() || realtimeMicros()) % 2 ** 32;
    // Unsigned, so that a wrap between the two does no harm; a clock set back does.
    const micros = (received - askedMicros[index]) >>> 0;
    return micros < 2 ** 31 ? micros / 1000 : Number.NaN;
  }

  /** Asks up to `most` of the silent from place `from` on; returns the place after the last one dealt with. */
  function ask(from: number, most: number): number {
    let place = from;
    let filled = 0;
    const micros = realtimeMicros() % 2 ** 32;
    while (filled < most && place < left) {
      const index = silent[place++];
      if (macs.hasIndex(index)) continue;
      const address = book.address(index);
      door.ask(filled, address, sourceFor(address));
      places[filled] = place - 1;
      batch[filled++] = index;
    }
    if (filled === 0) return place;
    const took = Math.max(0, door.send(filled));
    for (let k = 0; k < took; k++) {
      asks[batch[k]]++;
      askedMicros[batch[k]] = micros;
    }
    requests += took;
    const now = bootMillis();
    pacer.sent(took, now);
    cap?.sent(took, now);
    if (took > 0) stalledAt = -1;
    else stalled(now);
    // Those the kernel had no room for are next; who stands between them has answered, and is passed over again.
    return took < filled ? places[took] : place;
  }

  /** Every second round from our address in the subnet of whom it asks. */
  function sourceFor(address: number): number {
    if (round % 2 === 1) return source;
    return own.find(({ first, last }) => address >= first && address <= last)?.address ?? source;
  }

  /** The kernel's queue is full for a moment, or nothing leaves any more. */
  function stalled(now: number): void {
    if (stalledAt < 0) stalledAt = now;
    const forMs = now - stalledAt;
    if (forMs < STALL_MS) return;
    const state = door.state();
    if (state === 'gone' || forMs >= (options.outageMs ?? OUTAGE_MS)) throw cannotAsk(options.interfaceName, state);
  }

  function report(round: number, now: number): void {
    if (now < reportedAt + PROGRESS_MS) return;
    reportedAt = now;
    options.onProgress?.({ round, requests, answered: macs.size, asked: book.size });
  }

  async function listenUntil(end: () => number, round: number): Promise<void> {
    while (!signal.aborted && macs.size < book.size) {
      drain();
      const now = bootMillis();
      if (now >= end()) return;
      report(round, now);
      await pause(1);
    }
  }

  const rateOf = (most: number): number => Math.min(most, Math.max(SLOWEST_USUAL, left * ROUND_PER_SECOND));
  let rate = FASTEST;
  let firstEnded = 0;
  shuffle(silent);
  while (!signal.aborted && macs.size < book.size) {
    round++;
    gained.push(0);
    const began = bootMillis();
    begun.push(began);
    if (lossBetween(gained.slice(0, -1)) > LOSS_TO_SLOW_DOWN) rate = Math.max(SLOWEST, rate / 2);
    pacer.setRate(rateOf(rate));
    for (let place = 0; place < left && !signal.aborted; ) {
      drain();
      const now = bootMillis();
      report(round, now);
      const paced = pacer.allowance(now, Math.min(door.slots, left - place));
      const allowed = cap === null ? paced : cap.allowance(now, paced);
      const before = requests;
      if (allowed > 0) place = ask(place, allowed);
      // Nothing went: it is too early, the kernel's queue is full, or those at hand had answered meanwhile.
      if (requests === before) await pause(Math.min(5, Math.max(1, pacer.waitMs(now), cap?.waitMs(now) ?? 0)));
      else await pause(0);
    }
    const ended = bootMillis();
    if (round === 1) firstEnded = ended;
    left = keepSilent(silent, left, macs);
    const isLast = round >= roundsNeeded(left, gained, persistent);
    const next = (): number => nextRoundAt({ began, ended }, roundTimeout(rtt), (1000 * left) / rateOf(rate));
    const last = (): number => Math.max(ended + roundTimeout(rtt), firstEnded + patience(latestMs));
    await listenUntil(isLast ? last : next, round);
    left = keepSilent(silent, left, macs);
    if (isLast && round >= roundsNeeded(left, gained, persistent)) break;
  }
  reportedAt = Number.NEGATIVE_INFINITY;
  report(round, bootMillis());
  return { macs, table, twins, requests, rounds: round, drops: door.drops(), interrupted: signal.aborted };
}

interface Known {
  readonly book: AddressBook;
  readonly macs: OwnArpAnswers;
  readonly table: ReadonlyMap<number, TableEntry>;
}

/** The table's entries for those to be asked; who is reachable, or remembered, is taken for answered. */
function whatIsKnown(options: ArpOptions): Known {
  const book = createAddressBook(options.ranges);
  const macs = createArpAnswers(book);
  const table = new Map<number, TableEntry>();
  for (const { interfaceIndex, address, mac, state } of options.neighbours) {
    if (interfaceIndex !== options.interfaceIndex || mac === null || !isHostMac(mac, 0)) continue;
    const index = book.index(address);
    if (index < 0) continue;
    table.set(address, { mac, fixed: FIXED.has(state) });
    if (state === 'reachable' && !macs.hasIndex(index)) macs.put(index, 'neighbour-table', mac, 0, NO_RTT);
  }
  options.memory?.each(options.interfaceIndex, (address, mac) => {
    const index = book.index(address);
    if (index >= 0 && !macs.hasIndex(index)) macs.put(index, 'arp-reply', mac, 0, NO_RTT);
  });
  return { book, macs, table };
}

/** Fisher and Yates. */
function shuffle(list: Uint32Array): void {
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [list[last], list[other]] = [list[other], list[last]];
  }
}

/** Moves those who are still silent to the front, in their order; returns how many they are. */
function keepSilent(silent: Uint32Array, count: number, macs: OwnArpAnswers): number {
  let kept = 0;
  for (let k = 0; k < count; k++) {
    const index = silent[k];
    if (!macs.hasIndex(index)) silent[kept++] = index;
  }
  return kept;
}

function cannotAsk(name: string, state: InterfaceState): LinkError {
  if (state === 'up') return new LinkError('E_NOT_SENT', `${name} takes no packet, though it is up; see: tc -s qdisc`);
  const { code, text } = troubleOf(name, state);
  return new LinkError(`E_${code}`, text);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)));
}
