// The outline of an island: no circle, but the same one for the same network whenever it is drawn.
import type { Island, Point } from './chart-plan.ts';

const POINTS = 72;

/** Points around an island, `outwards` further out than its coast: the lines that charts draw in the water before it. */
export function coastOf({ network, x, y, radius }: Island, outwards = 0): readonly Point[] {
  const [a, b, c] = phasesOf(network);
  // Waves smooth out with the distance from the land.
  const wave = 1 / (1 + outwards * 0.8);
  return Array.from({ length: POINTS }, (_, index) => {
    const angle = (index / POINTS) * 2 * Math.PI;
    const rough = 0.045 * Math.sin(3 * angle + a) + 0.03 * Math.sin(5 * angle + b) + 0.022 * Math.sin(9 * angle + c);
    const distance = radius * (1 + rough * wave) + outwards;
    return { x: x + distance * Math.cos(angle), y: y + distance * Math.sin(angle) };
  });
}

/** Three angles that are the network's own (FNV-1a). */
function phasesOf(network: string): readonly [number, number, number] {
  let hash = 0x811c9dc5;
  for (let index = 0; index < network.length; index++) {
    hash = Math.imul(hash ^ network.charCodeAt(index), 0x01000193) >>> 0;
  }
  const part = (shift: number): number => (((hash >>> shift) & 0xff) / 256) * 2 * Math.PI;
  return [part(0), part(8), part(16)];
}
