// What arrives at the targets, counted by others than the scanner: tcpdump(8) for times, nft(8) for addresses.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dotted } from '../network/addresses.ts';
import type { Arrival } from '../network/build.ts';
import { nft, runInside } from '../network/namespaces.ts';
import { LabError, start } from '../process.ts';

/** Frames in the order they came; the same index in each array is the same frame. */
export interface Captured {
  /** Milliseconds, of the kernel's clock; nanosecond resolution where the kernel gives it. */
  readonly times: Float64Array;
  /** Source and destination of an IPv4 packet; sender and target of an ARP message; 0 in other frames. */
  readonly sources: Uint32Array;
  readonly destinations: Uint32Array;
  /** Destination port of an unfragmented TCP or UDP packet; 0 in other frames. */
  readonly ports: Uint16Array;
  /** Frames that matched and were lost before tcpdump saw them: above 0 the capture is no truth. */
  readonly kernelDrops: number;
}

export interface Capture {
  /** Ends the capture; it takes a second, until the kernel has handed over what it holds. */
  stop(): Promise<Captured>;
}

const SNAP_LENGTH = 64;
const BUFFER_KIB = 65_536;
// libpcap's buffer hands over a block that is not full after this time (tcpdump's own choice) and some scheduling.
const BLOCK_TIMEOUT_MS = 1200;

/** Captures what arrives at an interface; `filter` is a pcap-filter(7). Resolves when frames are being captured. */
export async function startCapture({ namespace, interface: name }: Arrival, filter: string): Promise<Capture> {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-lab-'));
  const path = join(folder, 'capture.pcap');
  const options = ['-n', '-p', '-Q', 'in', '-Z', 'root', '-s', String(SNAP_LENGTH), '-B', String(BUFFER_KIB)];
  const tcpdump = start('ip', [
    ...['netns', 'exec', namespace, 'tcpdump', '-i', name, ...options],
    ...['--time-stamp-precision=nano', '-w', path, filter],
  ]);
  await tcpdump.said('listening on').catch(async (error: unknown) => {
    await tcpdump.stop(0);
    await rm(folder, { recursive: true });
    throw error;
  });
  return {
    async stop() {
      await new Promise((resolve) => setTimeout(resolve, BLOCK_TIMEOUT_MS));
      tcpdump.signal('SIGINT');
      const said = await tcpdump.ended;
      const drops = /(\d+) packets? dropped by kernel/.exec(said);
      const file = await readFile(path);
      await rm(folder, { recursive: true });
      if (drops === null) throw new LabError('E_LAB_CAPTURE', `tcpdump did not end well: ${said.trim()}`);
      return { ...parsePcap(file), kernelDrops: Number(drops[1]) };
    },
  };
}

/** Counts the frames that match while `work` runs. */
export async function captureCounts(arrival: Arrival, filter: string, work: () => Promise<void>): Promise<number> {
  const capture = await startCapture(arrival, filter);
  let captured: Captured;
  try {
    await work();
  } finally {
    captured = await capture.stop();
  }
  return captured.times.length;
}

const PCAP_NANOSECONDS = 0xa1b23c4d;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const LINK_ETHERNET = 1;
const LINK_RAW = 101;

/** A pcap file in this machine's byte order (little-endian) with nanoseconds; Ethernet or raw IP. Stops at a torn record. */
export function parsePcap(file: Buffer): Omit<Captured, 'kernelDrops'> {
  if (file.length < FILE_HEADER || file.readUInt32LE(0) !== PCAP_NANOSECONDS) {
    throw new LabError('E_LAB_CAPTURE', 'not a little-endian pcap file with nanoseconds');
  }
  const link = file.readUInt32LE(20) & 0xffff;
  if (link !== LINK_ETHERNET && link !== LINK_RAW) throw new LabError('E_LAB_CAPTURE', `link type ${link} is not read`);
  const most = Math.floor((file.length - FILE_HEADER) / RECORD_HEADER);
  const times = new Float64Array(most);
  const sources = new Uint32Array(most);
  const destinations = new Uint32Array(most);
  const ports = new Uint16Array(most);
  let count = 0;
  for (let at = FILE_HEADER; at + RECORD_HEADER <= file.length; count++) {
    const frame = at + RECORD_HEADER;
    const length = file.readUInt32LE(at + 8);
    if (frame + length > file.length) break;
    times[count] = file.readUInt32LE(at) * 1000 + file.readUInt32LE(at + 4) / 1e6;
    const network = link === LINK_ETHERNET ? frame + 14 : frame;
    const room = frame + length - network;
    const arp = link === LINK_ETHERNET && length >= 42 && file.readUInt16BE(frame + 12) === 0x0806;
    const ipv4 = !arp && room >= 20 && file[network] >>> 4 === 4;
    if (arp || ipv4) {
      sources[count] = file.readUInt32BE(network + (arp ? 14 : 12));
      destinations[count] = file.readUInt32BE(network + (arp ? 24 : 16));
    }
    if (ipv4) ports[count] = portOf(file, network, room);
    at = frame + length;
  }
  return {
    times: times.slice(0, count),
    sources: sources.slice(0, count),
    destinations: destinations.slice(0, count),
    ports: ports.slice(0, count),
  };
}

function portOf(file: Buffer, network: number, room: number): number {
  const header = (file[network] & 15) * 4;
  const protocol = file[network + 9];
  const fragment = (file.readUInt16BE(network + 6) & 0x3fff) !== 0;
  if ((protocol !== 6 && protocol !== 17) || fragment || room < header + 4) return 0;
  return file.readUInt16BE(network + header + 2);
}

/** The most frames in any window of `windowMs`, wherever it starts. Times ascend. */
export function busiest(times: Float64Array, windowMs: number): number {
  let most = 0;
  let first = 0;
  for (let last = 0; last < times.length; last++) {
    while (times[last] - times[first] >= windowMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** Frames in each window of `windowMs`, one after the other, from the first frame on. */
export function perWindow(times: Float64Array, windowMs: number): number[] {
  if (times.length === 0) return [];
  const windows = new Array<number>(Math.floor((times[times.length - 1] - times[0]) / windowMs) + 1).fill(0);
  for (const time of times) windows[Math.max(0, Math.floor((time - times[0]) / windowMs))]++;
  return windows;
}

/** Counts by the target's kernel, of every frame as it arrives, before any rule can drop it. */
export interface Watch {
  /** IPv4 packets by destination. */
  packets(): Promise<Map<string, number>>;
  /** ARP messages by the address asked for. */
  arp(): Promise<Map<string, number>>;
}

let watches = 0;

/** Starts to count; the counters go with the namespace. */
export async function watchDestinations({ namespace, interface: name }: Arrival): Promise<Watch> {
  const table = `lab-watch-${++watches}`;
  const set = (role: string): string =>
    `  set ${role} {\n    type ipv4_addr\n    size 131072\n    flags dynamic\n    counter\n  }\n`;
  await nft(
    namespace,
    `table netdev ${table} {
${set('asked')}${set('resolved')}  chain in {
    type filter hook ingress device "${name}" priority -500;
    meta protocol ip update @asked { ip daddr }
    meta protocol arp update @resolved { arp daddr ip }
  }
}
`,
  );
  return {
    packets: () => readSet(namespace, table, 'asked'),
    arp: () => readSet(namespace, table, 'resolved'),
  };
}

async function readSet(namespace: string, table: string, name: string): Promise<Map<string, number>> {
  const text = await runInside(namespace, 'nft', ['-j', 'list', 'set', 'netdev', table, name]);
  const { nftables } = JSON.parse(text) as {
    nftables: { set?: { elem?: { elem: { val: string; counter: { packets: number } } }[] } }[];
  };
  const elements = nftables.flatMap(({ set }) => set?.elem ?? []);
  return new Map(elements.map(({ elem }) => [elem.val, elem.counter.packets]));
}

/** The addresses of a capture with the frames to each. */
export function byDestination({ destinations }: Pick<Captured, 'destinations'>): Map<string, number> {
  const counts = new Map<number, number>();
  for (const address of destinations) counts.set(address, (counts.get(address) ?? 0) + 1);
  return new Map([...counts].map(([address, count]) => [dotted(address), count]));
}
