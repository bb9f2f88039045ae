// How large a ring of received frames has to be: all of it is memory from the moment it is opened, whether anything comes or not.
import type { RingSize } from './frames.ts';

/** A page. */
const BLOCK_LEAST = 4096;

/**
 * A ring for so many bytes at once, `whole` at the most: as many blocks whatever it is asked for, as each may wait, but no longer ones
 * than these bytes fill. A block holds a frame of `longest` bytes, which would be cut otherwise. The kernel clears all of it (2 ms
 * for 8 MB) before the first probe may go.
 */
export function ringHolding(bytes: number, { blockSize: largest, blocks }: RingSize, longest = 0): RingSize {
  const least = Math.max(BLOCK_LEAST, longest);
  let blockSize = largest;
  while (blockSize / 2 >= least && (blockSize / 2) * blocks >= bytes) blockSize /= 2;
  return { blockSize, blocks };
}
