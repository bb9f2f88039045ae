// The port: HTTP, and WebSockets at /rpc, both behind the same gate.
//
// Rules:
//  1. Headers, messages, connections and the time they may take are bounded.
//  2. Who neither reads nor answers is ended: a client that hangs holds what its socket holds, and not for long.
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Role } from '../api.ts';
import { ServerError } from '../server-error.ts';
import type { Gate, Refusal, Visit } from './gate.ts';

const HEADERS_MOST = 16_384;
const MESSAGE_MOST = 2 ** 20;
const CLIENTS_MOST = 256;
const CONNECTIONS_MOST = 1024;
const HEARTBEAT_MS = 30_000;
const LIMITS = {
  maxHeaderSize: HEADERS_MOST,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
};
const TEXTS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
};

export interface Listener {
  /** The port that it got. Throws E_LISTEN. */
  listen(host: string, port: number): Promise<number>;
  clients(): number;
  /** They may come back. */
  dropClients(): void;
  /** Every connection ends. */
  close(): Promise<void>;
}

export interface ListenerParts {
  readonly gate: Gate;
  /** Both as PEM; null: without TLS. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  serve(socket: WebSocket, role: Role): void;
}

// biome-ignore lint/suspicious/noExplicitAny: whatever it keeps for itself
export function createListener(app: Hono<any>, { gate, tls, serve }: ListenerParts): Listener {
  const answer = getRequestListener(app.fetch);
  const server: Server =
    tls === null ? createServer(LIMITS, answer) : createSecureServer({ ...LIMITS, ...tls }, answer);
  server.maxConnections = CONNECTIONS_MOST;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_MOST, perMessageDeflate: false });
  const silent = new WeakSet<WebSocket>();
  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate();
      silent.add(socket);
      socket.ping();
    }
  }, HEARTBEAT_MS).unref();

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const role = admitted(request);
    if (typeof role !== 'string') return refuse(socket, role);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => opened.terminate());
      for (const event of ['pong', 'message'] as const) opened.on(event, () => silent.delete(opened));
      serve(opened, role);
    });
  });

  function admitted(request: IncomingMessage): Role | Refusal {
    const visit: Visit = {
      header: (name) => request.headers[name] as string | undefined,
      address: request.socket.remoteAddress ?? '',
    };
    const refusal = gate.place(visit);
    if (refusal !== null) return refusal;
    if (request.url !== '/rpc') return { status: 400, code: 'E_REQUEST', text: 'WebSockets are at /rpc' };
    if (sockets.clients.size >= CLIENTS_MOST) {
      return { status: 429, code: 'E_BUSY', text: `${CLIENTS_MOST} clients are connected already` };
    }
    return gate.role(visit);
  }

  return {
    listen(host, port) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      server.once('error', (error) => reject(cannotListen(host, port, error as NodeJS.ErrnoException)));
      server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
      return promise;
    },
    clients: () => sockets.clients.size,
    dropClients() {
      for (const socket of sockets.clients) socket.terminate();
    },
    async close() {
      clearInterval(heartbeat);
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      for (const socket of sockets.clients) socket.close(1001, 'the server ends');
      server.closeAllConnections();
      for (const socket of sockets.clients) socket.terminate();
      await promise;
    },
  };
}

function refuse(socket: Duplex, { status, code, text }: Refusal): void {
  const body = JSON.stringify({ code, text });
  const reason = TEXTS[status] ?? 'Refused';
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function cannotListen(host: string, port: number, error: NodeJS.ErrnoException): ServerError {
  if (error.code === 'EADDRINUSE') {
    return new ServerError(
      'E_LISTEN',
      `port ${port} of ${host} is taken: is another portolan running? --port chooses another`,
    );
  }
  return new ServerError('E_LISTEN', `cannot listen at ${host}:${port}: ${error.message}`);
}
