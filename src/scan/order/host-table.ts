// Hosts by number, and how each is reached. Neighbouring addresses that are reached alike are one segment, so that a
// /8 behind a router is one entry, and 60,000 neighbours with a MAC address each are 60,000.
import type { FlatRanges } from '../../target/flat-ranges.ts';
import { lastNotAbove } from '../../target/search.ts';

/** Where frames to a segment go. */
export interface Hop {
  /** Which of the engine's interfaces. */
  readonly interfaceSlot: number;
  /** Our own addresses on the way there, at least one: which of them asks: askers.ts. */
  readonly sources: readonly number[];
  readonly sourceMac: Uint8Array | null;
  /** The next hop's MAC address, in memory that all threads share; null without Ethernet. It may move. */
  readonly destinationMac: Uint8Array | null;
}

/** Sorted by address; in shared memory, so that every thread sees one copy. */
export interface HostTable {
  readonly hosts: number;
  /** First address of each segment. */
  readonly address: Uint32Array;
  /** Host number of that first address. */
  readonly host: Uint32Array;
  readonly hop: Uint32Array;
}

/** Bytes that the table of so many segments takes. */
export function hostTableBytes(segments: number): number {
  return segments * 3 * 4;
}

/** Ranges that are reached alike. */
export interface HopRanges {
  readonly hop: number;
  readonly ranges: FlatRanges;
}

/** The ranges of all must be disjoint. They are read in place: nothing but the table is kept or made on the way. */
export function hostTableOf(parts: readonly HopRanges[]): HostTable {
  const segments = parts.reduce((sum, { ranges }) => sum + ranges.length / 2, 0);
  const words = () => new Uint32Array(new SharedArrayBuffer(segments * 4));
  const table = { address: words(), host: words(), hop: words() };
  let hosts = 0;
  let segment = 0;
  inOrder(parts, (first, last, hop) => {
    table.address[segment] = first;
    table.host[segment] = hosts;
    table.hop[segment++] = hop;
    hosts += last - first + 1;
  });
  return { hosts, ...table };
}

/**
 * The ranges of all parts in ascending order.
 *
 *   heap     part numbers; the part whose next range is the first of all is on top, each is before the two below it
 *   next     by part: the word at which its next range stands
 */
function inOrder(parts: readonly HopRanges[], take: (first: number, last: number, hop: number) => void): void {
  const next = new Uint32Array(parts.length);
  const firstOf = (part: number): number => parts[part].ranges[next[part]];
  const filled = [...parts.keys()].filter((part) => parts[part].ranges.length > 0);
  const heap = Uint32Array.from(filled.sort((a, b) => firstOf(a) - firstOf(b)));
  let size = heap.length;
  while (size > 0) {
    const part = heap[0];
    const { ranges, hop } = parts[part];
    const second = size < 3 || firstOf(heap[1]) < firstOf(heap[2]) ? 1 : 2;
    const limit = size > 1 ? firstOf(heap[second]) : Number.POSITIVE_INFINITY;
    let at = next[part];
    for (; at < ranges.length && ranges[at] < limit; at += 2) take(ranges[at], ranges[at + 1], hop);
    next[part] = at;
    if (at === ranges.length) heap[0] = heap[--size];
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && firstOf(heap[child + 1]) < firstOf(heap[child])) child++;
      if (firstOf(heap[place]) <= firstOf(heap[child])) break;
      [heap[place], heap[child]] = [heap[child], heap[place]];
      place = child;
    }
  }
}

/** The segment in which a host number is. */
export function segmentOfHost(table: HostTable, host: number): number {
  return lastNotAbove(table.host, host);
}

/** The host number after the last of a segment. */
export function segmentEnd(table: HostTable, segment: number): number {
  return segment + 1 < table.host.length ? table.host[segment + 1] : table.hosts;
}

export function addressOfHost(table: HostTable, host: number): number {
  const segment = segmentOfHost(table, host);
  return table.address[segment] + (host - table.host[segment]);
}

/** The host number of an address, or -1 where it is not a target. */
export function hostOfAddress(table: HostTable, address: number): number {
  if (table.address.length === 0 || address < table.address[0]) return -1;
  const segment = lastNotAbove(table.address, address);
  const host = table.host[segment] + (address - table.address[segment]);
  return host < segmentEnd(table, segment) ? host : -1;
}
