// The chart on the screen. Three layers, one over another:
//
//   over   signs, names, what is chosen           canvas (paint-hosts.ts)
//   stage  hosts, camera, picking                 WebGL (sigma)
//   under  water, coasts, lines, glow, dots       canvas (paint-sea.ts, paint-lines.ts, paint-dots.ts)
//
// Loaded when the view opens: sigma is larger than all the rest of the page.
//
// Sigma prepares every node anew whenever one is added, so it holds a bounded number of hosts: all of a chart that has few, else those in
// sight, and none while more are in sight. Those that it does not hold are dots of the lowest layer, and clicked all the same.
import Graph from 'graphology';
import type { ChartNode, ChartPlan, Point } from '../logic/chart-plan.ts';
import { ARRIVAL_MS, type ChartContents } from './contents.ts';
import { dotAt, paintDots } from './paint-dots.ts';
import { HOST_RADIUS, paintGlow, paintHosts } from './paint-hosts.ts';
import { paintLines } from './paint-lines.ts';
import { paintFrame, paintSea } from './paint-sea.ts';
import { type Palette, readPalette } from './palette.ts';
import { createSigma } from './prepared.ts';
import { turn } from './turn.ts';
import { cleanSheet, type View, viewOf } from './view.ts';

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

/** Hosts that sigma holds: a twentieth of a second, by software, for each time that they change. */
const HELD_MOST = 500;
/** New nodes at once from which on the graph is made anew, and no ring is drawn around each. */
const MANY = 500;
/** The camera is at rest. */
const REST_MS = 120;

/** Step by step, so that the page has its turn in between: by software WebGL alone takes a fifth of a second. Rejects where there is none. */
export async function createChart(
  { under, stage, over }: ChartBoxes,
  picked: (id: string | null) => void,
  opened: (id: string) => void,
): Promise<Chart> {
  for (const canvas of [under, over]) {
    cleanSheet(canvas, { width: stage.clientWidth, height: stage.clientHeight });
    await turn();
  }
  let graph = new Graph({ type: 'undirected' });
  let palette: Palette = readPalette();
  let contents: ChartContents | null = null;
  const arrivals = new Map<string, number>();
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;

  const sigma = await createSigma(graph, stage, {
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

  await turn();

  const isHeld = (id: string): boolean => graph.hasNode(id);
  const paint = (): void => {
    if (contents === null) return;
    const view = viewOf(sigma, stage);
    const pen = paintSea(under, view, palette, contents.plan);
    paintLines(pen, view, palette, contents.plan);
    paintGlow(pen, view, palette, contents);
    paintDots(pen, view, palette, contents, isHeld);
    paintFrame(pen, view, palette);
    paintHosts(over, view, palette, contents, arrivals, performance.now());
  };
  const hold = (plan: ChartPlan): void => {
    const nodes = heldOf(plan, viewOf(sigma, stage));
    const added = nodes.filter(({ id }) => !graph.hasNode(id));
    if (added.length >= MANY || graph.order + added.length > nodes.length) {
      graph = graphOf(nodes);
      sigma.setGraph(graph);
    } else if (drawNodes(graph, nodes)) sigma.refresh({ schedule: true });
    else paint();
  };
  let rest: ReturnType<typeof setTimeout> | undefined;
  const whenAtRest = (): void => {
    clearTimeout(rest);
    if (contents === null || contents.plan.nodes.size <= HELD_MOST) return;
    rest = setTimeout(() => contents !== null && hold(contents.plan), REST_MS);
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
  const hostAt = (at: Point): string | null =>
    contents === null ? null : dotAt(contents.plan, viewOf(sigma, stage), at, isHeld);
  sigma.getCamera().on('updated', whenAtRest);
  sigma.on('clickNode', ({ node }) => picked(node));
  sigma.on('clickStage', ({ event }) => picked(hostAt(event)));
  sigma.on('doubleClickNode', (event) => {
    event.preventSigmaDefault();
    opened(event.node);
  });
  sigma.on('doubleClickStage', (event) => {
    const id = hostAt(event.event);
    if (id === null) return;
    event.preventSigmaDefault();
    opened(id);
  });
  const observer = new ResizeObserver(() => {
    sigma.resize();
    whenAtRest();
  });
  observer.observe(stage);

  return {
    show(next) {
      const before = contents?.plan;
      contents = next;
      if (before === next.plan) return paint();
      sigma.setCustomBBox(boxOf(next.plan));
      // Those of the first picture were there before.
      const added = before === undefined || isCalm ? [] : hostsBeside(before, next.plan);
      if (added.length < MANY) for (const id of added) arrivals.set(id, performance.now());
      if (arrivals.size > 0) timer ??= setInterval(fade, 60);
      hold(next.plan);
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
      const place = sigma.graphToViewport(node);
      const { width, height, isInSight } = viewOf(sigma, stage);
      if (width > 0 && height > 0 && isInSight(place, -40)) return;
      void sigma.getCamera().animate(sigma.viewportToFramedGraph(place), { duration: isCalm ? 0 : 200 });
    },
    kill() {
      clearInterval(timer);
      clearTimeout(rest);
      observer.disconnect();
      sigma.kill();
    },
  };
}

/** Hosts of a plan that the one before it did not have. */
function hostsBeside(before: ChartPlan, { nodes }: ChartPlan): readonly string[] {
  const added: string[] = [];
  for (const [id, { what }] of nodes) if (what === 'host' && !before.nodes.has(id)) added.push(id);
  return added;
}

/** What sigma is to hold: of a large chart what is in sight, and the hosts of it only where they are few. */
function heldOf({ nodes }: ChartPlan, view: View): readonly ChartNode[] {
  const all = [...nodes.values()];
  if (all.length <= HELD_MOST) return all;
  const margin = Math.max(view.width, view.height) / 4;
  const near = all.filter((node) => node.what !== 'host' || view.isInSight(view.place(node), margin));
  return near.length <= HELD_MOST ? near : all.filter(({ what }) => what !== 'host');
}

/** A graph that nobody listens to yet: sigma prepares all anew for each node that is taken from the one it shows, and much for one that is added. */
function graphOf(nodes: readonly ChartNode[]): Graph {
  const graph = new Graph({ type: 'undirected' });
  drawNodes(graph, nodes);
  return graph;
}

/** Adds what the graph does not have, and moves what lies elsewhere. Returns whether anything did. */
function drawNodes(graph: Graph, nodes: readonly ChartNode[]): boolean {
  let differs = false;
  for (const { id, x, y, what } of nodes) {
    if (!graph.hasNode(id)) graph.addNode(id, { x, y, what, size: SIZES[what] });
    else if (isElsewhere(graph.getNodeAttributes(id) as Point, x, y)) graph.mergeNodeAttributes(id, { x, y });
    else continue;
    differs = true;
  }
  return differs;
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
