// TCP between the scanner and one port of one host, captured on the scanner's own interface by tcpdump(8).
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from '../../lab/network/build.ts';
import { LabError } from '../../lab/process.ts';
import * as ethernet from '../../src/wire/ethernet.ts';
import * as ipv4 from '../../src/wire/ipv4.ts';
import * as tcp from '../../src/wire/tcp.ts';
import { firstWire } from '../tools.ts';

export interface Segment {
  /** Since `Captured.firstSecond`. */
  readonly nanos: number;
  /** From the scanner to the target. */
  readonly outbound: boolean;
  /** The scanner's. */
  readonly port: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
}

export interface Captured {
  /** Whole seconds since 1970 of the first frame; 0 where there is none. */
  readonly firstSecond: number;
  /** In the order they were captured. */
  readonly segments: readonly Segment[];
}

export interface TcpCapture {
  /** Ends the capture. Rejects with E_BENCH_CAPTURE where the kernel dropped frames of it: it would be no truth. */
  stop(): Promise<Captured>;
}

/** One end of what is captured. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Ethernet, IPv4 and TCP headers with all their options. */
const SNAP_LENGTH = 134;
const BUFFER_KIB = 65_536;
/** tcpdump hands over a block that is not full after a second. */
const BLOCK_TIMEOUT_MS = 1200;

/** Resolves when frames are being captured. */
export async function startTcpCapture(lab: Lab, { host, port }: Target): Promise<TcpCapture> {
  const { scanner } = firstWire(lab);
  const folder = await mkdtemp(join(tmpdir(), 'portolan-bench-'));
  const path = join(folder, 'capture.pcap');
  const tcpdump = lab.start(scanner.node, 'tcpdump', [
    ...['-i', scanner.interface, '-n', '-p', '-Z', 'root', '-s', String(SNAP_LENGTH), '-B', String(BUFFER_KIB)],
    ...['--time-stamp-precision=nano', '-w', path, `host ${host} and tcp port ${port}`],
  ]);
  await tcpdump.said('listening on').catch(async (error: unknown) => {
    await tcpdump.stop(0);
    await rm(folder, { recursive: true });
    throw error;
  });
  return {
    async stop() {
      try {
        await new Promise((resolve) => setTimeout(resolve, BLOCK_TIMEOUT_MS));
        tcpdump.signal('SIGINT');
        const said = await tcpdump.ended;
        if (!/^0 packets dropped by kernel/m.test(said)) throw new LabError('E_BENCH_CAPTURE', said.trim());
        return readCapture(await readFile(path), host);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

const PCAP_NANOSECONDS = 0xa1b23c4d;
const LINK_ETHERNET = 1;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

/** A little-endian pcap file of Ethernet frames with nanoseconds: the TCP segments to and from `host`. */
export function readCapture(file: Buffer, host: string): Captured {
  if (
    file.length < FILE_HEADER ||
    file.readUInt32LE(0) !== PCAP_NANOSECONDS ||
    file.readUInt16LE(20) !== LINK_ETHERNET
  ) {
    throw new LabError('E_BENCH_CAPTURE', 'not a little-endian pcap file of Ethernet frames with nanoseconds');
  }
  const target = host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const firstSecond = file.length < FILE_HEADER + RECORD_HEADER ? 0 : file.readUInt32LE(FILE_HEADER);
  const segments: Segment[] = [];
  for (let at = FILE_HEADER; at + RECORD_HEADER <= file.length; ) {
    const length = file.readUInt32LE(at + 8);
    const frame = at + RECORD_HEADER;
    if (frame + length > file.length) break;
    const nanos = (file.readUInt32LE(at) - firstSecond) * 1e9 + file.readUInt32LE(at + 4);
    const segment = readSegment(file, frame, length, target, nanos);
    if (segment !== null) segments.push(segment);
    at = frame + length;
  }
  return { firstSecond, segments };
}

/** Null where it is none, or of another host. */
function readSegment(file: Buffer, frame: number, length: number, target: number, nanos: number): Segment | null {
  const network = ethernet.check(file, frame, length);
  if (network === 0 || ethernet.etherType(file, frame, network) !== ethernet.TYPE_IPV4) return null;
  const packet = frame + network;
  const header = ipv4.check(file, packet, length - network);
  if (header === 0 || ipv4.protocol(file, packet) !== ipv4.PROTOCOL_TCP || ipv4.isFragment(file, packet)) return null;
  const outbound = ipv4.destination(file, packet) === target;
  if (!outbound && ipv4.source(file, packet) !== target) return null;
  const at = packet + header;
  if (tcp.check(file, at, ipv4.payloadLength(file, packet, length - network)) === 0) return null;
  return {
    nanos,
    outbound,
    port: outbound ? tcp.sourcePort(file, at) : tcp.destinationPort(file, at),
    seq: tcp.sequence(file, at),
    ack: tcp.acknowledgement(file, at),
    flags: tcp.flags(file, at),
  };
}
