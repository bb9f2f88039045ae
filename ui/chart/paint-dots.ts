// Hosts that sigma does not hold (chart.ts), as dots below it, and which of them lies where somebody clicked.
import type { ChartPlan, Point } from '../logic/chart-plan.ts';
import type { ChartContents } from './contents.ts';
import { HOST_RADIUS, SMALL } from './paint-hosts.ts';
import type { Palette } from './palette.ts';
import type { View } from './view.ts';

/** Pixels, however far away one looks. */
const RADIUS_LEAST = 0.75;
/** Pixels around a dot that count as it. */
const REACH = 4;

/** What is small is a square, which is drawn in a tenth of the time; what is new is twice as large beside its colour. */
export function paintDots(
  pen: CanvasRenderingContext2D,
  view: View,
  { colours, nodes: dots }: Palette,
  { plan, fresh }: ChartContents,
  isHeld: (id: string) => boolean,
): void {
  const radius = Math.max(RADIUS_LEAST, HOST_RADIUS * view.scale);
  for (const { id, what, x, y } of plan.nodes.values()) {
    if (what !== 'host') continue;
    const isNew = radius < SMALL && fresh.has(id);
    if (isHeld(id) && !isNew) continue;
    const place = view.place({ x, y });
    if (!view.isInSight(place, radius)) continue;
    pen.fillStyle = isNew ? colours.glow : dots.host;
    const reach = isNew ? 2 * radius : radius;
    if (radius < SMALL) pen.fillRect(place.x - reach, place.y - reach, 2 * reach, 2 * reach);
    else {
      pen.beginPath();
      pen.arc(place.x, place.y, reach, 0, 2 * Math.PI);
      pen.fill();
    }
  }
}

/** Null where none lies. */
export function dotAt({ nodes }: ChartPlan, view: View, at: Point, isHeld: (id: string) => boolean): string | null {
  let nearest: string | null = null;
  let distance = Math.max(REACH, HOST_RADIUS * view.scale);
  for (const { id, what, x, y } of nodes.values()) {
    if (what !== 'host' || isHeld(id)) continue;
    const place = view.place({ x, y });
    const away = Math.hypot(place.x - at.x, place.y - at.y);
    if (away < distance) [nearest, distance] = [id, away];
  }
  return nearest;
}
