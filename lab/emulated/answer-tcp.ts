// How machines speak TCP: a port that is closed refuses without a trace; one that is open holds a conversation.
//
//   SYN ─► SYN-ACK (options as the stack lays them out) ─► ACK: greeting ─► data: answers ─► FIN from either side
//
//  1. Whatever is not acknowledged within AGAIN_AFTER_MS goes out again, TIMES_MOST times.
//  2. A segment out of order is answered by what is expected, and forgotten.
//  3. There are CONNECTIONS_MOST connections at the most: the oldest gives way.
import { readU16, readU32, writeU32 } from '../../src/wire/bytes.ts';
import { isRight, pseudoHeaderSum } from '../../src/wire/checksum.ts';
import * as ipv4 from '../../src/wire/ipv4.ts';
import * as tcp from '../../src/wire/tcp.ts';
import { KIND } from '../../src/wire/tcp-options.ts';
import {
  AGAIN_AFTER_MS,
  CONNECTIONS_MOST,
  type Connection,
  connectionKey,
  HEARD_MOST,
  type Segment,
  spaceOf,
  TIMES_MOST,
} from './connection.ts';
import { emitTcp, out, PAYLOAD_AT, PAYLOAD_MOST } from './emit.ts';
import type { Said } from './host.ts';
import type { Link } from './link.ts';
import { isOpen, type Machine, OFFERS, timestampNow } from './machine.ts';

const { FIN, SYN, RST, PSH, ACK, ECE, CWR } = tcp;
const OPTIONS_AT = PAYLOAD_AT + tcp.MIN_HEADER_LENGTH;
const TIMESTAMPS_LENGTH = 12;
const DEFAULT_MSS = 536;
const NOTHING = new Uint8Array(0);
const USUAL_RESET = { window: 0, alwaysAcknowledges: false };

/** What a SYN's options said; `readOptions` fills it, so that no object is made for a packet. */
const offered = { offers: 0, mss: DEFAULT_MSS, timestamp: 0 };

function readOptions(frame: Uint8Array, from: number, to: number): void {
  offered.offers = 0;
  offered.mss = DEFAULT_MSS;
  offered.timestamp = 0;
  for (let at = from; at < to; ) {
    const kind = frame[at];
    if (kind === KIND.end) return;
    if (kind === KIND.nop) {
      at++;
      continue;
    }
    const size = frame[at + 1];
    if (at + 2 > to || size < 2 || at + size > to) return;
    if (kind === KIND.maximumSegmentSize && size === 4) offered.mss = readU16(frame, at + 2);
    else if (kind === KIND.windowScale && size === 3) offered.offers |= OFFERS.scale;
    else if (kind === KIND.sackPermitted && size === 2) offered.offers |= OFFERS.sack;
    else if (kind === KIND.timestamps && size === 10) {
      offered.offers |= OFFERS.timestamps;
      offered.timestamp = readU32(frame, at + 2);
    }
    at += size;
  }
}

const wantsEcn = (flags: number): boolean => (flags & (ECE | CWR)) === (ECE | CWR);

export interface TcpCounters {
  syns: number;
  connections: number;
  again: number;
}

export interface TcpSide {
  readonly counters: TcpCounters;
  /** The segment at `segment`, `length` bytes, of the frame at `at`. */
  receive(machine: Machine, frame: Uint8Array, at: number, segment: number, length: number, now: number): void;
  /** Rule 1; called now and then. */
  again(now: number): void;
  /** Some connection has something to say that is not ready yet. */
  isThinking(): boolean;
}

export function createTcpSide(link: Link): TcpSide {
  const connections = new Map<number, Connection>();
  const counters: TcpCounters = { syns: 0, connections: 0, again: 0 };
  let conversations = 0;

  function forget({ key, conversation }: Connection): void {
    if (!connections.delete(key) || conversation === null) return;
    conversations--;
    conversation.end();
  }

  /** RFC 9293 section 3.10.7.1. */
  function refuse(
    machine: Machine,
    frame: Uint8Array,
    at: number,
    segment: number,
    flags: number,
    space: number,
    now: number,
  ): void {
    if (machine.isSilent || (flags & RST) !== 0) return;
    const peer = ipv4.source(frame, at + 14);
    const port = tcp.destinationPort(frame, segment);
    const peerPort = tcp.sourcePort(frame, segment);
    const isAck = (flags & ACK) !== 0;
    const shape = machine.stack.reset ?? USUAL_RESET;
    const acknowledges = !isAck || shape.alwaysAcknowledges;
    const sequence = isAck ? tcp.acknowledgement(frame, segment) : 0;
    const acknowledgement = acknowledges ? tcp.sequence(frame, segment) + space : 0;
    const size = emitTcp(
      ...([machine, frame, at + 6, peer, port, peerPort, sequence, acknowledgement] as const),
      ...([acknowledges ? RST | ACK : RST, shape.window, 0, 0] as const),
    );
    link.send(machine, size, now);
  }

  function windowOf({ machine, offers }: Connection): number {
    const { window, windowWithTimestamps = window } = machine.stack;
    return (offers & OFFERS.timestamps) !== 0 && hasTimestamps(machine, offers) ? windowWithTimestamps : window;
  }

  function hasTimestamps(machine: Machine, offers: number): boolean {
    return machine.templates[offers].timestampsAt >= 0;
  }

  function sendSynAck(connection: Connection, now: number): void {
    const { machine, peerMac, peer, port, peerPort, offers } = connection;
    const { bytes, timestampsAt } = machine.templates[offers];
    out.set(bytes, OPTIONS_AT);
    if (timestampsAt >= 0) {
      writeU32(out, OPTIONS_AT + timestampsAt, timestampNow(machine, now));
      writeU32(out, OPTIONS_AT + timestampsAt + 4, connection.timestamp);
    }
    const ack = connection.initial + 1;
    const size = emitTcp(
      ...([machine, peerMac, 0, peer, port, peerPort] as const),
      ...([connection.own, ack, connection.synAckFlags, windowOf(connection), bytes.length, 0] as const),
    );
    link.send(machine, size, now);
  }

  function send(connection: Connection, sequence: number, flags: number, data: Uint8Array, now: number): void {
    const { machine, peerMac, peer, port, peerPort, offers } = connection;
    let options = 0;
    if (hasTimestamps(machine, offers)) {
      options = TIMESTAMPS_LENGTH;
      out.set([KIND.nop, KIND.nop, KIND.timestamps, 10], OPTIONS_AT);
      writeU32(out, OPTIONS_AT + 4, timestampNow(machine, now));
      writeU32(out, OPTIONS_AT + 8, connection.timestamp);
    }
    out.set(data, OPTIONS_AT + options);
    const { window } = machine.stack;
    const size = emitTcp(
      ...([machine, peerMac, 0, peer, port, peerPort] as const),
      ...([sequence, connection.receiveNext, flags, window, options, data.length] as const),
    );
    link.send(machine, size, now);
  }

  function push(connection: Connection, flags: number, data: Uint8Array, now: number): void {
    const segment: Segment = { sequence: connection.sendNext, flags, data, sentAt: now, times: 1 };
    connection.sendNext = (connection.sendNext + spaceOf(segment)) >>> 0;
    connection.unacknowledged.push(segment);
    send(connection, segment.sequence, flags, data, now);
  }

  function say(connection: Connection, { bytes, close = false }: Said, now: number): void {
    const all = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    for (let at = 0; at < all.length; at += connection.segmentMost) {
      push(connection, PSH | ACK, all.subarray(at, at + connection.segmentMost), now);
    }
    if (close) finishOff(connection, now);
  }

  function finishOff(connection: Connection, now: number): void {
    if (connection.isClosing) return;
    connection.isClosing = true;
    push(connection, FIN | ACK, NOTHING, now);
  }

  function open(machine: Machine, frame: Uint8Array, at: number, segment: number, header: number, now: number): void {
    const port = tcp.destinationPort(frame, segment);
    const peer = ipv4.source(frame, at + 14);
    const peerPort = tcp.sourcePort(frame, segment);
    const initial = tcp.sequence(frame, segment);
    const key = connectionKey(machine.address, port, peer, peerPort);
    const known = connections.get(key);
    if (known !== undefined && known.initial === initial && !known.isEstablished) {
      sendSynAck(known, now);
      return;
    }
    if (connections.size >= CONNECTIONS_MOST) {
      for (const oldest of connections.values()) {
        forget(oldest);
        break;
      }
    }
    readOptions(frame, segment + tcp.MIN_HEADER_LENGTH, segment + header);
    const own = machine.random();
    const connection: Connection = {
      ...{ key, machine, talk: machine.tcp.get(port)!, peerMac: frame.slice(at + 6, at + 12), peer, peerPort, port },
      ...{ offers: offered.offers, initial, own, isEstablished: false, isClosing: false, peerHasEnded: false },
      segmentMost: Math.min(Math.max(offered.mss, 64), PAYLOAD_MOST - tcp.MIN_HEADER_LENGTH) - TIMESTAMPS_LENGTH,
      synAckFlags: machine.stack.ecn && wantsEcn(tcp.flags(frame, segment)) ? SYN | ACK | ECE : SYN | ACK,
      sendNext: (own + 1) >>> 0,
      receiveNext: (initial + 1) >>> 0,
      timestamp: offered.timestamp,
      heard: Buffer.alloc(0),
      conversation: null,
      unacknowledged: [],
    };
    if (known !== undefined) forget(known);
    connections.set(key, connection);
    sendSynAck(connection, now);
  }

  function acknowledged(connection: Connection, acknowledgement: number): void {
    const { unacknowledged } = connection;
    while (unacknowledged.length > 0) {
      const end = (unacknowledged[0].sequence + spaceOf(unacknowledged[0])) >>> 0;
      if (((acknowledgement - end) | 0) < 0) return;
      unacknowledged.shift();
    }
  }

  /** What it says once the connection is gone, or has ended, nobody hears. */
  function converse(connection: Connection): void {
    const { converse: begin } = connection.talk;
    if (begin === undefined) return;
    conversations++;
    connection.conversation = begin((said) => {
      if (connections.get(connection.key) !== connection || connection.isClosing) return;
      say(connection, said, performance.now());
    });
  }

  function hear(connection: Connection, data: Uint8Array, now: number): void {
    connection.receiveNext = (connection.receiveNext + data.length) >>> 0;
    if (connection.conversation !== null) {
      send(connection, connection.sendNext, ACK, NOTHING, now);
      connection.conversation.hear(Buffer.from(data));
      return;
    }
    connection.heard = Buffer.concat([connection.heard, data]);
    const said = connection.talk.answer?.(connection.heard) ?? null;
    if (said !== null || connection.heard.length > HEARD_MOST) connection.heard = Buffer.alloc(0);
    if (said === null || said.bytes.length === 0) send(connection, connection.sendNext, ACK, NOTHING, now);
    if (said !== null && !connection.isClosing) say(connection, said, now);
  }

  function proceed(
    connection: Connection,
    frame: Uint8Array,
    segment: number,
    header: number,
    length: number,
    now: number,
  ): void {
    const flags = tcp.flags(frame, segment);
    acknowledged(connection, tcp.acknowledgement(frame, segment));
    if (!connection.isEstablished) {
      if (tcp.acknowledgement(frame, segment) !== connection.sendNext) return;
      connection.isEstablished = true;
      counters.connections++;
      const { greeting } = connection.talk;
      if (greeting !== undefined) say(connection, { bytes: greeting }, now);
      converse(connection);
    }
    readOptions(frame, segment + tcp.MIN_HEADER_LENGTH, segment + header);
    if ((offered.offers & OFFERS.timestamps) !== 0) connection.timestamp = offered.timestamp;
    const dataLength = length - header;
    if (tcp.sequence(frame, segment) !== connection.receiveNext) {
      if (dataLength > 0 || (flags & FIN) !== 0) send(connection, connection.sendNext, ACK, NOTHING, now);
      return;
    }
    if (dataLength > 0) hear(connection, frame.slice(segment + header, segment + length), now);
    if ((flags & FIN) !== 0) {
      connection.receiveNext = (connection.receiveNext + 1) >>> 0;
      connection.peerHasEnded = true;
      if (connection.isClosing) send(connection, connection.sendNext, ACK, NOTHING, now);
      connection.conversation?.end();
      finishOff(connection, now);
    }
    // Both have said that they end, and ours is acknowledged: nothing is left to be said.
    if (connection.peerHasEnded && connection.unacknowledged.length === 0) forget(connection);
  }

  return {
    counters,
    isThinking: () => conversations > 0,
    receive(machine, frame, at, segment, length, now) {
      const header = tcp.check(frame, segment, length);
      if (header === 0) return;
      const packet = at + 14;
      const peer = ipv4.source(frame, packet);
      if (!isRight(frame, segment, length, pseudoHeaderSum(peer, machine.address, ipv4.PROTOCOL_TCP, length))) return;
      const flags = tcp.flags(frame, segment);
      const port = tcp.destinationPort(frame, segment);
      const space = length - header + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0);
      if (!isOpen(machine, port)) {
        if ((flags & SYN) !== 0) counters.syns++;
        refuse(machine, frame, at, segment, flags, space, now);
        return;
      }
      if ((flags & (SYN | ACK | RST)) === SYN) {
        counters.syns++;
        if ((flags & FIN) !== 0 && !machine.stack.takesSynFin) return;
        open(machine, frame, at, segment, header, now);
        return;
      }
      const key = connectionKey(machine.address, port, peer, tcp.sourcePort(frame, segment));
      const connection = connections.get(key);
      if (connection === undefined) {
        // RFC 9293 section 3.10.7.2: an ACK to a listener is refused; what has neither SYN, ACK nor RST is dropped.
        if ((flags & ACK) !== 0) refuse(machine, frame, at, segment, flags, space, now);
        return;
      }
      if ((flags & RST) !== 0) {
        forget(connection);
        return;
      }
      if ((flags & ACK) !== 0) proceed(connection, frame, segment, header, length, now);
    },
    again(now) {
      for (const connection of connections.values()) {
        const oldest = connection.unacknowledged[0];
        if (oldest === undefined || now - oldest.sentAt < AGAIN_AFTER_MS * 2 ** (oldest.times - 1)) continue;
        if (oldest.times >= TIMES_MOST) {
          forget(connection);
          continue;
        }
        oldest.times++;
        counters.again++;
        send(connection, oldest.sequence, oldest.flags, oldest.data, now);
      }
    },
  };
}
