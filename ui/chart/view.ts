// Where on the screen a point of the plan is. The camera does not turn, so a shift and a scale are all of it.
import type Sigma from 'sigma';
import type { Point } from '../logic/chart-plan.ts';

export interface View {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** CSS pixels a unit of the plan. */
  readonly scale: number;
  place(point: Point): Point;
  isInSight(place: Point, margin: number): boolean;
}

export function viewOf(sigma: Sigma, stage: HTMLElement): View {
  const origin = sigma.graphToViewport({ x: 0, y: 0 });
  const unit = sigma.graphToViewport({ x: 1, y: 1 });
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  const [dx, dy] = [unit.x - origin.x, unit.y - origin.y];
  return {
    width,
    height,
    scale: Math.abs(dx),
    place: ({ x, y }) => ({ x: origin.x + x * dx, y: origin.y + y * dy }),
    isInSight: ({ x, y }, margin) => x > -margin && y > -margin && x < width + margin && y < height + margin,
  };
}

/** A canvas's pen, in CSS pixels, on a clean sheet of this size. The first one of a canvas takes its time. */
export function cleanSheet(
  canvas: HTMLCanvasElement,
  { width, height }: Pick<View, 'width' | 'height'>,
): CanvasRenderingContext2D {
  const density = devicePixelRatio;
  const [w, h] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const pen = canvas.getContext('2d')!;
  pen.setTransform(density, 0, 0, density, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}
