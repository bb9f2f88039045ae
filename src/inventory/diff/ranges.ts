// Sets of numbers as lists of words have them: `22,80-90`, `198.18.0.0/24`, `198.18.0.3-198.18.1.4`.
import { parseIpv4 } from '../../wire/address.ts';

/** Sorted, disjoint: first, last, first, last ... */
export type NumberSet = Float64Array;

/** `22,80-90`. Words that are none are left out: whoever is not known to be asked was not asked. */
export function portSet(list: string): NumberSet {
  return joined(
    list
      .split(',')
      .map((word) => /^(\d+)(?:-(\d+))?$/.exec(word))
      .map((found) => (found === null ? null : [Number(found[1]), Number(found[2] ?? found[1])])),
  );
}

/** Addresses, networks and ranges of them. */
export function addressSet(words: readonly string[]): NumberSet {
  return joined(words.map(addressRange));
}

export function has(set: NumberSet, value: number): boolean {
  const place = lastBeginning(set, value);
  return place >= 0 && set[place + 1] >= value;
}

/** Whether all of `inner` is in `outer`. */
export function holds(outer: NumberSet, inner: NumberSet): boolean {
  for (let at = 0; at < inner.length; at += 2) {
    const place = lastBeginning(outer, inner[at]);
    if (place < 0 || outer[place + 1] < inner[at + 1]) return false;
  }
  return true;
}

export function sizeOf(set: NumberSet): number {
  let size = 0;
  for (let at = 0; at < set.length; at += 2) size += set[at + 1] - set[at] + 1;
  return size;
}

type Range = readonly [first: number, last: number];

/** Where the range begins that may hold the value; -1: none does. */
function lastBeginning(set: NumberSet, value: number): number {
  let place = -1;
  let [low, high] = [0, set.length / 2 - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (set[middle * 2] <= value) {
      place = middle * 2;
      low = middle + 1;
    } else high = middle - 1;
  }
  return place;
}

function addressRange(word: string): Range | null {
  const [network, bits] = word.split('/');
  if (bits !== undefined) {
    const [first, size] = [parseIpv4(network), 2 ** (32 - Number(bits))];
    return first === null || !/^\d{1,2}$/.test(bits) || Number(bits) > 32 ? null : [first, first + size - 1];
  }
  const [first, last] = word.split('-').map(parseIpv4);
  return first === null || last === null ? null : [first, last ?? first];
}

function joined(ranges: readonly (Range | null)[]): NumberSet {
  const sorted = ranges
    .filter((range): range is Range => range !== null && range[0] <= range[1])
    .sort(([one], [other]) => one - other);
  const set: number[] = [];
  for (const [first, last] of sorted) {
    if (set.length > 0 && first <= set.at(-1)! + 1) set[set.length - 1] = Math.max(set.at(-1)!, last);
    else set.push(first, last);
  }
  return Float64Array.from(set);
}
