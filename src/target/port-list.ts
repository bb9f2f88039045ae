// The ports of a scan one by one.
import { count, type Range } from './ranges.ts';

/** Port number by port index, ascending; in memory that threads share. */
export function listPorts(ranges: readonly Range[]): Uint16Array<SharedArrayBuffer> {
  const numbers = new Uint16Array(new SharedArrayBuffer(count(ranges) * 2));
  let index = 0;
  for (const [first, last] of ranges) for (let port = first; port <= last; port++) numbers[index++] = port;
  return numbers;
}
