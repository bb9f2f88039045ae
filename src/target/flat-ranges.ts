// Sets of addresses by the million: sorted, disjoint, inclusive ranges as one array of pairs, eight bytes a range.
//
//   first, last, first, last, ...       unsigned 32-bit

/** Pairs, sorted by `first`, that neither overlap nor touch. */
export type FlatRanges = Uint32Array<ArrayBuffer>;

const LEAST_WORDS = 1024;

/** Gathers pairs that come in ascending order, joining those that touch. */
export function createFlatBuilder() {
  let words = new Uint32Array(LEAST_WORDS);
  let length = 0;
  return {
    add(first: number, last: number): void {
      if (length > 0 && first <= words[length - 1] + 1) {
        if (last > words[length - 1]) words[length - 1] = last;
        return;
      }
      if (length === words.length) {
        const wider = new Uint32Array(length * 2);
        wider.set(words);
        words = wider;
      }
      words[length++] = first;
      words[length++] = last;
    },
    /** The builder is done with. */
    finish(): FlatRanges {
      return words.length > 2 * length ? words.slice(0, length) : words.subarray(0, length);
    },
  };
}

/** Ranges in any order, overlapping or not: sorted and joined. `length`: words that are filled; they are overwritten. */
export function sortFlat(words: FlatRanges, length: number): FlatRanges {
  let sorted = true;
  for (let i = 2; sorted && i < length; i += 2) sorted = words[i] > words[i - 2];
  if (!sorted) sortPairs(words, length);
  let end = 0;
  for (let i = 0; i < length; i += 2) {
    if (end > 0 && words[i] <= words[end - 1] + 1) {
      if (words[i + 1] > words[end - 1]) words[end - 1] = words[i + 1];
    } else {
      words[end] = words[i];
      words[end + 1] = words[i + 1];
      end += 2;
    }
  }
  return words.subarray(0, end);
}

/** As numbers of 64 bits, whose upper half decides: typed arrays sort those without calls and objects. */
function sortPairs(words: FlatRanges, length: number): void {
  swapPairs(words, length);
  new BigUint64Array(words.buffer, words.byteOffset, length / 2).sort();
  swapPairs(words, length);
}

/** The upper half comes second in memory (little endian, as all that Node runs on). */
function swapPairs(words: FlatRanges, length: number): void {
  for (let i = 0; i < length; i += 2) {
    const first = words[i];
    words[i] = words[i + 1];
    words[i + 1] = first;
  }
}

/** Range by range, for few of them; what is flat stays as it is. */
export function flatten(ranges: readonly (readonly [first: number, last: number])[] | FlatRanges): FlatRanges {
  if (ranges instanceof Uint32Array) return ranges;
  const words = new Uint32Array(ranges.length * 2);
  ranges.forEach((range, index) => {
    words.set(range, index * 2);
  });
  return sortFlat(words, words.length);
}

export function unflatten(words: FlatRanges): [first: number, last: number][] {
  return Array.from({ length: words.length / 2 }, (_, k) => [words[2 * k], words[2 * k + 1]]);
}

/** Two views of one array as one, where the second begins where the first ends; else null. */
export function joinViews(first: FlatRanges, second: FlatRanges): FlatRanges | null {
  if (first.buffer !== second.buffer || first.byteOffset + first.byteLength !== second.byteOffset) return null;
  return new Uint32Array(first.buffer, first.byteOffset, first.length + second.length);
}

/** Pieces in ascending order as one; of one piece no copy is made. */
export function joinFlat(pieces: readonly FlatRanges[]): FlatRanges {
  if (pieces.length === 1) return pieces[0];
  const words = new Uint32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let length = 0;
  for (const piece of pieces) {
    words.set(piece, length);
    length += piece.length;
  }
  return sortFlat(words, length);
}

/** How many addresses; up to 2^32. */
export function countFlat(words: FlatRanges): number {
  let total = 0;
  for (let i = 0; i < words.length; i += 2) total += words[i + 1] - words[i] + 1;
  return total;
}

/** What is not in `removed` (sorted, disjoint); the same array where nothing is taken out. */
export function subtractFlat(words: FlatRanges, removed: readonly (readonly [number, number])[]): FlatRanges {
  if (!meets(words, removed)) return words;
  const kept = createFlatBuilder();
  let next = 0;
  for (let i = 0; i < words.length; i += 2) {
    let start = words[i];
    const last = words[i + 1];
    while (next < removed.length && removed[next][1] < start) next++;
    for (let k = next; k < removed.length && removed[k][0] <= last; k++) {
      if (removed[k][0] > start) kept.add(start, removed[k][0] - 1);
      start = Math.max(start, removed[k][1] + 1);
    }
    if (start <= last) kept.add(start, last);
  }
  return kept.finish();
}

function meets(words: FlatRanges, others: readonly (readonly [number, number])[]): boolean {
  return others.some(([first, last]) => {
    const place = placeAtOrBelow(words, last);
    return place >= 0 && words[place + 1] >= first;
  });
}

export function containsFlat(words: FlatRanges, value: number): boolean {
  const place = placeAtOrBelow(words, value);
  return place >= 0 && words[place + 1] >= value;
}

/** Index of the last pair that does not begin above `value`, or -1. */
function placeAtOrBelow(words: FlatRanges, value: number): number {
  let low = -1;
  let high = words.length / 2 - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (words[2 * middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low < 0 ? -1 : 2 * low;
}
