// Water, rhumb lines from the middle, the coasts with the shoals before them, names of networks, and the frame of the chart.
import type { ChartPlan, Island, Point } from '../logic/chart-plan.ts';
import { coastOf } from '../logic/coast.ts';
import { visible } from '../logic/visible-text.ts';
import type { Palette } from './palette.ts';
import { cleanSheet, type View } from './view.ts';

/** Of a compass rose. */
const WINDS = 32;
/** Units of the plan before the coast. */
const SHOALS = [1.2, 0.75, 0.35];
const FRAME = 7;
/** Pixels of one field of the frame. */
const FIELD = 40;

export function paintSea(
  canvas: HTMLCanvasElement,
  view: View,
  palette: Palette,
  plan: ChartPlan,
): CanvasRenderingContext2D {
  const pen = cleanSheet(canvas, view);
  const { colours } = palette;
  pen.fillStyle = colours.water;
  pen.fillRect(0, 0, view.width, view.height);
  paintRhumbs(pen, view, colours.rhumb);
  const islands = [...plan.islands.values()].filter((island) =>
    view.isInSight(view.place(island), (island.radius + 3) * view.scale),
  );
  SHOALS.forEach((outwards, index) => {
    pen.fillStyle = colours.shoal;
    pen.globalAlpha = 0.4 + index * 0.2;
    for (const island of islands) outline(pen, view, coastOf(island, outwards), 'fill');
  });
  pen.globalAlpha = 1;
  pen.fillStyle = colours.land;
  pen.strokeStyle = colours.coast;
  pen.lineWidth = 1.25;
  for (const island of islands) outline(pen, view, coastOf(island), 'both');
  for (const island of islands) paintName(pen, view, island, colours.ink, colours.water);
  return pen;
}

function paintRhumbs(pen: CanvasRenderingContext2D, view: View, colour: string): void {
  const { x, y } = view.place({ x: 0, y: 0 });
  const length = view.width + view.height + Math.hypot(x, y);
  pen.strokeStyle = colour;
  pen.lineWidth = 0.75;
  for (let wind = 0; wind < WINDS; wind++) {
    const angle = (wind / WINDS) * 2 * Math.PI;
    // Of the thirty-two winds every second one is fainter.
    pen.globalAlpha = wind % 4 === 0 ? 0.9 : wind % 2 === 0 ? 0.5 : 0.25;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + Math.cos(angle) * length, y + Math.sin(angle) * length);
    pen.stroke();
  }
  pen.globalAlpha = 0.6;
  for (const radius of [1.1, 1.3]) {
    pen.beginPath();
    pen.arc(x, y, radius * Math.min(40, 2 * view.scale), 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function outline(pen: CanvasRenderingContext2D, view: View, points: readonly Point[], how: 'fill' | 'both'): void {
  pen.beginPath();
  for (const point of points) {
    const { x, y } = view.place(point);
    pen.lineTo(x, y);
  }
  pen.closePath();
  pen.fill();
  if (how === 'both') pen.stroke();
}

/** Below the island, as far as it is large enough to bear a name. */
function paintName(
  pen: CanvasRenderingContext2D,
  view: View,
  { network, x, y, radius }: Island,
  ink: string,
  water: string,
): void {
  if (radius * view.scale < 22) return;
  const { x: left, y: top } = view.place({ x, y: y - radius - 0.75 });
  const size = Math.max(11, Math.min(17, radius * view.scale * 0.16));
  pen.font = `italic 600 ${size}px ui-serif, "Iowan Old Style", Palatino, Georgia, serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'top';
  pen.lineWidth = 4;
  pen.strokeStyle = water;
  pen.lineJoin = 'round';
  const text = visible(network, 40);
  pen.strokeText(text, left, top);
  pen.fillStyle = ink;
  pen.fillText(text, left, top);
}

/** The scale that runs around a sea chart: fields of paper and ink in turn. */
export function paintFrame(
  pen: CanvasRenderingContext2D,
  { width, height }: View,
  { colours: { ink, paper } }: Palette,
): void {
  pen.fillStyle = paper;
  pen.fillRect(0, 0, width, FRAME);
  pen.fillRect(0, height - FRAME, width, FRAME);
  pen.fillRect(0, 0, FRAME, height);
  pen.fillRect(width - FRAME, 0, FRAME, height);
  pen.fillStyle = ink;
  pen.globalAlpha = 0.75;
  const [inner, thick] = [2, FRAME - 4];
  for (let x = FRAME; x < width - FRAME; x += 2 * FIELD) {
    const length = Math.min(FIELD, width - FRAME - x);
    pen.fillRect(x, inner, length, thick);
    pen.fillRect(x, height - FRAME + inner, length, thick);
  }
  for (let y = FRAME; y < height - FRAME; y += 2 * FIELD) {
    const length = Math.min(FIELD, height - FRAME - y);
    pen.fillRect(inner, y, thick, length);
    pen.fillRect(width - FRAME + inner, y, thick, length);
  }
  pen.strokeStyle = ink;
  pen.lineWidth = 1;
  pen.strokeRect(0.5, 0.5, width - 1, height - 1);
  pen.strokeRect(FRAME - 0.5, FRAME - 0.5, width - 2 * FRAME + 1, height - 2 * FRAME + 1);
  pen.globalAlpha = 1;
}
