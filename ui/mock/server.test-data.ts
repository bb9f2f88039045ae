// A server for the page alone: the files that were built, the login by link, and JSON-RPC over a WebSocket as src/server/api.ts has
// it. Nothing is scanned: survey.test-data.ts plays a network that was made up.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import type { Role, ServerEvent } from '../../src/server/api.ts';
import { createInventory } from './inventory.test-data.ts';
import { createMethods, type World } from './methods.test-data.ts';
import { type MadeHost, smallNetwork } from './network.test-data.ts';

export interface MockOptions {
  /** The built page. */
  readonly folder: string;
  readonly network?: readonly MadeHost[];
  readonly isEmpty?: boolean;
  readonly durationMs?: number;
  readonly role?: Role;
  readonly mayUseRawSockets?: boolean;
  readonly port?: number;
  /** Of the interface that leads out; as many letters as Linux takes, 15. */
  readonly interfaceName?: string;
}

export interface Mock {
  /** The link that logs in. */
  readonly link: string;
  readonly origin: string;
  /** As fast as it goes, in batches of 500. */
  push(events: readonly ServerEvent[]): void;
  /** Ends all connections, and takes none until `answer`. */
  hangUp(): void;
  answer(): void;
  /** Forgets what was pushed: who comes back has missed it. */
  forget(): void;
  /** Asks the clients to confirm something. */
  ask(title: string, text: string): Promise<boolean>;
  close(): Promise<void>;
}

const TOKEN = 'made-up-token';
/** As strict as the product's. */
const POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export async function startMock(options: MockOptions): Promise<Mock> {
  const network = options.network ?? smallNetwork();
  const events: ServerEvent[] = [];
  let [forgotten, isAnswering] = [0, true];
  const clients = new Set<{ socket: WebSocket; sent: number }>();
  const flush = (): void => {
    for (const client of clients) {
      while (client.sent < events.length) {
        const batch = events.slice(client.sent, client.sent + 500);
        client.sent += batch.length;
        notify(client.socket, 'events/batch', { last: client.sent, missed: 0, events: batch });
      }
    }
  };
  const timer = setInterval(flush, 50);
  const world: World = {
    inventory: createInventory(network, options.isEmpty === true),
    network,
    durationMs: options.durationMs ?? 4_000,
    role: options.role ?? 'operator',
    mayUseRawSockets: options.mayUseRawSockets ?? true,
    interfaceName: options.interfaceName ?? 'lab0',
    surveys: new Map(),
    pings: new Map(),
    schedules: new Map([
      [
        1,
        {
          id: 1,
          name: 'Every night',
          cron: '30 2 * * *',
          request: { targets: ['192.0.2.0/24'] },
          enabled: true,
          nextRun: '2026-11-29T02:30:00.000Z',
          lastScan: 1,
        },
      ],
    ]),
    settings: new Map<string, unknown>([
      ['rate', null],
      ['keepScansDays', 90],
      ['exclude', ['192.0.2.13']],
      ['identity', true],
    ]),
    push(more) {
      for (const event of more) events.push(event);
    },
    lastEvent: () => events.length,
  };
  const call = createMethods(world);
  const asked = new Map<number, (answer: boolean) => void>();

  const server = createServer((request, response) => serve(options.folder, request, response));
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (!isAnswering || request.url !== '/rpc' || !mayCome(request)) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (connection) => {
      const client = { socket: connection, sent: Number.POSITIVE_INFINITY };
      clients.add(client);
      connection.on('close', () => clients.delete(client));
      connection.on('message', (data) => {
        const message = JSON.parse(String(data));
        if (message.method === undefined) return asked.get(message.id)?.(message.result === true);
        connection.send(
          JSON.stringify({ jsonrpc: '2.0', id: message.id, ...answerTo(message.method, message.params) }),
        );
      });
      const answerTo = (method: string, params: { after?: number } | undefined): object => {
        if (method === 'events/subscribe') {
          const after = params?.after ?? events.length;
          client.sent = Math.max(after, forgotten);
          return { result: { from: client.sent, missed: client.sent - after } };
        }
        try {
          return { result: call(method, params) };
        } catch (error) {
          const text = (error as Error).message;
          return { error: { code: -32_000, message: text, data: { code: /\[(E_\w+)\]/.exec(text)?.[1] } } };
        }
      };
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hangUp = (): void => {
    isAnswering = false;
    for (const { socket } of clients) socket.terminate();
  };
  return {
    link: `${origin}/?token=${TOKEN}`,
    origin,
    push: world.push,
    hangUp,
    answer() {
      isAnswering = true;
    },
    forget() {
      forgotten = events.length;
    },
    ask: (title, text) =>
      new Promise((resolve) => {
        const id = asked.size + 1;
        asked.set(id, resolve);
        for (const { socket } of clients)
          socket.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'client/confirm', params: { title, text } }));
      }),
    async close() {
      clearInterval(timer);
      for (const ping of world.pings.values()) clearInterval(ping);
      for (const survey of world.surveys.values()) survey.stop();
      hangUp();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function notify(socket: WebSocket, method: string, params: unknown): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ jsonrpc: '2.0', method, params }));
}

const mayCome = ({ headers }: IncomingMessage): boolean => headers.cookie?.includes(`session=${TOKEN}`) === true;

function serve(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/' && searchParams.get('token') === TOKEN) {
    response
      .writeHead(303, { location: '/', 'set-cookie': `session=${TOKEN}; HttpOnly; SameSite=Strict; Path=/` })
      .end();
    return;
  }
  if (pathname.startsWith('/api/')) {
    response.writeHead(mayCome(request) ? 200 : 401, { 'content-type': 'application/json' }).end('[]');
    return;
  }
  // Every address that is no file is a view's.
  const isView = extname(pathname) === '' || pathname.startsWith('/host/');
  const file = join(folder, isView ? 'index.html' : normalize(pathname));
  if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain', 'content-security-policy': POLICY });
  createReadStream(file).pipe(response);
}
