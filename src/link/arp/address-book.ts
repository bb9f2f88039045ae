// Addresses of sorted ranges by number, and back: a /8 takes no more room than its ranges.
import { lastNotAbove } from '../../target/search.ts';
import { LinkError } from '../error.ts';
import type { AddressRange } from '../interfaces/interfaces.ts';

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
  const firsts = new Uint32Array(ranges.length);
  const begins = new Uint32Array(ranges.length);
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
