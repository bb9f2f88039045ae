// The chart on the screen. Three layers, one over another:
//
//   over   signs, names, what is chosen           canvas (paint-hosts.ts)
//   stage  hosts, camera, picking                 WebGL (sigma)
//   under  water, coasts, lines, glow             canvas (paint-sea.ts, paint-lines.ts)
//
// Loaded when the view opens: sigma is larger than all the rest of the page.
import Graph from 'graphology';
import Sigma from 'sigma';
import type { ChartNode, ChartPlan, Point } from '../logic/chart-plan.ts';
import { ARRIVAL_MS, type ChartContents } from './contents.ts';
import { HOST_RADIUS, paintGlow, paintHosts } from './paint-hosts.ts';
import { paintLines } from './paint-lines.ts';
import { paintFrame, paintSea } from './paint-sea.ts';
import { type Palette, readPalette } from './palette.ts';
import { viewOf } from './view.ts';

export interface ChartBoxes {
  readonly under: HTMLCanvasElement;
  readonly stage: HTMLElement;
  readonly over: HTMLCanvasElement;
}

export interface Chart {
  show(contents: ChartContents): void;
  /** Colours have changed. */
  recolour(): void;
  zoom(factor: number): void;
  whole(): void;
  /** Moves the camera where a node is out of sight. */
  bringIntoSight(id: string): void;
  kill(): void;
}

/** Radius of a node, in the units of the plan. */
const SIZES: Readonly<Record<ChartNode['what'], number>> = { here: 1.1, network: 0.16, hop: 0.3, host: HOST_RADIUS };

/** New hosts at once from which on the graph is made anew, and no ring is drawn around each. */
const MANY = 500;

export function createChart(
  { under, stage, over }: ChartBoxes,
  picked: (id: string | null) => void,
  opened: (id: string) => void,
): Chart {
  let graph = new Graph({ type: 'undirected' });
  let palette: Palette = readPalette();
  let contents: ChartContents | null = null;
  let isFirst = true;
  const arrivals = new Map<string, number>();
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;

  const sigma = new Sigma(graph, stage, {
    settings: {
      renderLabels: false,
      renderEdgeLabels: false,
      itemSizesReference: 'positions',
      zoomToSizeRatioFunction: (ratio) => ratio,
      enableEdgeEvents: false,
      enableCameraRotation: false,
      stagePadding: 44,
      minCameraRatio: 0.01,
      maxCameraRatio: 3,
      nodePickingPadding: 4,
      allowInvalidContainer: true,
    },
    styles: {
      nodes: {
        x: { attribute: 'x' },
        y: { attribute: 'y' },
        size: { attribute: 'size' },
        color: ({ what }: Readonly<Record<string, unknown>>) => palette.nodes[what as ChartNode['what']],
        cursor: 'pointer',
      },
    },
  });

  const paint = (): void => {
    if (contents === null) return;
    const view = viewOf(sigma, stage);
    const pen = paintSea(under, view, palette, contents.plan);
    paintLines(pen, view, palette, contents.plan);
    paintGlow(pen, view, palette, contents);
    paintFrame(pen, view, palette);
    paintHosts(over, view, palette, contents, arrivals, performance.now());
  };
  // Rings that fade need a picture now and then, though nothing has moved.
  let timer: ReturnType<typeof setInterval> | undefined;
  const fade = (): void => {
    const now = performance.now();
    for (const [id, at] of arrivals) if (now - at > ARRIVAL_MS) arrivals.delete(id);
    if (arrivals.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    paint();
  };

  sigma.on('afterRender', paint);
  sigma.on('clickNode', ({ node }) => picked(node));
  sigma.on('clickStage', () => picked(null));
  sigma.on('doubleClickNode', (event) => {
    event.preventSigmaDefault();
    opened(event.node);
  });
  const observer = new ResizeObserver(() => sigma.resize());
  observer.observe(stage);

  return {
    show(next) {
      const hasMoved = contents === null || contents.plan !== next.plan;
      contents = next;
      if (!hasMoved) return paint();
      const added = hostsBeside(graph, next.plan);
      sigma.setCustomBBox(boxOf(next.plan));
      // Those of the first picture were there before.
      if (!isFirst && !isCalm && added.length < MANY) for (const id of added) arrivals.set(id, performance.now());
      if (arrivals.size > 0) timer ??= setInterval(fade, 60);
      isFirst = false;
      if (added.length >= MANY) {
        graph = graphOf(next.plan);
        sigma.setGraph(graph);
        return;
      }
      drawPlan(graph, next.plan);
      sigma.refresh({ schedule: true });
    },
    recolour() {
      palette = readPalette();
      sigma.refresh({ schedule: true });
    },
    zoom(factor) {
      const camera = sigma.getCamera();
      void camera.animate(
        { ratio: Math.min(3, Math.max(0.01, camera.ratio * factor)) },
        { duration: isCalm ? 0 : 150 },
      );
    },
    whole() {
      void sigma.getCamera().animate({ x: 0.5, y: 0.5, ratio: 1 }, { duration: isCalm ? 0 : 200 });
    },
    bringIntoSight(id) {
      const node = contents?.plan.nodes.get(id);
      if (node === undefined) return;
      const { x, y } = sigma.graphToViewport(node);
      const isInSight = x > 40 && y > 40 && x < stage.clientWidth - 40 && y < stage.clientHeight - 40;
      const data = sigma.getNodeDisplayData(id);
      if (!isInSight && data !== undefined)
        void sigma.getCamera().animate({ x: data.x, y: data.y }, { duration: isCalm ? 0 : 200 });
    },
    kill() {
      clearInterval(timer);
      observer.disconnect();
      sigma.kill();
    },
  };
}

/** Hosts of the plan that the graph does not have. */
function hostsBeside(graph: Graph, { nodes }: ChartPlan): readonly string[] {
  const added: string[] = [];
  for (const [id, { what }] of nodes) if (what === 'host' && !graph.hasNode(id)) added.push(id);
  return added;
}

/** A graph that nobody listens to yet: sigma prepares anew for each node that is added to the one it shows. */
function graphOf(plan: ChartPlan): Graph {
  const graph = new Graph({ type: 'undirected' });
  drawPlan(graph, plan);
  return graph;
}

/** Makes the graph what the plan is, by what differs. */
function drawPlan(graph: Graph, { nodes }: ChartPlan): void {
  for (const id of graph.nodes()) if (!nodes.has(id)) graph.dropNode(id);
  for (const [id, { x, y, what }] of nodes) {
    if (!graph.hasNode(id)) graph.addNode(id, { x, y, what, size: SIZES[what] });
    else if (isElsewhere(graph.getNodeAttributes(id) as Point, x, y)) graph.mergeNodeAttributes(id, { x, y });
  }
}

const isElsewhere = (point: Point, x: number, y: number): boolean => point.x !== x || point.y !== y;

/** This machine stays in the middle; the box grows by steps, so that the chart does not shiver while it fills. */
function boxOf({ islands }: ChartPlan): { x: [number, number]; y: [number, number] } {
  let [right, top] = [10, 10];
  for (const { x, y, radius } of islands.values()) {
    right = Math.max(right, Math.abs(x) + radius + 2);
    top = Math.max(top, Math.abs(y) + radius + 2);
  }
  const step = (length: number): number => Math.ceil(length / 4) * 4;
  return { x: [-step(right), step(right)], y: [-step(top), step(top)] };
}
