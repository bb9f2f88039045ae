// A run, and packets that come to it.
import { TO_US } from '../../link/frames/tap.ts';
import { createPingPacket } from '../../probe/ping-packet.ts';
import { writeU16 } from '../../wire/bytes.ts';
import * as ethernet from '../../wire/ethernet.ts';
import * as icmp from '../../wire/icmp.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as tcp from '../../wire/tcp.ts';
import { createBook, createTargetState } from '../book/book.ts';
import { createGroups } from '../book/groups.ts';
import { createProbeTable } from '../book/probe-table.ts';
import type { Path } from '../reach/paths.ts';
import type { PingEnd, PingEvent, PingResult, PingStray } from '../types.ts';
import { createReader, type ReaderOptions } from './reader.ts';

export const US = 0xc6120001;
export const THEM = 0xc6120002;
export const STRANGER = 0xc6120063;
export const PORT = 443;
export const OURS = 40_000;
export const TIMEOUT_MS = 1000;
export const NOTHING = new Uint8Array(0);
export const IP = 14;
export const BODY = 34;

export const path: Path = {
  kind: 'ethernet',
  interfaceIndex: 2,
  interfaceName: 'eth0',
  linkHeader: 14,
  source: US,
  sourceMac: new Uint8Array(6),
  nextHop: THEM,
  isGateway: false,
  mac: new Uint8Array(6),
  fixed: false,
  silentSince: 0,
};

/** A run of which two probes are out, with sequence numbers 1000 and 2000, at 0 and 100 ms. */
export function createRun(options: Partial<ReaderOptions> = {}, keepPackets = false) {
  const method = options.method ?? 'tcp';
  const port = method === 'icmp' || method === 'arp' ? 0 : PORT;
  const table = createProbeTable(16);
  const target = createTargetState({ name: 'it', address: THEM, port }, path, '', 0);
  const events: PingEvent[] = [];
  const book = createBook(
    table,
    [target],
    { method, timeoutMs: TIMEOUT_MS, clock: 'kernel', keepPackets },
    (event) => events.push(event),
    () => 0,
  );
  const fixed = {
    flags: tcp.SYN,
    payload: NOTHING,
    portBase: OURS,
    portCount: 16,
    epochSeconds: 100,
    monotonic: () => 1e9,
  };
  const reader = createReader({ method, ...fixed, ...options }, table, createGroups([target]), book);
  const probe = (key: number, sequence: number, sourcePort: number, sentAt: number): void => {
    const slot = table.add(key, sentAt);
    table.sequence[slot] = sequence;
    table.sourcePort[slot] = sourcePort;
    table.number[slot] = ++target.sent;
    table.leftAt[slot] = sentAt * 1000 + 7;
  };
  const show = (frame: Uint8Array, milliseconds: number, way = TO_US, unchecked = true): void => {
    const seconds = 100 + Math.floor(milliseconds / 1000);
    reader.packet(frame, 0, IP, frame.length, 0, way, seconds, Math.round((milliseconds % 1000) * 1e6), unchecked);
  };
  if (method === 'tcp') {
    probe(1000, 1000, OURS, 0);
    probe(2000, 2000, OURS + 1, 100);
  }
  const end = (): PingEnd => {
    book.end(target, false);
    return events.at(-1) as PingEnd;
  };
  const results = (): PingResult[] => events.filter((event) => event.type === 'ping');
  const strays = (): PingStray[] => events.filter((event) => event.type === 'ping-stray');
  return { table, book, reader, show, probe, end, results, strays };
}

export interface Packet {
  readonly source?: number;
  readonly destination?: number;
  readonly protocol?: number;
}

/** An Ethernet frame around what `emit` writes. */
export function frameOf(
  { source = THEM, destination = US, protocol = 6 }: Packet,
  emit: (bytes: Uint8Array) => number,
) {
  const bytes = new Uint8Array(300);
  writeU16(bytes, 12, ethernet.TYPE_IPV4);
  const length = emit(bytes);
  ipv4.emit(bytes, IP, {
    typeOfService: 0,
    identification: 0,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 57,
    protocol,
    source,
    destination,
    options: NOTHING,
    payloadLength: length,
  });
  return bytes.slice(0, BODY + length);
}

export interface Segment extends Packet {
  readonly from?: number;
  readonly to?: number;
  readonly sequence?: number;
  readonly ack?: number;
  readonly flags?: number;
}

export const SYN_ACK = tcp.SYN | tcp.ACK;
export const RST_ACK = tcp.RST | tcp.ACK;

/** The right SYN-ACK to the first probe, unless something is said to be different. */
export function segment(wanted: Segment = {}): Uint8Array {
  const {
    source = THEM,
    destination = US,
    from = PORT,
    to = OURS,
    sequence = 77,
    ack = 1001,
    flags = SYN_ACK,
  } = wanted;
  const numbers = { sequence, acknowledgement: ack, flags, window: 65160, urgentPointer: 0 };
  return frameOf(wanted, (bytes) =>
    tcp.emit(
      bytes,
      BODY,
      { sourcePort: from, destinationPort: to, ...numbers, options: [], payload: NOTHING },
      source,
      destination,
    ),
  );
}

/** The probe itself, as it leaves. */
export function outgoing(sequence: number, sourcePort: number): Uint8Array {
  const packet = createPingPacket({
    ...{ protocol: 'tcp', syn: 'full', flags: tcp.SYN, ttl: 64, tos: 0, dontFragment: true, payload: NOTHING },
  });
  const bytes = new Uint8Array(IP + packet.length);
  writeU16(bytes, 12, ethernet.TYPE_IPV4);
  packet.prepare(bytes, IP);
  packet.patch(bytes, IP, US, THEM, sourcePort, PORT, sequence, 5);
  return bytes;
}

export function errorAbout(
  probe: Uint8Array,
  type: 'destination-unreachable' | 'time-exceeded',
  code: number,
  source: number,
) {
  const quoted = probe.slice(IP, IP + 28);
  const message: icmp.Icmp = type === 'time-exceeded' ? { type, code, quoted } : { type, code, quoted, nextHopMtu: 0 };
  return frameOf({ source, protocol: 1 }, (bytes) => icmp.emit(bytes, BODY, message));
}
