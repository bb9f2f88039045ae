// JSON-RPC messages over a WebSocket (RFC 6455): one text frame a message.
//
// Rules:
//  1. What is no JSON object in a text frame ends the connection (1007, 1003): no client of ours sends it.
//  2. A client that lets answers pile up is ended (1013): nothing waits without bound.
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
} from 'vscode-jsonrpc/node';
import type { WebSocket } from 'ws';
import type { Role } from '../api.ts';
import type { Channel } from './connection.ts';

/** Bytes; a page of an inventory is a megabyte or two. */
const WAITING_MOST = 32 * 2 ** 20;
const NOT_TEXT = 1003;
const NOT_JSON = 1007;
const TRY_LATER = 1013;

class SocketReader extends AbstractMessageReader {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    super();
    this.#socket = socket;
    socket.on('close', () => this.fireClose());
    socket.on('error', (error) => this.fireError(error));
  }

  listen(callback: DataCallback): Disposable {
    const take = (data: Buffer, isBinary: boolean): void => {
      const message = isBinary ? null : parsed(data.toString());
      if (message !== null) callback(message);
      else if (isBinary) this.#socket.close(NOT_TEXT, 'text frames only');
      else this.#socket.close(NOT_JSON, 'not a JSON-RPC message');
    };
    this.#socket.on('message', take);
    return { dispose: () => this.#socket.off('message', take) };
  }
}

function parsed(text: string): Message | null {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && value.jsonrpc === '2.0' ? value : null;
  } catch {
    return null;
  }
}

class SocketWriter extends AbstractMessageWriter {
  readonly #send: (text: string) => void;

  constructor(send: (text: string) => void) {
    super();
    this.#send = send;
  }

  async write(message: Message): Promise<void> {
    this.#send(JSON.stringify(message));
  }

  end(): void {}
}

export function webSocketChannel(socket: WebSocket, role: Role): Channel {
  const send = (message: string | Uint8Array): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > WAITING_MOST) {
      socket.close(TRY_LATER, 'answers are not read');
      socket.terminate();
      return;
    }
    socket.send(message, { binary: false });
  };
  return {
    reader: new SocketReader(socket),
    writer: new SocketWriter(send),
    role,
    waiting: () => socket.bufferedAmount,
    sendBytes: send,
  };
}
