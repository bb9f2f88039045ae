// Cuts address ranges where prefixes begin and end.
import type { FlatRanges } from '../target/flat-ranges.ts';
import { firstAbove } from '../target/search.ts';

export interface Prefix {
  readonly destination: number;
  readonly prefixLength: number;
}

/** The last address of a prefix. */
export function prefixEnd({ destination, prefixLength }: Prefix): number {
  return destination + 2 ** (32 - prefixLength) - 1;
}

/**
 * The ranges in pieces that no prefix begins or ends in, as pairs, and where in them each group begins: the pieces of
 * one group lie between the same two cuts, so that every prefix holds either all of them or none.
 */
export function cutRanges(
  ranges: FlatRanges,
  prefixes: readonly Prefix[],
): { readonly pieces: FlatRanges; readonly groups: readonly number[] } {
  const cuts = new Float64Array(prefixes.length * 2);
  prefixes.forEach((prefix, index) => {
    cuts[index * 2] = prefix.destination;
    cuts[index * 2 + 1] = prefixEnd(prefix) + 1;
  });
  cuts.sort();
  const pieces = new Uint32Array(ranges.length + 2 * cuts.length);
  const groups: number[] = [];
  let filled = 0;
  let open = -1;
  for (let i = 0; i < ranges.length; i += 2) {
    let begin = ranges[i];
    const last = ranges[i + 1];
    let next = firstAbove(cuts, begin);
    while (begin <= last) {
      while (next < cuts.length && cuts[next] <= begin) next++;
      const end = next < cuts.length ? Math.min(last, cuts[next] - 1) : last;
      // `next` names the cut that the piece ends before: the same for all pieces of a group.
      if (open !== next) groups.push(filled);
      open = next;
      pieces[filled++] = begin;
      pieces[filled++] = end;
      begin = end + 1;
    }
  }
  return { pieces: pieces.subarray(0, filled), groups };
}
