// Finds the link addresses of neighbours by ARP (RFC 826), asking many at once.
//
//   for each round
//     ask all who are silent, in shuffled order, evenly paced        replies are read all the while
//     wait one RTO after the last request
//     end where nobody is silent, or enough rounds were asked for the loss that was measured

import { realtimeMicros } from '../native/clock.ts';
import type { Neighbour } from '../native/netlink-values.ts';
import * as arp from '../wire/arp.ts';
import * as ethernet from '../wire/ethernet.ts';
import { type ArpDoor, openArpDoor } from './arp-door.ts';
import { createRttEstimate, measuredLoss, roundsNeeded } from './arp-rounds.ts';
import { LinkError } from './error.ts';
import type { AddressRange } from './interfaces.ts';
import { createPacer } from './pacer.ts';

export interface ArpOptions {
  readonly interfaceIndex: number;
  /** Our link address there, 6 bytes. */
  readonly sourceMac: Uint8Array;
  /** Our address there. */
  readonly source: number;
  /** Whom to ask: sorted, disjoint, at most 2^24 addresses. */
  readonly ranges: readonly AddressRange[];
  /** Requests a second, never exceeded over any 100 ms; 20,000 at the most in any case. */
  readonly rateCap?: number | null;
  /** The kernel's neighbour table; entries it is sure of are not asked. */
  readonly neighbours: readonly Neighbour[];
  /** Ask up to 14 rounds, for an address everything depends on. */
  readonly persistent?: boolean;
  /** Ends the asking within 50 ms, with what is known. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ArpProgress) => void;
}

export interface ArpProgress {
  /** From 1. */
  readonly round: number;
  readonly requests: number;
  readonly answered: number;
  readonly asked: number;
}

export interface ArpAnswer {
  readonly mac: Uint8Array;
  /** Milliseconds; null where the address was asked more than once before it answered, or not at all. */
  readonly rttMs: number | null;
  readonly from: 'arp-reply' | 'neighbour-table';
}

export interface ArpResult {
  /** By address. */
  readonly macs: Map<number, ArpAnswer>;
  /** Frames sent. */
  readonly requests: number;
  readonly rounds: number;
  /** Addresses that more than one link address answered for; the first stands. */
  readonly conflicts: number;
  /** Replies that the kernel dropped because they were not read in time. */
  readonly drops: number;
  /** The signal ended it. */
  readonly interrupted: boolean;
}

const FASTEST = 20_000;
/** Few addresses are asked at least this slowly: a round takes 50 ms or more. */
const ROUND_PER_SECOND = 20;
const SLOWEST_USUAL = 1000;
/** A link that loses more than this gets the next round at half the rate. */
const LOSS_TO_SLOW_DOWN = 0.05;
const SLOWEST = 500;
/** Devices that sleep wake up for broadcasts a few times a second, so the last round is listened to longer. */
const LAST_WAIT_MS = 250;
const MOST_ADDRESSES = 2 ** 24;
/** The longest the event loop is held. */
const SLICE_MS = 1;
const PROGRESS_MS = 100;
const SURE: ReadonlySet<Neighbour['state']> = new Set(['reachable', 'permanent', 'delay']);

/** Asks until all have answered, or further asking is not worth it. Needs CAP_NET_RAW. */
export async function resolveArp(options: ArpOptions): Promise<ArpResult> {
  const door = openArpDoor(options.interfaceIndex, options.sourceMac, options.source);
  try {
    return await askThrough(door, options);
  } finally {
    door.close();
  }
}

/** The same through a door that is open. Throws LinkError: E_TOO_MANY_NEIGHBOURS, E_INTERFACE_DOWN. */
export async function askThrough(door: ArpDoor, options: ArpOptions): Promise<ArpResult> {
  const { ranges, sourceMac, source, signal, persistent = false } = options;
  const book = createAddressBook(ranges);
  const limit = Math.min(FASTEST, options.rateCap ?? FASTEST);
  const pacer = createPacer(limit);
  const rtt = createRttEstimate();
  const macs = new Map<number, ArpAnswer>();
  const conflicts = new Set<number>();
  const asks = new Uint8Array(book.size);
  const askedMicros = new Uint32Array(book.size); // modulo 2^32: 71 minutes
  const gained: number[] = [];
  const batch = new Uint32Array(door.slots);
  const places = new Uint32Array(door.slots);
  let requests = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;

  takeSureNeighbours(options, book, macs);
  const silent = new Uint32Array(book.size - macs.size);
  let left = 0;
  for (let index = 0; index < book.size; index++) if (!macs.has(book.address(index))) silent[left++] = index;

  /** Reads replies for at most a slice of time. */
  function drain(): void {
    const end = performance.now() + SLICE_MS;
    do {
      const length = door.receive();
      if (length < 0) throw interfaceDown(options.interfaceIndex, -length);
      if (length === 0) return;
      if (isReplyToUs(door.frame, length, sourceMac, source)) take();
    } while (performance.now() < end);
  }

  function take(): void {
    const address = arp.senderAddress(door.frame, ARP);
    const index = book.index(address);
    if (index < 0 || asks[index] === 0) return;
    const before = macs.get(address);
    const mac = door.frame.slice(ARP + arp.OFFSET.senderMac, ARP + arp.OFFSET.senderMac + 6);
    if (before !== undefined) {
      if (!sameMac(before.mac, mac)) conflicts.add(address);
      return;
    }
    let rttMs: number | null = null;
    if (asks[index] === 1) {
      const received = (door.receivedMicros() || realtimeMicros()) % 2 ** 32;
      // Unsigned, so that a wrap between the two does no harm; a clock set back does.
      const micros = (received - askedMicros[index]) >>> 0;
      if (micros < 2 ** 31) {
        rttMs = micros / 1000;
        rtt.add(rttMs);
      }
    }
    gained[asks[index] - 1]++;
    macs.set(address, { mac, rttMs, from: 'arp-reply' });
  }

  /** Asks up to `most` of the silent from place `from` on; returns the place after the last one dealt with. */
  function ask(from: number, most: number): number {
    let place = from;
    let filled = 0;
    const micros = realtimeMicros() % 2 ** 32;
    while (filled < most && place < left) {
      // Fisher-Yates as we go: what stands before `place` is the shuffled part.
      const other = place + Math.floor(Math.random() * (left - place));
      const index = silent[other];
      silent[other] = silent[place];
      silent[place++] = index;
      const address = book.address(index);
      if (macs.has(address)) continue;
      door.ask(filled, address);
      places[filled] = place - 1;
      batch[filled++] = index;
    }
    if (filled === 0) return place;
    const took = door.send(filled);
    if (took < 0) throw interfaceDown(options.interfaceIndex, -took);
    for (let k = 0; k < took; k++) {
      asks[batch[k]]++;
      askedMicros[batch[k]] = micros;
    }
    requests += took;
    pacer.sent(took, performance.now());
    // Those the kernel had no room for are next; who stands between them has answered, and is passed over again.
    return took < filled ? places[took] : place;
  }

  function report(round: number, now: number): void {
    if (now < reportedAt + PROGRESS_MS) return;
    reportedAt = now;
    options.onProgress?.({ round, requests, answered: macs.size, asked: book.size });
  }

  async function listen(ms: number, round: number): Promise<void> {
    const end = performance.now() + ms;
    while (!signal.aborted && macs.size < book.size) {
      drain();
      const now = performance.now();
      if (now >= end) return;
      report(round, now);
      await pause(1);
    }
  }

  let round = 0;
  let rate = limit;
  while (!signal.aborted && macs.size < book.size) {
    round++;
    gained.push(0);
    if (measuredLoss(gained.slice(0, -1)) > LOSS_TO_SLOW_DOWN) rate = Math.max(SLOWEST, rate / 2);
    pacer.setRate(Math.min(rate, Math.max(SLOWEST_USUAL, left * ROUND_PER_SECOND)));
    for (let place = 0; place < left && !signal.aborted; ) {
      drain();
      const now = performance.now();
      report(round, now);
      const allowed = pacer.allowance(now, Math.min(door.slots, left - place));
      const before = requests;
      if (allowed > 0) place = ask(place, allowed);
      // Nothing went: it is too early, the kernel's queue is full, or those at hand had answered meanwhile.
      if (requests === before) await pause(Math.min(5, Math.max(1, pacer.waitMs(now))));
      else await pause(0);
    }
    await listen(rtt.rtoMs(), round);
    left = keepSilent(silent, left, book, macs);
    if (round < roundsNeeded(left, gained, persistent)) continue;
    await listen(LAST_WAIT_MS - rtt.rtoMs(), round);
    break;
  }
  reportedAt = Number.NEGATIVE_INFINITY;
  report(round, performance.now());
  return { macs, requests, rounds: round, conflicts: conflicts.size, drops: door.drops(), interrupted: signal.aborted };
}

const ARP = ethernet.HEADER_LENGTH;

/** Rules: an ARP reply, for our link address and our address, from a link address that one host can have. */
export function isReplyToUs(frame: Uint8Array, length: number, sourceMac: Uint8Array, source: number): boolean {
  if (length < ARP + arp.LENGTH || length > frame.length) return false;
  if (ethernet.check(frame, 0, length) !== ARP || ethernet.etherType(frame, 0, ARP) !== ethernet.TYPE_ARP) return false;
  if (arp.check(frame, ARP, length - ARP) === 0 || arp.operation(frame, ARP) !== arp.REPLY) return false;
  if (arp.targetAddress(frame, ARP) !== source) return false;
  for (let k = 0; k < 6; k++) if (frame[ARP + arp.OFFSET.targetMac + k] !== sourceMac[k]) return false;
  return isHostMac(frame, ARP + arp.OFFSET.senderMac);
}

/** Neither a group address nor zero. */
function isHostMac(bytes: Uint8Array, offset: number): boolean {
  if ((bytes[offset] & 1) === 1) return false;
  let all = 0;
  for (let k = 0; k < 6; k++) all |= bytes[offset + k];
  return all !== 0;
}

function sameMac(a: Uint8Array, b: Uint8Array): boolean {
  for (let k = 0; k < 6; k++) if (a[k] !== b[k]) return false;
  return true;
}

function takeSureNeighbours(options: ArpOptions, book: AddressBook, macs: Map<number, ArpAnswer>): void {
  for (const { interfaceIndex, address, mac, state } of options.neighbours) {
    if (interfaceIndex !== options.interfaceIndex || mac === null || !SURE.has(state)) continue;
    if (book.index(address) >= 0 && isHostMac(mac, 0)) macs.set(address, { mac, rttMs: null, from: 'neighbour-table' });
  }
}

/** Moves those who are still silent to the front; returns how many they are. */
function keepSilent(silent: Uint32Array, count: number, book: AddressBook, macs: Map<number, ArpAnswer>): number {
  let kept = 0;
  for (let k = 0; k < count; k++) {
    const index = silent[k];
    if (!macs.has(book.address(index))) silent[kept++] = index;
  }
  return kept;
}

/** Addresses of the ranges by number, 0 to `size - 1`, and back. */
interface AddressBook {
  readonly size: number;
  address(index: number): number;
  /** -1 where it is in no range. */
  index(address: number): number;
}

function createAddressBook(ranges: readonly AddressRange[]): AddressBook {
  const firsts = new Float64Array(ranges.length);
  const begins = new Float64Array(ranges.length);
  let size = 0;
  ranges.forEach(([first, last], k) => {
    firsts[k] = first;
    begins[k] = size;
    size += last - first + 1;
  });
  if (size > MOST_ADDRESSES) {
    throw new LinkError(
      'E_TOO_MANY_NEIGHBOURS',
      `${size} addresses on one link are too many to ask by ARP; name fewer than a /8`,
    );
  }
  return {
    size,
    address(index) {
      const k = lastNotAbove(begins, index);
      return firsts[k] + (index - begins[k]);
    },
    index(address) {
      const k = lastNotAbove(firsts, address);
      return k < 0 || address > ranges[k][1] ? -1 : begins[k] + (address - firsts[k]);
    },
  };
}

/** -1 where all are above. */
function lastNotAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function interfaceDown(interfaceIndex: number, number: number): LinkError {
  return new LinkError(
    'E_INTERFACE_DOWN',
    `interface number ${interfaceIndex} takes no ARP requests any more (errno ${number}); see "ip link" whether it is up`,
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)));
}
