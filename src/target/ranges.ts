// Sets of addresses or ports as sorted, disjoint, inclusive ranges: a /8 is one range, never sixteen million numbers.

/** Inclusive, both ends; unsigned 32-bit numbers (IPv4 addresses) or port numbers. */
export type Range = readonly [first: number, last: number];

/**
 * Sorts, and joins what overlaps or touches. Every range must have `first <= last`; both unsigned 32-bit.
 * The other functions of this file take only ranges that went through here (or came out of one of them).
 */
export function normalize(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const joined: Range[] = [];
  for (const [first, last] of sorted) {
    const previous = joined.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) {
      if (last > previous[1]) joined[joined.length - 1] = [previous[0], last];
    } else {
      joined.push([first, last]);
    }
  }
  return joined;
}

/** What is in `ranges` and not in `removed`. */
export function subtract(ranges: readonly Range[], removed: readonly Range[]): Range[] {
  const kept: Range[] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    let start = first;
    while (next < removed.length && removed[next][1] < start) next++;
    // `next` stays on a removed range that reaches beyond this one: it may reach into the following one too.
    for (let i = next; i < removed.length && removed[i][0] <= last; i++) {
      if (removed[i][0] > start) kept.push([start, removed[i][0] - 1]);
      start = removed[i][1] + 1;
    }
    if (start <= last) kept.push([start, last]);
  }
  return kept;
}

/** What is in both. */
export function intersect(a: readonly Range[], b: readonly Range[]): Range[] {
  const common: Range[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const first = Math.max(a[i][0], b[j][0]);
    const last = Math.min(a[i][1], b[j][1]);
    if (first <= last) common.push([first, last]);
    if (a[i][1] < b[j][1]) i++;
    else j++;
  }
  return common;
}

/** Whether `value` lies in one of the ranges. Binary search, allocates nothing. */
export function contains(ranges: readonly Range[], value: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const range = ranges[middle];
    if (value < range[0]) high = middle - 1;
    else if (value > range[1]) low = middle + 1;
    else return true;
  }
  return false;
}

/** `22,80-90`. */
export function rangeText(ranges: readonly Range[], between = ','): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(between);
}

/** How many numbers the ranges hold; up to 2^32. */
export function count(ranges: readonly Range[]): number {
  let total = 0;
  for (const [first, last] of ranges) total += last - first + 1;
  return total;
}
