// What the page knows of each host, small enough for a hundred thousand findings: rows of the inventory, and lines of surveys as
// they come. The same line again changes nothing, so that what was missed may simply be read again.
//
//   inventory/hosts ─► takeRow ─┐
//   events/batch ────► takeLine ┴─► hosts by address ─► chart, figures, ports
//                                   `dirty`: those that changed since somebody last asked
import type { IdentityFact, Line, PathFact } from '../../src/finding/finding.ts';
import type { HostRow } from '../../src/inventory/inventory.ts';

/** What a line between two things rests on, the weakest first. */
export const GROUNDS = ['inferred', 'measured', 'confirmed'] as const;
export type Ground = (typeof GROUNDS)[number];

export interface KnownHost {
  readonly ip: string;
  name: string | null;
  vendor: string | null;
  kind: string | null;
  os: string | null;
  mac: string | null;
  /** `tcp` ports as they are, `udp` ones above 65,536: those known to be open. */
  readonly open: Set<number>;
  /** As the inventory counts them; more than `open` has, until all of it was read. */
  openCount: number;
  services: Map<number, string>;
  /** What its place on the chart rests on. */
  ground: Ground;
  /** Hops between this machine and it, itself left out; null where nobody looked. */
  path: readonly (string | null)[] | null;
  isGateway: boolean;
  isHere: boolean;
  firstSeen: string;
  lastSeen: string;
}

export interface HostBook {
  readonly hosts: Map<string, KnownHost>;
  /** How many hosts have a port open, by its number. */
  readonly tcp: Uint32Array;
  readonly udp: Uint32Array;
  /** Of all hosts together, as far as they were counted. */
  openPorts: number;
  services: number;
  dirty: Set<string>;
}

const UDP = 65_536;
/** Hosts that are kept, however many a stranger's answers make up. */
export const HOSTS_MOST = 200_000;

export function createHostBook(): HostBook {
  const ports = (): Uint32Array => new Uint32Array(65_536);
  return { hosts: new Map(), tcp: ports(), udp: ports(), openPorts: 0, services: 0, dirty: new Set() };
}

export function takeRow(book: HostBook, row: HostRow): void {
  const host = hostOf(book, row.ip, row.firstSeen);
  if (host === null) return;
  host.name = row.name ?? host.name;
  host.vendor = row.vendor ?? host.vendor;
  host.kind = row.kind ?? host.kind;
  host.os = row.os ?? host.os;
  countAtLeast(book, host, row.openPorts);
  if (row.mac !== null) {
    host.mac = row.mac;
    host.ground = 'confirmed';
  }
  if (row.firstSeen < host.firstSeen) host.firstSeen = row.firstSeen;
  if (row.lastSeen > host.lastSeen) host.lastSeen = row.lastSeen;
}

/** Takes in what a line says about a host; of all others, nothing. */
export function takeLine(book: HostBook, line: Line): void {
  switch (line.type) {
    case 'host': {
      const host = hostOf(book, line.ip, line.time);
      if (host === null) return;
      host.vendor = line.vendor ?? host.vendor;
      host.name ??= line.names?.[0]?.name ?? null;
      if (line.mac !== undefined) {
        host.mac = line.mac;
        host.ground = 'confirmed';
      }
      if (line.reason === 'local') {
        host.isHere = true;
        host.ground = 'confirmed';
      }
      return seen(host, line.time);
    }
    case 'port': {
      if (line.state !== 'open') return;
      const host = hostOf(book, line.ip, line.time);
      if (host === null) return;
      const key = line.proto === 'udp' ? UDP + line.port : line.port;
      if (!host.open.has(key)) {
        host.open.add(key);
        countAtLeast(book, host, host.open.size);
        (line.proto === 'udp' ? book.udp : book.tcp)[line.port] += 1;
      }
      return seen(host, line.time);
    }
    case 'service': {
      if (line.service === 'unknown') return;
      const host = hostOf(book, line.ip, line.time);
      if (host === null) return;
      const key = line.proto === 'udp' ? UDP + line.port : line.port;
      if (!host.services.has(key)) book.services += 1;
      host.services.set(key, line.service);
      return seen(host, line.time);
    }
    case 'identity':
      return takeIdentity(book, line);
    case 'path':
      return takePath(book, line);
    case 'clue': {
      if (line.about !== 'role' || line.value !== 'gateway') return;
      const host = hostOf(book, line.ip, line.time);
      if (host !== null) host.isGateway = true;
      return;
    }
  }
}

/** Those that changed since this was last called. */
export function takeDirty(book: HostBook): ReadonlySet<string> {
  const dirty = book.dirty;
  book.dirty = new Set();
  return dirty;
}

function takeIdentity(book: HostBook, line: IdentityFact): void {
  const host = hostOf(book, line.ip, line.time);
  if (host === null) return;
  host.name = line.name ?? host.name;
  host.vendor = line.vendor ?? host.vendor;
  host.kind = line.kind?.is ?? host.kind;
  host.os = line.os === undefined ? host.os : (line.os.name ?? line.os.family);
  seen(host, line.time);
}

function takePath(book: HostBook, line: PathFact): void {
  const host = hostOf(book, line.ip, line.time);
  if (host === null) return;
  const steps = line.steps.map(({ ip }) => ip ?? null);
  host.path = line.reached ? steps.slice(0, -1) : steps;
  if (host.ground === 'inferred' && line.reached) host.ground = 'measured';
  const first = steps[0];
  const gateway = line.steps.length > 1 && first ? hostOf(book, first, line.time) : null;
  if (gateway !== null) gateway.isGateway = true;
}

function hostOf(book: HostBook, ip: string, time: string): KnownHost | null {
  let host = book.hosts.get(ip);
  if (host === undefined) {
    if (book.hosts.size >= HOSTS_MOST) return null;
    host = { ...NOBODY, ip, open: new Set(), services: new Map(), firstSeen: time, lastSeen: time };
    book.hosts.set(ip, host);
  }
  book.dirty.add(ip);
  return host;
}

const NOBODY = {
  name: null,
  vendor: null,
  kind: null,
  os: null,
  mac: null,
  openCount: 0,
  ground: 'inferred' as Ground,
  path: null,
  isGateway: false,
  isHere: false,
};

function countAtLeast(book: HostBook, host: KnownHost, ports: number): void {
  if (ports <= host.openCount) return;
  book.openPorts += ports - host.openCount;
  host.openCount = ports;
}

function seen(host: KnownHost, time: string): void {
  if (time > host.lastSeen) host.lastSeen = time;
  if (time < host.firstSeen) host.firstSeen = time;
}
