// Lines between what belongs together. What each rests on is told by its form: dotted, inferred; thin, measured; full, confirmed.
import type { ChartLine, ChartPlan } from '../logic/chart-plan.ts';
import { GROUNDS, type Ground } from '../logic/host-book.ts';
import { HOST_RADIUS, SMALL } from './paint-hosts.ts';
import type { Palette } from './palette.ts';
import type { View } from './view.ts';

interface Form {
  /** Pixels. */
  readonly width: number;
  readonly dash: readonly number[];
}

const FORMS: Readonly<Record<Ground, Form>> = {
  inferred: { width: 1.25, dash: [1.5, 4] },
  measured: { width: 0.9, dash: [] },
  confirmed: { width: 2.4, dash: [] },
};

/** One stroke a form: ten thousand lines are six. Within an island, only while its hosts can be told apart. */
export function paintLines(
  pen: CanvasRenderingContext2D,
  view: View,
  { lines: colours }: Palette,
  { nodes, lines }: ChartPlan,
): void {
  pen.lineCap = 'butt';
  const areInnerSeen = HOST_RADIUS * view.scale >= SMALL;
  const drawn = [...lines.values()].filter(({ isInner }) => areInnerSeen || !isInner);
  for (const isInner of areInnerSeen ? [true, false] : [false]) {
    for (const ground of GROUNDS) {
      pen.beginPath();
      for (const line of drawn) if (line.isInner === isInner && line.ground === ground) draw(pen, view, nodes, line);
      const { width, dash } = FORMS[ground];
      pen.strokeStyle = colours[ground];
      pen.lineWidth = isInner ? width * 0.6 : width;
      pen.globalAlpha = isInner ? 0.4 : 0.9;
      pen.setLineDash([...dash]);
      pen.stroke();
    }
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

function draw(pen: CanvasRenderingContext2D, view: View, nodes: ChartPlan['nodes'], { from, to }: ChartLine): void {
  const [one, other] = [nodes.get(from), nodes.get(to)];
  if (one === undefined || other === undefined) return;
  const [begin, end] = [view.place(one), view.place(other)];
  if (Math.max(begin.x, end.x) < 0 || Math.min(begin.x, end.x) > view.width) return;
  if (Math.max(begin.y, end.y) < 0 || Math.min(begin.y, end.y) > view.height) return;
  pen.moveTo(begin.x, begin.y);
  pen.lineTo(end.x, end.y);
}
