// Addresses of sorted ranges by number, and back: a /8 takes no more room than its ranges.
import { LinkError } from './error.ts';
import type { AddressRange } from './interfaces.ts';

const MOST_ADDRESSES = 2 ** 24;

/** Addresses of the ranges by number, 0 to `size - 1`, and back. */
export interface AddressBook {
  readonly size: number;
  address(index: number): number;
  /** -1 where it is in no range. */
  index(address: number): number;
}

/** Throws LinkError E_TOO_MANY_NEIGHBOURS above 2^24 addresses. */
export function createAddressBook(ranges: readonly AddressRange[]): AddressBook {
  const firsts = new Float64Array(ranges.length);
  const begins = new Float64Array(ranges.length);
  let size = 0;
  ranges.forEach(([first, last], k) => {
    firsts[k] = first;
    begins[k] = size;
    size += last - first + 1;
  });
  if (size > MOST_ADDRESSES) {
    throw new LinkError(
      'E_TOO_MANY_NEIGHBOURS',
      `${size} addresses on one link are too many to ask by ARP; name fewer than a /8`,
    );
  }
  return {
    size,
    address(index) {
      const k = lastNotAbove(begins, index);
      return firsts[k] + (index - begins[k]);
    },
    index(address) {
      const k = lastNotAbove(firsts, address);
      return k < 0 || address > ranges[k][1] ? -1 : begins[k] + (address - firsts[k]);
    },
  };
}

/** -1 where all are above. */
function lastNotAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
