// JSON-RPC 2.0 over a WebSocket, one message a text frame, both ways: the page calls the server, the server pushes events and may ask.
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc/browser';
import type { ClientMethods, EventBatch, Methods } from '../../src/server/api.ts';

export interface Wire {
  call<M extends keyof Methods>(method: M, params: Methods[M]['params']): Promise<Methods[M]['result']>;
  close(): void;
}

export interface WireEvents {
  batch(batch: EventBatch): void;
  /** A question to the person in front of the page. */
  confirm(question: ClientMethods['client/confirm']['params']): Promise<boolean>;
  closed(): void;
}

class SocketReader extends AbstractMessageReader {
  private readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    super();
    this.socket = socket;
  }

  listen(callback: DataCallback): Disposable {
    const take = ({ data }: MessageEvent): void => {
      try {
        callback(JSON.parse(data) as Message);
      } catch (error) {
        this.fireError(error as Error);
      }
    };
    this.socket.addEventListener('message', take);
    return { dispose: () => this.socket.removeEventListener('message', take) };
  }
}

class SocketWriter extends AbstractMessageWriter {
  private readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    super();
    this.socket = socket;
  }

  async write(message: Message): Promise<void> {
    this.socket.send(JSON.stringify(message));
  }

  end(): void {
    this.socket.close();
  }
}

/** Resolves when it is open; rejects when it cannot be opened. */
export async function openWire(url: string, events: WireEvents): Promise<Wire> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('close', () => reject(new Error('the connection could not be opened')), { once: true });
  });
  const connection: MessageConnection = createMessageConnection(new SocketReader(socket), new SocketWriter(socket));
  connection.onNotification('events/batch', (batch: EventBatch) => events.batch(batch));
  connection.onRequest(
    'client/confirm',
    async (question): Promise<unknown> => events.confirm(question as ClientMethods['client/confirm']['params']),
  );
  connection.onError(() => undefined);
  connection.listen();
  socket.addEventListener('close', () => {
    connection.dispose();
    events.closed();
  });
  return {
    call: (method, params) =>
      params === undefined ? connection.sendRequest(method) : connection.sendRequest(method, params),
    close: () => socket.close(),
  };
}
