// Hosts by number, and how each is reached. Neighbouring addresses that are reached alike are one segment, so that a
// /8 behind a router is one entry, and 60,000 neighbours with a MAC address each are 60,000.
import type { FlatRanges } from '../../target/flat-ranges.ts';
import { lastNotAbove } from '../../target/search.ts';

/** Where frames to a segment go. */
export interface Hop {
  /** Which of the engine's interfaces. */
  readonly interfaceSlot: number;
  /** Our own address on the way there. */
  readonly source: number;
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

/** The ranges of all must be disjoint. */
export function hostTableOf(parts: readonly HopRanges[]): HostTable {
  const { word, hop } = sortedParts(parts);
  const segments = word.length / 2;
  const words = () => new Uint32Array(new SharedArrayBuffer(segments * 4));
  const table = { address: words(), host: words(), hop: words() };
  let hosts = 0;
  for (let index = 0; index < segments; index++) {
    table.address[index] = word[2 * index];
    table.host[index] = hosts;
    table.hop[index] = typeof hop === 'number' ? hop : hop[index];
    hosts += word[2 * index + 1] - word[2 * index] + 1;
  }
  return { hosts, ...table };
}

/** All pairs in ascending order, and the hop of each; of one part, as most scans have, without a copy. */
function sortedParts(parts: readonly HopRanges[]): { word: FlatRanges; hop: number | Uint32Array } {
  if (parts.length === 1) return { word: parts[0].ranges, hop: parts[0].hop };
  const length = parts.reduce((sum, { ranges }) => sum + ranges.length, 0);
  // The address above, where the pair is below: sorted as one number.
  const keys = new BigUint64Array(length / 2);
  const halves = new Uint32Array(keys.buffer);
  const words = new Uint32Array(length);
  const hops = new Uint32Array(length / 2);
  let at = 0;
  for (const { ranges, hop } of parts) {
    words.set(ranges, at);
    hops.fill(hop, at / 2, (at + ranges.length) / 2);
    at += ranges.length;
  }
  for (let k = 0; k < keys.length; k++) {
    halves[2 * k] = k;
    halves[2 * k + 1] = words[2 * k];
  }
  keys.sort();
  const word = new Uint32Array(length);
  const hop = new Uint32Array(keys.length);
  for (let k = 0; k < keys.length; k++) {
    const from = halves[2 * k];
    word[2 * k] = words[2 * from];
    word[2 * k + 1] = words[2 * from + 1];
    hop[k] = hops[from];
  }
  return { word, hop };
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
