// Signs and names of hosts, the rose of this machine, the glow of what is new, the ring around what is chosen. What is too small to be
// read is not drawn: of ten thousand hosts at once the dots alone.
import type { KnownHost } from '../logic/host-book.ts';
import { signOf } from '../logic/signs.data.ts';
import { visible } from '../logic/visible-text.ts';
import { ARRIVAL_MS, type ChartContents } from './contents.ts';
import { type Palette, withOpacity } from './palette.ts';
import { cleanSheet, type View } from './view.ts';

/** Pixels of a host's radius from which on it bears a sign, and a name. */
const SIGN_FROM = 6.5;
const NAME_FROM = 12;
/** Below which neither a ring nor a line within its island can be told from its neighbour's. */
export const SMALL = 2;
/** In the units of the plan. */
export const HOST_RADIUS = 0.5;

const signs = new Map<string, Path2D>();
function signPath(kind: string | null): Path2D {
  const lines = signOf(kind);
  const path = signs.get(lines) ?? new Path2D(lines);
  signs.set(lines, path);
  return path;
}

export function paintHosts(
  canvas: HTMLCanvasElement,
  view: View,
  { colours }: Palette,
  { plan, hosts, fresh, chosen }: ChartContents,
  arrivals: ReadonlyMap<string, number>,
  now: number,
): void {
  const pen = cleanSheet(canvas, view);
  const radius = HOST_RADIUS * view.scale;
  for (const [id, at] of arrivals) {
    const node = plan.nodes.get(id);
    if (node === undefined) continue;
    const { x, y } = view.place(node);
    const age = Math.min(1, (now - at) / ARRIVAL_MS);
    ring(pen, x, y, radius + 2 + age * 10, withOpacity(colours.accent, 1 - age), 1.5);
  }
  for (const id of radius < SMALL ? [] : fresh) {
    const node = plan.nodes.get(id);
    if (node === undefined) continue;
    const { x, y } = view.place(node);
    ring(pen, x, y, Math.max(3, radius + 2), colours.glow, 2);
  }
  for (const node of plan.nodes.values()) {
    const place = view.place(node);
    if (node.what === 'here') rose(pen, place.x, place.y, Math.min(40, Math.max(14, 2 * view.scale)), colours);
    if (node.what !== 'host' || radius < SIGN_FROM || !view.isInSight(place, 80)) continue;
    const host = hosts.get(node.id);
    if (host === undefined) continue;
    sign(pen, place.x, place.y, radius, host, colours.paper);
    if (radius >= NAME_FROM) name(pen, place.x, place.y + radius + 2, host, radius, colours);
  }
  const marked = chosen === null ? undefined : plan.nodes.get(chosen);
  if (marked === undefined) return;
  const { x, y } = view.place(marked);
  const reach = marked.what === 'host' ? Math.max(5, radius) + 4 : Math.max(8, view.scale * 0.5);
  ring(pen, x, y, reach, colours.accent, 2.5);
  ring(pen, x, y, reach + 4, withOpacity(colours.accent, 0.5), 1);
}

function ring(
  pen: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  colour: string,
  width: number,
): void {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.stroke();
}

/** Below the dots; a ring above them (paintHosts) tells by its shape what the halo tells by its colour. */
export function paintGlow(
  pen: CanvasRenderingContext2D,
  view: View,
  { colours }: Palette,
  { plan, fresh }: ChartContents,
): void {
  const radius = HOST_RADIUS * view.scale;
  const reach = Math.max(8, radius * 2.3);
  for (const id of radius < SMALL ? [] : fresh) {
    const node = plan.nodes.get(id);
    const place = node === undefined ? null : view.place(node);
    if (place === null || !view.isInSight(place, reach)) continue;
    const { x, y } = place;
    const halo = pen.createRadialGradient(x, y, radius * 0.5, x, y, reach);
    halo.addColorStop(0, withOpacity(colours.glow, 0.95));
    halo.addColorStop(1, withOpacity(colours.glow, 0));
    pen.fillStyle = halo;
    pen.beginPath();
    pen.arc(x, y, reach, 0, 2 * Math.PI);
    pen.fill();
  }
}

function sign(
  pen: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  { kind, isGateway }: KnownHost,
  colour: string,
): void {
  const scale = (radius * 1.25) / 24;
  pen.save();
  pen.translate(x - 12 * scale, y - 12 * scale);
  pen.scale(scale, scale);
  pen.strokeStyle = colour;
  pen.lineWidth = Math.min(2.2, 1.1 / scale);
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.stroke(signPath(kind ?? (isGateway ? 'router' : null)));
  pen.restore();
}

function name(
  pen: CanvasRenderingContext2D,
  x: number,
  y: number,
  host: KnownHost,
  radius: number,
  { ink, land }: Palette['colours'],
): void {
  const size = Math.min(13, radius * 0.62);
  const most = radius < 20 ? 9 : 18;
  const text = host.name === null ? host.ip.slice(host.ip.lastIndexOf('.')) : visible(host.name.split('.')[0], most);
  pen.font = `500 ${size}px system-ui, sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'top';
  pen.lineJoin = 'round';
  pen.lineWidth = 3;
  pen.strokeStyle = land;
  pen.strokeText(text, x, y);
  pen.fillStyle = ink;
  pen.fillText(text, x, y);
}

/** The compass rose that stands for this machine. */
function rose(
  pen: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  { paper, ink, accent }: Palette['colours'],
): void {
  for (const [points, length, turn] of [
    [4, 0.62, Math.PI / 4],
    [4, 1, 0],
  ] as const) {
    for (let point = 0; point < points; point++) {
      const angle = turn + (point / points) * 2 * Math.PI - Math.PI / 2;
      for (const side of [-1, 1]) {
        const flank = angle + (side * Math.PI) / points;
        pen.beginPath();
        pen.moveTo(x, y);
        pen.lineTo(x + Math.cos(angle) * radius * length, y + Math.sin(angle) * radius * length);
        pen.lineTo(x + Math.cos(flank) * radius * length * 0.26, y + Math.sin(flank) * radius * length * 0.26);
        pen.closePath();
        pen.fillStyle = side === 1 ? (turn === 0 ? accent : ink) : paper;
        pen.fill();
        pen.strokeStyle = ink;
        pen.lineWidth = 0.8;
        pen.stroke();
      }
    }
  }
}
