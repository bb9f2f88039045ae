// What a raw run holds open: a tap and a sender for each interface it sends on, a tap on the others that answers may come
// by, the source ports, the recording.

import { createAppender, numberIn, startRecording } from '../../link/frames/recorder.ts';
import {
  OUTGOING,
  openFrameSender,
  openOtherTaps,
  openPacketRouter,
  openTap,
  type Tap,
  type TapSender,
  type TapVisitor,
} from '../../link/frames/tap.ts';
import type { EngineInterface } from '../../link/interfaces/engine-interface.ts';
import { otherInterfaces } from '../../link/interfaces/other-interfaces.ts';
import { type ReservedPorts, reservePorts } from '../../link/reserved-ports.ts';
import { INBOUND, OUTBOUND } from '../../wire/pcapng.ts';
import type { Path } from './paths.ts';

export interface Door {
  readonly sender: TapSender;
  /** Where the IPv4 header (or the ARP frame) begins in a slot. */
  readonly at: 0 | 14;
}

export interface Doors {
  of(path: Path): Door;
  /** Shows all that waits. */
  drain(): void;
  /** Packets lost since the last call. */
  drops(): number;
  /** Writes down what waits. */
  flush(): void;
  close(): void;
}

export interface DoorOptions {
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'arp';
  readonly portBase: number;
  readonly portCount: number;
  /** Bytes of the IPv4 packet; of the whole frame for arp. */
  readonly packetLength: number;
  /** Probes that may be unread at once. */
  readonly unread: number;
  readonly recordTo: number | null;
}

/** Packets to one interface that go with one system call at most. */
export const SLOTS = 32;

/** Opens everything for these paths; what was opened is closed again where one refuses. */
export function openDoors(paths: readonly Path[], options: DoorOptions, visitor: TapVisitor): Doors {
  const doors = new Map<string, Door>();
  const closers: (() => void)[] = [];
  const keyOf = ({ interfaceIndex, kind }: Path): string => `${interfaceIndex} ${kind}`;
  const distinct = [...new Map(paths.map((path) => [keyOf(path), path])).values()];
  const indices = distinct.map(({ interfaceIndex }) => interfaceIndex);
  /** Where packets come in, by the doors and beside them. */
  const listening: { readonly tap: Tap; readonly visitor: TapVisitor }[] = [];
  let flush = (): void => {};
  const close = (): void => {
    for (const closer of closers.splice(0)) closer();
  };
  try {
    const interfaces = distinct.map(
      ({ interfaceName: name, interfaceIndex: index, kind, linkHeader }): EngineInterface => ({
        name,
        index,
        kind,
        linkHeader,
      }),
    );
    // An ARP reply by another interface would be another link's.
    const others = options.protocol === 'arp' ? [] : otherInterfaces(indices);
    let seenBy = (_each: EngineInterface): TapVisitor => visitor;
    if (options.recordTo !== null) {
      const file = startRecording(options.recordTo, [...interfaces, ...others]);
      const appender = createAppender(file);
      closers.push(appender.flush);
      flush = appender.flush;
      seenBy = (each) => recording(visitor, appender, numberIn(file, each), each.kind !== 'ethernet');
    }
    distinct.forEach((path, k) => {
      const tap = openTap(path.interfaceIndex, path.linkHeader, options);
      closers.push(tap.close);
      const sender = openSender(path, options);
      closers.push(sender.close);
      const at = options.protocol === 'arp' || path.kind !== 'ethernet' ? 0 : 14;
      doors.set(keyOf(path), { sender, at });
      listening.push({ tap, visitor: seenBy(interfaces[k]) });
    });
    for (const { tap, each } of openOtherTaps(others, options)) {
      closers.push(tap.close);
      listening.push({ tap, visitor: seenBy(each) });
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    of: (path) => doors.get(keyOf(path)) as Door,
    drain() {
      for (const { tap, visitor: seen } of listening) tap.drain(seen);
    },
    drops: () => listening.reduce((lost, { tap }) => lost + tap.drops(), 0),
    flush: () => flush(),
    close,
  };
}

function openSender(path: Path, { protocol, packetLength }: DoorOptions): TapSender {
  if (protocol === 'arp') return openFrameSender(path.interfaceIndex, SLOTS, packetLength);
  if (path.kind === 'ethernet') return openFrameSender(path.interfaceIndex, SLOTS, packetLength + 14);
  return openPacketRouter(path.kind === 'raw' ? path.interfaceName : null, SLOTS, packetLength);
}

/** Writes down each packet, then shows it. Where `bare`, without the link header. */
function recording(
  visitor: TapVisitor,
  appender: ReturnType<typeof createAppender>,
  id: number,
  bare: boolean,
): TapVisitor {
  return {
    packet(bytes, start, offset, end, missing, way, seconds, nanoseconds, unchecked) {
      const from = bare ? offset : start;
      const direction = way === OUTGOING ? OUTBOUND : INBOUND;
      appender.add(id, seconds * 1e6 + Math.floor(nanoseconds / 1000), direction, bytes, from, end - from);
      visitor.packet(bytes, start, offset, end, missing, way, seconds, nanoseconds, unchecked);
    },
  };
}

/** Ports in turn for each target: with one alone, a handshake whose RST was lost would disturb the next probe. */
const PORTS_MOST = 1024;
const PORTS_LEAST = 4;
/** A Linux target gives up on a half-open connection after so long (tcp_synack_retries 5: tcp(7)). */
const HALF_OPEN_MS = 63_000;

/** Source ports for probes of a method at this interval; a power of two. */
export function portsNeeded(count: number | null, intervalMs: number): number {
  const wanted = Math.min(count ?? Number.POSITIVE_INFINITY, HALF_OPEN_MS / Math.max(1, intervalMs), PORTS_MOST);
  let ports = PORTS_LEAST;
  while (ports < wanted) ports *= 2;
  return ports;
}

/** As many as are wanted, or the largest block that is free. */
export function takePorts(wanted: number, transport: 'tcp' | 'udp'): ReservedPorts {
  for (let count = wanted; ; count /= 2) {
    try {
      return reservePorts(count, transport);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== 'EADDRINUSE' && code !== 'EMFILE') || count <= PORTS_LEAST) throw error;
    }
  }
}
