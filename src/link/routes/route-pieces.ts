// Cuts address ranges where prefixes begin and end.
import type { FlatRanges } from '../../target/flat-ranges.ts';
import { firstAbove } from '../../target/search.ts';

export interface Prefix {
  readonly destination: number;
  readonly prefixLength: number;
}

/** The last address of a prefix. */
export function prefixEnd({ destination, prefixLength }: Prefix): number {
  return destination + 2 ** (32 - prefixLength) - 1;
}

/**
 * The ranges in parts that no prefix begins or ends in: every prefix holds all of a part or none of it. Parts are views
 * of `ranges`, but for pieces of those in which a prefix begins or ends.
 */
export function cutRanges(ranges: FlatRanges, prefixes: readonly Prefix[]): FlatRanges[] {
  const cuts = cutsOf(prefixes);
  const parts: FlatRanges[] = [];
  let begin = 0;
  let next = 0;
  const close = (end: number): void => {
    if (end > begin) parts.push(ranges.subarray(begin, end));
    begin = end;
  };
  for (let i = 0; i < ranges.length; i += 2) {
    const [first, last] = [ranges[i], ranges[i + 1]];
    if (cuts[next] <= first) {
      close(i);
      next = firstAbove(cuts, first);
    }
    if (!(cuts[next] <= last)) continue;
    close(i);
    for (let from = first; from <= last; ) {
      const end = cuts[next] <= last ? cuts[next++] - 1 : last;
      parts.push(Uint32Array.of(from, end));
      from = end + 1;
    }
    begin = i + 2;
  }
  close(ranges.length);
  return parts;
}

/** The first address of each prefix and the one behind its last: ascending, each once. */
function cutsOf(prefixes: readonly Prefix[]): Float64Array {
  const cuts = new Float64Array(prefixes.length * 2);
  prefixes.forEach((prefix, index) => {
    cuts[index * 2] = prefix.destination;
    cuts[index * 2 + 1] = prefixEnd(prefix) + 1;
  });
  cuts.sort();
  let kept = 0;
  for (const cut of cuts) if (kept === 0 || cut !== cuts[kept - 1]) cuts[kept++] = cut;
  return cuts.subarray(0, kept);
}
