import { type HostTable, hostTableOf } from './host-table.ts';

export interface Segment {
  readonly first: number;
  readonly last: number;
  readonly hop: number;
}

/** A table of few segments; sorted by address and disjoint. */
export function createHostTable(segments: readonly Segment[]): HostTable {
  return hostTableOf(segments.map(({ first, last, hop }) => ({ hop, ranges: Uint32Array.of(first, last) })));
}
