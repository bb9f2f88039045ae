// What the page knows of each host, small enough for a hundred thousand findings: rows of the inventory, and lines of surveys as
// they come. The same line again changes nothing, so that what was missed may simply be read again.
//
//   inventory/hosts ─► takeRow ─┐
//   events/batch ────► takeLine ┴─► hosts by address ─► chart, figures, ports
import type {
  ClueFact,
  HostFact,
  IdentityFact,
  Line,
  NetworkFact,
  PathFact,
  PortFact,
  ServiceFact,
} from '../../src/finding/finding.ts';
import { putNetwork } from '../../src/finding/network-map.ts';
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
  /** By what an SNMP agent has said: whose table it is in, and where. */
  readonly tables: Map<string, string>;
  /** Addresses of devices that have it at the other end of a cable, or as the only one behind a port. */
  readonly neighbours: Set<string>;
  /** Hops between this machine and it, itself left out; null where nobody looked. */
  path: readonly (string | null)[] | null;
  isGateway: boolean;
  isHere: boolean;
  firstSeen: string;
  lastSeen: string;
}

export interface HostBook {
  readonly hosts: Map<string, KnownHost>;
  /** By prefix and interface: the network itself, as it was last said. */
  readonly networks: Map<string, NetworkFact>;
  /** How many hosts have a port open, by its number. */
  readonly tcp: Uint32Array;
  readonly udp: Uint32Array;
  /** Of all hosts together, as far as they were counted. */
  openPorts: number;
  services: number;
}

const UDP = 65_536;
/** Of each host, as clues are bounded. */
const TABLES_MOST = 16;
/** Hosts that are kept, however many a stranger's answers make up. */
export const HOSTS_MOST = 200_000;

export function createHostBook(): HostBook {
  const ports = (): Uint32Array => new Uint32Array(65_536);
  return { hosts: new Map(), networks: new Map(), tcp: ports(), udp: ports(), openPorts: 0, services: 0 };
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
  if (line.type === 'network') takeNetwork(book, line);
  if (!TOLD.has(line.type) || !('ip' in line)) return;
  const host = hostOf(book, line.ip, line.time);
  if (host === null) return;
  if (line.type === 'host') takeHost(host, line);
  else if (line.type === 'port') takePort(book, host, line);
  else if (line.type === 'service') takeService(book, host, line);
  else if (line.type === 'identity') takeIdentity(host, line);
  else if (line.type === 'path') takePath(book, host, line);
  else if (line.type === 'clue') takeClue(host, line);
  if (line.time > host.lastSeen) host.lastSeen = line.time;
  if (line.time < host.firstSeen) host.firstSeen = line.time;
}

/** Types of lines that say something of a host that is there. */
const TOLD: ReadonlySet<Line['type']> = new Set(['host', 'port', 'service', 'identity', 'path', 'clue']);

function takeHost(host: KnownHost, { vendor, names, mac, reason }: HostFact): void {
  host.vendor = vendor ?? host.vendor;
  host.name ??= names?.[0]?.name ?? null;
  host.mac = mac ?? host.mac;
  if (reason === 'local') host.isHere = true;
  if (mac !== undefined || reason === 'local') host.ground = 'confirmed';
}

function takePort(book: HostBook, host: KnownHost, { proto, port, state }: PortFact): void {
  const key = keyOf(proto, port);
  if (state !== 'open' || host.open.has(key)) return;
  host.open.add(key);
  (proto === 'udp' ? book.udp : book.tcp)[port] += 1;
  countAtLeast(book, host, host.open.size);
}

function takeService(book: HostBook, host: KnownHost, { proto, port, service }: ServiceFact): void {
  if (service === 'unknown') return;
  const key = keyOf(proto, port);
  if (!host.services.has(key)) book.services += 1;
  host.services.set(key, service);
}

function takeIdentity(host: KnownHost, { name, vendor, kind, os }: IdentityFact): void {
  host.name = name ?? host.name;
  host.vendor = vendor ?? host.vendor;
  host.kind = kind?.is ?? host.kind;
  host.os = os === undefined ? host.os : (os.name ?? os.family);
}

/**
 * Who says on our link that it is at the other end of the cable (LLDP, CDP) is there: frames like these go no further. What an SNMP
 * agent has in its tables it has seen on its own links.
 */
function takeClue(host: KnownHost, { about, value, source, text = '' }: ClueFact): void {
  const isInTable = source.startsWith('snmp-') && (about === 'neighbour' || (about === 'mac' && source === 'snmp-arp'));
  if (isInTable) {
    host.ground = 'confirmed';
    if (host.tables.size < TABLES_MOST) host.tables.set(`${source} ${value}`, `SNMP: ${text}`);
    if (about === 'neighbour' && host.neighbours.size < TABLES_MOST) host.neighbours.add(value);
  }
  if (about !== 'role') return;
  if (value === 'gateway') host.isGateway = true;
  else if (value === 'link-neighbour') host.ground = 'confirmed';
}

function takeNetwork(book: HostBook, line: NetworkFact): void {
  putNetwork(book.networks, line);
  for (const { ip } of line.gateways) takeGateway(book, ip);
}

/** Of those that were found. */
function takeGateway({ hosts }: HostBook, ip: string): void {
  const host = hosts.get(ip);
  if (host !== undefined) host.isGateway = true;
}

function takePath(book: HostBook, host: KnownHost, { steps, reached, time }: PathFact): void {
  const all = steps.map(({ ip }) => ip ?? null);
  host.path = reached ? all.slice(0, -1) : all;
  if (host.ground === 'inferred' && reached) host.ground = 'measured';
  const gateway = all.length > 1 && all[0] !== null ? hostOf(book, all[0], time) : null;
  if (gateway !== null) gateway.isGateway = true;
}

const keyOf = (proto: 'tcp' | 'udp', port: number): number => (proto === 'udp' ? UDP + port : port);

function hostOf(book: HostBook, ip: string, time: string): KnownHost | null {
  let host = book.hosts.get(ip);
  if (host === undefined) {
    if (book.hosts.size >= HOSTS_MOST) return null;
    host = {
      ...NOBODY,
      ip,
      open: new Set(),
      services: new Map(),
      tables: new Map(),
      neighbours: new Set(),
      firstSeen: time,
      lastSeen: time,
    };
    book.hosts.set(ip, host);
  }
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
