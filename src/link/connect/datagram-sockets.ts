// Questions by datagram without privileges: one connected socket each (udp(7)), so that our kernel gives us only what that one
// port answers, and tells of the ICMP error that says that nobody listens there.
//
//   ask ──► socket, connect(2), send ──► message: answered
//                                    ├─► ECONNREFUSED: refused; other ICMP errors that the kernel passes on: unreachable
//                                    └─► close: given up
import { createSocket } from 'node:dgram';

export interface DatagramEvents {
  /** `bytes`: what came back. */
  answered(bytes: Uint8Array): void;
  /** A port unreachable (RFC 1122 section 4.1.3.1). */
  refused(): void;
  /** Another ICMP error that forbids it. */
  unreachable(): void;
  /** Our own system would not send it: `code` as in errno(3). It was not asked. */
  failed(code: string): void;
}

/** A question under way. */
export interface DatagramQuestion {
  close(): void;
}

/** Who is asked, and from which of our addresses; null: from the one that our system chooses. */
export interface DatagramWay {
  readonly ip: string;
  readonly port: number;
  readonly from: string | null;
}

/** What the engine runs on; tests give their own. One of the events comes at the most, and none after `close`. */
export type AskDatagram = (way: DatagramWay, bytes: Uint8Array, events: DatagramEvents) => DatagramQuestion;

/** ICMP errors of hosts and routers on the way, as a connected socket gets them. */
const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'ENOPROTOOPT', 'EPROTO']);

export const askDatagram: AskDatagram = ({ ip, port, from }, bytes, events) => {
  const socket = createSocket('udp4');
  let isSent = false;
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    socket.close();
  };
  const end = (tell: () => void): void => {
    if (isClosed) return;
    close();
    tell();
  };
  const fail = (error: NodeJS.ErrnoException): void => {
    const code = error.code ?? error.message;
    if (isSent && code === 'ECONNREFUSED') end(events.refused);
    else if (isSent && UNREACHABLE.has(code)) end(events.unreachable);
    else end(() => events.failed(code));
  };
  socket.on('error', fail);
  socket.on('message', (answer, { address, port: sender }) => {
    // Until it is connected a socket takes what anybody sends: a question of our own, where we ask ourselves.
    if (address === ip && sender === port) end(() => events.answered(answer));
  });
  // The types have it without an error: no way there, or a way that is not to be taken.
  const connected = (error?: NodeJS.ErrnoException): void => {
    if (isClosed) return;
    if (error) {
      fail(error);
      return;
    }
    // A port of our own may be the one that is asked: then our question is no answer.
    const own = socket.address();
    if (own.port === port && own.address === ip) {
      end(() => events.failed('EADDRINUSE'));
      return;
    }
    isSent = true;
    socket.send(bytes, (error) => {
      if (error !== null) fail(error);
    });
  };
  const connect = (): void => {
    if (!isClosed) socket.connect(port, ip, connected);
  };
  if (from === null) connect();
  else socket.bind({ address: from }, connect);
  return { close };
};
