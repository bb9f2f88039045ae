// A client of the server, typed by its API: calls, events that go on after a lost connection, questions answered.
//
//   const portolan = await connect('http://127.0.0.1:7700', { token });
//   portolan.onEvents((batch) => ...);
//   const scan = await portolan.call('discovery/start', { targets: ['198.18.0.0/24'] });
//
// Rules:
//  1. A connection that is lost is made again, with longer and longer pauses; calls that wait then fail with E_CONNECTION_LOST.
//  2. Events go on after the last one that was seen: whatever came meanwhile comes first, and what is gone is told as `missed`.
//  3. Nobody who does not answer `client/confirm` has said yes.
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type CancellationToken,
  CancellationTokenSource,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  NullLogger,
  ResponseError,
} from 'vscode-jsonrpc';
import type { ClientMethods, EventBatch, MethodName, Methods } from '../api.ts';

export interface ConnectOptions {
  /** Default: the session's cookie, in a browser. */
  readonly token?: string;
  /** Asked before something is done that wants a person's word. Default: no. */
  confirm?(question: ClientMethods['client/confirm']['params']): boolean | Promise<boolean>;
  /** Told when the connection is lost, and when it is back. */
  onState?(state: 'connected' | 'lost'): void;
  /** Whether a lost connection is made again. Default: true. */
  readonly reconnect?: boolean;
}

type Params<M extends MethodName> = undefined extends Methods[M]['params'] ? [] : [params: Methods[M]['params']];

export interface PortolanClient {
  /** Throws PortolanError. */
  call<M extends MethodName>(method: M, ...params: [...Params<M>, signal?: AbortSignal]): Promise<Methods[M]['result']>;
  /** From now on, or from the one after `after` on. Returns what ends it. Resolves when the server knows. */
  onEvents(listener: (batch: EventBatch) => void, after?: number): Promise<() => void>;
  close(): void;
}

/** `code` is stable: `E_ROLE`, `E_PARAMS` ... */
export class PortolanError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'PortolanError';
    this.code = code;
  }
}

/** What is needed of a WebSocket, of a browser or of Node. */
export interface Socket {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** Milliseconds before it is tried again, and at the most. */
const PAUSE_MS = 250;
const PAUSE_MOST_MS = 10_000;

/** `open`: makes a socket to `wss://.../rpc`. Throws E_CONNECT where there is no server, or it lets nobody in. */
export async function connectBy(
  open: (url: string) => Socket | Promise<Socket>,
  url: string,
  options: ConnectOptions = {},
): Promise<PortolanClient> {
  const place = new URL('rpc', url.endsWith('/') ? url : `${url}/`);
  place.protocol = place.protocol.replace('http', 'ws');
  let connection: MessageConnection | null = null;
  let closed = false;
  let last: number | null = null;
  const listeners = new Set<(batch: EventBatch) => void>();

  async function dial(): Promise<void> {
    const socket = await open(place.href);
    await opened(socket);
    const made = createMessageConnection(new SocketReader(socket), new SocketWriter(socket), NullLogger);
    made.onNotification('events/batch', (batch: EventBatch) => {
      last = batch.last;
      for (const listener of listeners) listener(batch);
    });
    made.onRequest<boolean, void>('client/confirm', async (question: ClientMethods['client/confirm']['params']) =>
      Boolean(await options.confirm?.(question)),
    );
    made.onClose(() => {
      made.dispose();
      if (connection !== made) return;
      connection = null;
      if (closed) return;
      options.onState?.('lost');
      if (options.reconnect ?? true) void redial(PAUSE_MS);
    });
    made.listen();
    connection = made;
  }

  async function redial(pause: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (closed) return;
    try {
      await dial();
      if (listeners.size > 0) await subscribe();
      options.onState?.('connected');
    } catch {
      if (connection === null) void redial(Math.min(pause * 2, PAUSE_MOST_MS));
    }
  }

  async function subscribe(): Promise<void> {
    const { from, missed } = await call('events/subscribe', last === null ? {} : { after: last });
    last ??= from;
    if (missed > 0) for (const listener of listeners) listener({ last: from, missed, events: [] });
  }

  async function call<M extends MethodName>(
    method: M,
    ...rest: [...Params<M>, signal?: AbortSignal]
  ): Promise<Methods[M]['result']> {
    const given = rest as unknown[];
    const signal = given.find((each) => each instanceof AbortSignal) as AbortSignal | undefined;
    const params = given[0] instanceof AbortSignal ? undefined : given[0];
    if (connection === null) throw new PortolanError('E_CONNECTION_LOST', 'the server is not connected');
    const used = connection;
    const source = new CancellationTokenSource();
    const cancel = (): void => source.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    const { promise: lost, reject } = Promise.withResolvers<never>();
    const ended = used.onDispose(() => reject(new PortolanError('E_CONNECTION_LOST', 'the connection was lost')));
    try {
      return await Promise.race([send<Methods[M]['result']>(used, method, params, source.token), lost]);
    } catch (error) {
      throw toPortolanError(error);
    } finally {
      ended.dispose();
      signal?.removeEventListener('abort', cancel);
    }
  }

  await dial();
  return {
    call,
    async onEvents(listener, after) {
      const isFirst = listeners.size === 0;
      listeners.add(listener);
      if (after !== undefined) last = after;
      if (isFirst || after !== undefined) await subscribe();
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      connection?.dispose();
      connection?.end();
      connection = null;
    },
  };
}

function send<R>(connection: MessageConnection, method: string, params: unknown, token: CancellationToken): Promise<R> {
  return params === undefined
    ? connection.sendRequest<R>(method, token)
    : connection.sendRequest<R>(method, params, token);
}

function opened(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener('open', () => resolve());
  const text = 'no connection: is the server there, and is this its token?';
  for (const end of ['error', 'close'] as const) {
    socket.addEventListener(end, () => reject(new PortolanError('E_CONNECT', text)));
  }
  return promise;
}

function toPortolanError(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  const code = (error.data as { code?: unknown } | undefined)?.code;
  return new PortolanError(typeof code === 'string' ? code : 'E_RPC', error.message);
}

class SocketReader extends AbstractMessageReader {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.addEventListener('close', () => this.fireClose());
  }

  listen(callback: DataCallback): Disposable {
    this.#socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') callback(JSON.parse(data) as Message);
    });
    return { dispose: () => this.#socket.close() };
  }
}

class SocketWriter extends AbstractMessageWriter {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
  }

  async write(message: Message): Promise<void> {
    this.#socket.send(JSON.stringify(message));
  }

  end(): void {
    this.#socket.close();
  }
}
