// The port space as a picture: 65,536 cells, 256 in a row, so that a row is the port's upper byte. The more hosts have a port open,
// the deeper its cell.

export const SIDE = 256;
/** Depths that the eye tells apart. */
export const DEPTHS = 6;

/** 0: nobody; 1: a host or two; up to 5. By tens: few hosts are what one looks for. */
export function depthOf(hosts: number): number {
  if (hosts <= 0) return 0;
  return Math.min(DEPTHS - 1, 1 + Math.floor(Math.log2(hosts) / 2));
}

/** Where a port's cell is. */
export const cellOf = (port: number): readonly [column: number, row: number] => [port % SIDE, Math.floor(port / SIDE)];

/** Which port is at a point of a picture `size` wide and high; null beside it. */
export function portAt(x: number, y: number, size: number): number | null {
  const [column, row] = [Math.floor((x / size) * SIDE), Math.floor((y / size) * SIDE)];
  return column < 0 || row < 0 || column >= SIDE || row >= SIDE ? null : row * SIDE + column;
}

/** The port that a key of the arrows leads to. */
export function walk(port: number, key: string): number {
  const step = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -SIDE,
    ArrowDown: SIDE,
    PageUp: -16 * SIDE,
    PageDown: 16 * SIDE,
  }[key];
  if (key === 'Home') return 0;
  if (key === 'End') return SIDE * SIDE - 1;
  const next = port + (step ?? 0);
  return next < 0 || next >= SIDE * SIDE ? port : next;
}

/** The open port nearest to one, in the direction of the key `n` (1) or `p` (-1); itself where there is none. */
export function nextOpen(counts: { readonly [port: number]: number }, port: number, direction: 1 | -1): number {
  for (let at = port + direction; at >= 0 && at < SIDE * SIDE; at += direction) if (counts[at] > 0) return at;
  return port;
}
