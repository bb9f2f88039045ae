// Which of the ports that are asked a number is.

/**
 * `portNumbers`: by port index. The index of a number, -1 where it is none of them.
 *
 * Memory is touched only where a port is: the kernel takes ten microseconds for each of its 64 pages.
 */
export function createPortFinder(portNumbers: Uint16Array): (port: number) => number {
  /** By number, its index plus one; 0: none. */
  const places = new Int32Array(65_536);
  for (let index = 0; index < portNumbers.length; index++) places[portNumbers[index]] = index + 1;
  return (port) => places[port] - 1;
}
