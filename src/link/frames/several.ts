// Doors on several interfaces at once. Apart from what chooses the interfaces, as threads open the doors and ask no netlink.

/** Blocks of all their rings together, and of one at least. */
const BLOCKS = 256;
const BLOCKS_LEAST = 4;

/** How many blocks each ring has where `count` of them share what there is; never more than `most`. */
export function sharedBlocks(count: number, most: number): number {
  return Math.max(BLOCKS_LEAST, Math.min(most, Math.floor(BLOCKS / Math.max(1, count))));
}

/** Interfaces come and go: what could not be opened because of that was there a moment ago (packet(7), bind). */
export function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENODEV' || code === 'ENXIO' || code === 'ENETDOWN';
}
