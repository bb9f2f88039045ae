// Where things lie on the chart: this machine in the middle, around it each network as an island with its hosts on it, and lines
// only where something is known. Pure: the same hosts, in the same order, give the same chart.
//
// 1. An island grows in steps, so that it seldom has to move; what does not collide stays where it was.
// 2. Hosts lie on their island as seeds in a sunflower, in the order in which they were met: who is there does not move.
// 3. A line says what it rests on; one that stands for several hosts, the best of theirs.
// 4. Where a device has another one in its tables, at the other end of a cable or as the only one behind a port, a line goes between the two, once.
import { subnetOf, toNumber } from './addresses.ts';
import { GROUNDS, type Ground, type KnownHost } from './host-book.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Island extends Point {
  /** In CIDR notation. */
  readonly network: string;
  readonly radius: number;
  readonly hosts: number;
  readonly ground: Ground;
}

export interface ChartNode extends Point {
  /** `here`, `net:192.0.2.0/24`, `hop:192.0.2.1`, or a host's address. */
  readonly id: string;
  readonly what: 'here' | 'network' | 'hop' | 'host';
}

export interface ChartLine {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly ground: Ground;
  /** Within an island: drawn fainter. */
  readonly isInner: boolean;
}

export interface ChartPlan {
  readonly islands: ReadonlyMap<string, Island>;
  readonly nodes: ReadonlyMap<string, ChartNode>;
  readonly lines: ReadonlyMap<string, ChartLine>;
}

/** Between hosts of an island; all lengths are in these. */
const SPACING = 0.82;
/** Room between islands, where their names stand, and around the middle. */
const STRAIT = 2;
const MIDDLE = 3.2;
const STEPS = [4, 9, 16, 25, 36, 52, 72, 100, 144, 196, 256];
/** More /24 than that: islands are /16. */
const ISLANDS_MOST = 300;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const ANGLES = 48;
const HAIR = 0.01;

export const EMPTY_PLAN: ChartPlan = { islands: new Map(), nodes: new Map(), lines: new Map() };

/** `aspect`: how much wider than high the chart may be. */
export function planChart(hosts: Iterable<KnownHost>, before: ChartPlan = EMPTY_PLAN, aspect = 1): ChartPlan {
  const groups = groupByNetwork([...hosts].filter(({ isHere }) => !isHere));
  const islands = placeIslands(groups, before.islands, Math.sqrt(Math.min(2, Math.max(0.6, aspect))));
  const nodes = new Map<string, ChartNode>([['here', { id: 'here', what: 'here', x: 0, y: 0 }]]);
  const lines = new Map<string, ChartLine>();
  for (const [network, members] of groups) {
    const island = islands.get(network)!;
    const anchor = `net:${network}`;
    nodes.set(anchor, { id: anchor, what: 'network', x: island.x, y: island.y });
    members.forEach((host, index) => {
      const { x, y } = seedAt(island, index);
      nodes.set(host.ip, { id: host.ip, what: 'host', x, y });
      draw(lines, anchor, host.ip, host.ground, true);
    });
  }
  for (const members of groups.values()) drawCables(members, nodes, lines);
  for (const [network, members] of groups) drawWays(network, members, islands, nodes, lines);
  return { islands, nodes, lines };
}

function groupByNetwork(hosts: readonly KnownHost[]): ReadonlyMap<string, KnownHost[]> {
  const small = groupBy(hosts, subnetOf);
  return small.size <= ISLANDS_MOST ? small : groupBy(hosts, (ip) => ip.replace(/\.\d+\.\d+$/, '.0.0/16'));
}

function groupBy(hosts: readonly KnownHost[], networkOf: (ip: string) => string): ReadonlyMap<string, KnownHost[]> {
  const groups = new Map<string, KnownHost[]>();
  for (const host of hosts) {
    const network = networkOf(host.ip);
    const members = groups.get(network);
    if (members === undefined) groups.set(network, [host]);
    else members.push(host);
  }
  return groups;
}

/** Rule 1. */
export function radiusFor(hosts: number): number {
  const step = STEPS.find((most) => hosts <= most) ?? 256 * 2 ** Math.ceil(Math.log2(hosts / 256));
  return SPACING * Math.sqrt(step + 1) + 1;
}

/** Rule 2. The middle is left to the network's own sign. */
function seedAt({ x, y }: Point, index: number): Point {
  const distance = SPACING * Math.sqrt(index + 1.4);
  const angle = index * GOLDEN;
  return { x: x + distance * Math.cos(angle), y: y + distance * Math.sin(angle) };
}

function placeIslands(
  groups: ReadonlyMap<string, KnownHost[]>,
  before: ReadonlyMap<string, Island>,
  stretch: number,
): ReadonlyMap<string, Island> {
  const placed = new Map<string, Island>();
  for (const [network, members] of groups) {
    const radius = radiusFor(members.length);
    const ground = bestGround(members);
    const old = before.get(network);
    const stays = old !== undefined && isFree(old, radius, placed.values());
    const { x, y } = stays
      ? old
      : freePlace(network, radius, stretch, [...placed.values(), ...notYet(before, groups, placed, network)]);
    placed.set(network, { network, x, y, radius, hosts: members.length, ground });
  }
  return placed;
}

/** Islands that were there before and whose turn is still to come: whoever is new keeps off them. */
function notYet(
  before: ReadonlyMap<string, Island>,
  groups: ReadonlyMap<string, unknown>,
  placed: ReadonlyMap<string, unknown>,
  network: string,
): readonly Island[] {
  return [...before.values()].filter(
    (each) => each.network !== network && groups.has(each.network) && !placed.has(each.network),
  );
}

/** The place nearest to the middle that is free, looked for in all directions, from one on that is the network's own. */
function freePlace(network: string, radius: number, stretch: number, others: readonly Island[]): Point {
  const start = directionOf(network);
  const circles = others.map(({ x, y, radius: theirs }) => ({ x, y, radius: apart(radius, theirs) }));
  let nearest: Point = { x: 0, y: 0 };
  let distance = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < ANGLES; turn++) {
    const angle = start + (turn * 2 * Math.PI) / ANGLES;
    const way = { x: Math.cos(angle) * stretch, y: Math.sin(angle) / stretch };
    const free = freeAlong(way, (radius + MIDDLE) / Math.min(1, Math.hypot(way.x, way.y)), circles);
    if (free < distance - HAIR) [distance, nearest] = [free, { x: free * way.x, y: free * way.y }];
  }
  return nearest;
}

/** The least multiple of `way`, `from` at the least, that lies in none of the circles; by a hair further where it would touch one. */
export function freeAlong(way: Point, from: number, circles: readonly (Point & { readonly radius: number })[]): number {
  const square = way.x * way.x + way.y * way.y;
  const taken: (readonly [begin: number, end: number])[] = [];
  for (const { x, y, radius } of circles) {
    const middle = (way.x * x + way.y * y) / square;
    const half = middle * middle - (x * x + y * y - radius * radius) / square;
    if (half > 0 && middle + Math.sqrt(half) > from) taken.push([middle - Math.sqrt(half), middle + Math.sqrt(half)]);
  }
  let free = from;
  for (const [begin, end] of taken.sort(([one], [other]) => one - other)) {
    if (begin >= free) break;
    free = Math.max(free, end + HAIR);
  }
  return free;
}

function isFree(place: Point, radius: number, others: Iterable<Island>): boolean {
  if (isNearer(place.x, place.y, radius + MIDDLE - 0.01)) return false;
  for (const other of others) {
    if (isNearer(place.x - other.x, place.y - other.y, apart(radius, other.radius))) return false;
  }
  return true;
}

/** Between the middles of two islands, at the least. */
const apart = (one: number, other: number): number => (one + other) * 1.08 + STRAIT;

/** Without Math.hypot, which takes several times as long. */
const isNearer = (dx: number, dy: number, distance: number): boolean => dx * dx + dy * dy < distance * distance;

/** Neighbouring networks lie in directions far apart. */
function directionOf(network: string): number {
  const number = toNumber(network.split('/')[0]) ?? 0;
  return Math.floor(number / 256) * GOLDEN;
}

const weight = (ground: Ground): number => GROUNDS.indexOf(ground);

function bestGround(hosts: readonly KnownHost[]): Ground {
  return hosts.reduce<Ground>((best, { ground }) => (weight(ground) > weight(best) ? ground : best), 'inferred');
}

/** Rule 4. */
function drawCables(
  members: readonly KnownHost[],
  nodes: ReadonlyMap<string, ChartNode>,
  lines: Map<string, ChartLine>,
): void {
  for (const { ip, neighbours } of members) {
    for (const from of neighbours) {
      const id = `${from}>${ip}`;
      if (from === ip || !nodes.has(from) || lines.has(id) || lines.has(`${ip}>${from}`)) continue;
      lines.set(id, { id, from, to: ip, ground: 'confirmed', isInner: subnetOf(from) === subnetOf(ip) });
    }
  }
}

/** How a network is reached: by the routers that were measured on the way, else straight from here. Rule 3. */
function drawWays(
  network: string,
  members: readonly KnownHost[],
  islands: ReadonlyMap<string, Island>,
  nodes: Map<string, ChartNode>,
  lines: Map<string, ChartLine>,
): void {
  const anchor = `net:${network}`;
  const island = islands.get(network)!;
  const ways = members.map(({ path }) => path).filter((path) => path !== null && path.length > 0);
  if (ways.length === 0) {
    draw(lines, 'here', anchor, island.ground === 'confirmed' ? 'confirmed' : island.ground, false);
    return;
  }
  // The ways into one network are nearly always the same: the longest one says most.
  const [way] = ways.sort((one, other) => other!.length - one!.length);
  let from = 'here';
  way!.forEach((ip, index) => {
    if (ip === null) return;
    const id = nodes.has(ip) ? ip : `hop:${ip}`;
    if (!nodes.has(id)) nodes.set(id, { id, what: 'hop', ...between(island, (index + 1) / (way!.length + 1)) });
    if (id !== from) draw(lines, from, id, 'measured', false);
    from = id;
  });
  draw(lines, from, anchor, 'measured', false);
}

/** On the way from the middle to an island's coast. */
function between({ x, y, radius }: Island, share: number): Point {
  const distance = Math.hypot(x, y);
  const reach = ((distance - radius) / distance) * share;
  return { x: x * reach, y: y * reach };
}

function draw(lines: Map<string, ChartLine>, from: string, to: string, ground: Ground, isInner: boolean): void {
  const id = `${from}>${to}`;
  const drawn = lines.get(id);
  if (drawn === undefined || weight(ground) > weight(drawn.ground)) lines.set(id, { id, from, to, ground, isInner });
}
