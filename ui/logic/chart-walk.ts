// Walking over the chart by the arrow keys.
import type { ChartNode, Point } from './chart-plan.ts';

/** On the chart upwards is towards larger y. */
const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

/** The nearest host in the direction of a key: what lies ahead, and aside counts double. Null where there is none. */
export function hostTowards(nodes: Iterable<ChartNode>, from: Point, key: string): string | null {
  const direction = DIRECTIONS[key];
  if (direction === undefined) return null;
  let best: string | null = null;
  let shortest = Number.POSITIVE_INFINITY;
  for (const { id, what, x, y } of nodes) {
    if (what !== 'host') continue;
    const ahead = (x - from.x) * direction.x + (y - from.y) * direction.y;
    const aside = Math.abs((x - from.x) * direction.y) + Math.abs((y - from.y) * direction.x);
    if (ahead <= 0.01 || aside > ahead * 2) continue;
    const distance = ahead + 2 * aside;
    if (distance < shortest) [best, shortest] = [id, distance];
  }
  return best;
}
