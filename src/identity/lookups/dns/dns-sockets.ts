// The sockets to one name server: as many as the answers to all questions on their way have room in.
//
//  1. An answer counts that comes from the server (the sockets are connected), to the socket that asked, has a number that waits there, and
//     repeats the question, its type and class too. Numbers are random (RFC 5452), and no two that wait at a socket are the same.
//  2. A socket has no more questions on their way than its receive buffer holds answers: none is lost here, however late we read. Where
//     all are full another one is opened, up to SOCKETS_MOST.
//  3. Whatever goes wrong with one of them ends all: nobody listens, or there is no way.
import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { be16, concat, hex, u16 } from '../../../service/bytes.ts';
import { type DnsMessage, messageOf, QR } from '../../../service/directory/dns-message.ts';
import type { ServerAddress } from './server-address.ts';

const HEADER = 12;
/** One question, recursion desired. */
const ASKS = hex('0100 0001 0000 0000 0000');
/** Asked for; the system gives as much as it lets everybody have (net.core.rmem_max). */
const BUFFER_BYTES = 1_048_576;
/** What a received datagram takes of it at the most: the kernel counts the page that it came in, not its length. */
const ANSWER_TAKES = 2304;
const ROOM_LEAST = 16;
const SOCKETS_MOST = 64;

export interface Answer {
  readonly message: DnsMessage;
  readonly bytes: Uint8Array;
}

/** The way to one server. */
export interface Wire {
  /**
   * Sends a question (name, type, class: RFC 1035 section 4.1.2); `answered` may come once. What is returned lets it count no more. Null:
   * there is no room now; it is told when there is.
   */
  send(question: Uint8Array, answered: (answer: Answer) => void): (() => void) | null;
  /** Ends it; nothing is told any more. */
  close(): void;
}

export interface WireEvents {
  hasRoom(): void;
  /** Anything in the form of an answer has come: somebody lives there. */
  heard(): void;
  /** Rule 3. */
  ended(): void;
}

export type OpenWire = (server: ServerAddress, events: WireEvents) => Wire;

interface Waiting {
  readonly question: Uint8Array;
  answered(answer: Answer): void;
}

interface OpenSocket {
  readonly socket: Socket;
  readonly room: number;
  readonly waiting: Map<number, Waiting>;
}

export const openSockets: OpenWire = ({ address, port }, { hasRoom, heard, ended }) => {
  const sockets: OpenSocket[] = [];
  let isOpening = false;
  let isClosed = false;

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    for (const { socket } of sockets) socket.close();
  }

  /** Rule 3. */
  function fail(): void {
    if (isClosed) return;
    close();
    ended();
  }

  /** Rule 2. */
  function open(): void {
    if (isOpening || sockets.length >= SOCKETS_MOST) return;
    isOpening = true;
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.on('error', fail);
    // Without a way there it says so here.
    socket.connect(port, address, (error?: Error | null) => {
      isOpening = false;
      if (error != null) fail();
      if (isClosed) {
        socket.close();
        return;
      }
      socket.unref();
      const opened: OpenSocket = { socket, room: roomOf(socket), waiting: new Map() };
      socket.on('message', (bytes) => take(opened, bytes));
      sockets.push(opened);
      hasRoom();
    });
  }

  /** Rule 1. */
  function take({ waiting }: OpenSocket, bytes: Uint8Array): void {
    if (isClosed || bytes.length < HEADER || (u16(bytes, 2) & QR) === 0) return;
    heard();
    const id = u16(bytes, 0);
    const asked = waiting.get(id);
    if (asked === undefined || u16(bytes, 4) !== 1 || !repeats(bytes, asked.question)) return;
    const message = messageOf(bytes);
    if (message === null) return;
    waiting.delete(id);
    asked.answered({ message, bytes });
  }

  return {
    send(question, answered) {
      const free = isClosed ? undefined : sockets.find(({ waiting, room }) => waiting.size < room);
      if (free === undefined) {
        if (!isClosed) open();
        return null;
      }
      const { socket, waiting } = free;
      const id = freeNumber(waiting);
      waiting.set(id, { question, answered });
      socket.send(concat(be16(id), ASKS, question), (error) => {
        if (error !== null) fail();
      });
      return () => waiting.delete(id);
    },
    close,
  };
};

/** Servers may write letters as they like. */
function repeats(bytes: Uint8Array, question: Uint8Array): boolean {
  const text = (from: Uint8Array): string => Buffer.from(from).toString('latin1').toLowerCase();
  return text(bytes.subarray(HEADER, HEADER + question.length)) === text(question);
}

/** Rule 2. */
function roomOf(socket: Socket): number {
  try {
    socket.setRecvBufferSize(BUFFER_BYTES);
  } catch {} // It keeps what it has.
  return Math.max(Math.floor(socket.getRecvBufferSize() / ANSWER_TAKES), ROOM_LEAST);
}

function freeNumber(taken: ReadonlyMap<number, unknown>): number {
  for (;;) {
    const id = randomInt(0x1_0000);
    if (!taken.has(id)) return id;
  }
}
