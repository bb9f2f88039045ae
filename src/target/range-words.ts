// Ranges as a person would write them: an address, a network, or the first and the last address.
import { formatIpv4 } from '../wire/address.ts';
import type { FlatRanges } from './flat-ranges.ts';

/** `198.18.0.7`, `198.18.0.0/24`, `198.18.0.3-198.18.1.4`, in the order of the ranges. */
export function* rangeWords(ranges: FlatRanges): Generator<string, void, undefined> {
  for (let at = 0; at < ranges.length; at += 2) yield rangeWord(ranges[at], ranges[at + 1]);
}

function rangeWord(first: number, last: number): string {
  if (first === last) return formatIpv4(first);
  const size = last - first + 1;
  const bits = Math.log2(size);
  // A network begins at a multiple of its size, which is a power of two.
  if (Number.isInteger(bits) && first % size === 0) return `${formatIpv4(first)}/${32 - bits}`;
  return `${formatIpv4(first)}-${formatIpv4(last)}`;
}
