// Cuts address ranges where prefixes begin and end.
import type { AddressRange } from './interfaces.ts';

export interface Prefix {
  readonly destination: number;
  readonly prefixLength: number;
}

/** The last address of a prefix. */
export function prefixEnd({ destination, prefixLength }: Prefix): number {
  return destination + 2 ** (32 - prefixLength) - 1;
}

/**
 * The ranges (sorted, disjoint) in pieces that no prefix begins or ends in, grouped: the pieces of one group lie
 * between the same two cuts, so that every prefix holds either all of them or none.
 */
export function cutRanges(ranges: readonly AddressRange[], prefixes: readonly Prefix[]): AddressRange[][] {
  const cuts = new Float64Array(prefixes.length * 2);
  prefixes.forEach((prefix, index) => {
    cuts[index * 2] = prefix.destination;
    cuts[index * 2 + 1] = prefixEnd(prefix) + 1;
  });
  cuts.sort();
  const groups: AddressRange[][] = [];
  let open = -1;
  for (const [first, last] of ranges) {
    let begin = first;
    let next = firstAbove(cuts, begin);
    while (begin <= last) {
      while (next < cuts.length && cuts[next] <= begin) next++;
      const end = next < cuts.length ? Math.min(last, cuts[next] - 1) : last;
      // `next` names the cut that the piece ends before: the same for all pieces of a group.
      if (open === next) groups[groups.length - 1].push([begin, end]);
      else groups.push([[begin, end]]);
      open = next;
      begin = end + 1;
    }
  }
  return groups;
}

/** Index of the first entry above `value`. */
function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
