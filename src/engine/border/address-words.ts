// Ranges of addresses as they cross the border: pairs of 32-bit words, first and last, as they lie in memory.

import { NEVER_SCANNED } from '../../target/address-space.data.ts';
import { type FlatRanges, subtractFlat } from '../../target/flat-ranges.ts';
import type { Range } from '../../target/ranges.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { refuse } from './shapes.ts';

export const WORD_BYTES = 4;

/** All lists behind one another. */
export function joinWords(...lists: readonly Uint32Array[]): Uint8Array {
  const words = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    words.set(list, at);
    at += list.length;
  }
  return new Uint8Array(words.buffer);
}

/** Sorted and disjoint, or refused. */
export function checkRanges(words: FlatRanges, where: string): FlatRanges {
  if (words.length % 2 !== 0) refuse(where, 'a list of pairs');
  let before = -1;
  for (let at = 0; at < words.length; at += 2) {
    if (words[at] <= before || words[at + 1] < words[at]) refuse(where, 'sorted and disjoint');
    before = words[at + 1];
  }
  return words;
}

/** What is left of targets without the excluded ones. Refuses those that are never scanned, whoever asks. */
export function checkTargets(targets: FlatRanges, excluded: readonly Range[]): FlatRanges {
  checkRanges(targets, 'targets');
  for (const { range, name } of NEVER_SCANNED) {
    if (subtractFlat(targets, [range]) !== targets) refuse('targets', `without ${name}, which is never scanned`);
  }
  return subtractFlat(targets, excluded);
}

/** The same of single addresses. */
export function checkAddress(address: number, where: string): number {
  const never = NEVER_SCANNED.find(({ range: [first, last] }) => address >= first && address <= last);
  if (never !== undefined) refuse(where, `an address that is scanned: ${formatIpv4(address)} is in ${never.name}`);
  return address;
}
