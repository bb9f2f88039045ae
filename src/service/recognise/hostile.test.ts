// Peers that mean harm: each ends within its budget, in bounded memory, with an honest verdict.
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { ascii, hex } from '../bytes.ts';
import { REGISTRY } from '../registry.ts';
import { budgetOf } from '../talk/budget.ts';
import { recognise } from './recognise.ts';
import type { Recognised } from './recognised.ts';

const RTT_MS = 0.1;
/** Twice, where the first layer is TLS; and a machine that is busy with other tests. */
const LIMIT_MS = 2 * budgetOf(RTT_MS).total + 15_000;
const MEMORY_MOST = 150 * 1024 * 1024;

async function meet(serve: (socket: Socket) => void): Promise<Recognised> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const before = process.memoryUsage().rss;
  try {
    const endpoint = { ip: '127.0.0.1', port, proto: 'tcp', rttMs: RTT_MS } as const;
    const found = await recognise(endpoint, { registry: REGISTRY, signal: AbortSignal.timeout(LIMIT_MS) });
    assert(process.memoryUsage().rss - before < MEMORY_MOST);
    return found;
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

function forEver(socket: Socket, bytes: Uint8Array): void {
  const write = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', write);
  write();
}

/** A ServerHello that promises more than it sends, in a record of the largest size. */
const SERVER_HELLO = hex('16 0303 4000 02 00fffc 0303');

const UNKNOWN: Readonly<Record<string, (socket: Socket) => void>> = {
  'accepts and says nothing': () => {},
  'closes at once': (socket) => socket.destroy(),
  'resets after the first byte': (socket) => socket.once('data', () => socket.resetAndDestroy()),
  'a greeting without end': (socket) => forEver(socket, ascii('hello '.repeat(10_000))),
  'one byte a second': (socket) => {
    const timer = setInterval(() => socket.write('x'), 1000);
    socket.on('close', () => clearInterval(timer));
  },
  'lines of another protocol each time': (socket) => socket.write(`${Math.random()} ${'?'.repeat(100)}\r\n`),
};

for (const [name, serve] of Object.entries(UNKNOWN)) {
  test(`hostile: ${name}`, { timeout: LIMIT_MS + 10_000 }, async () => {
    const found = await meet(serve);
    assert.equal(found.verdict.product, undefined);
    assert.equal(found.service, 'unknown');
  });
}

test('hostile: a header of megabytes is HTTP, and no more of it is kept than is needed', {
  timeout: LIMIT_MS + 10_000,
}, async () => {
  const found = await meet((socket) =>
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n');
      forEver(socket, ascii(`X-Field: ${'y'.repeat(8000)}\r\n`));
    }),
  );
  assert(found.service === 'http' || found.service === 'unknown', found.service);
  assert.equal(found.verdict.product, undefined);
  for (const { received } of found.exchanges) assert(received.length <= 512);
});

test('hostile: a body that unpacks to gigabytes is not unpacked', { timeout: LIMIT_MS + 10_000 }, async () => {
  const head = 'HTTP/1.1 200 OK\r\nServer: bomb/1.5\r\nContent-Encoding: gzip\r\nContent-Length: 1000000\r\n\r\n';
  const found = await meet((socket) =>
    socket.once('data', () => socket.write(Buffer.concat([ascii(head), Buffer.alloc(60_000, 0x1f)]))),
  );
  assert.deepEqual([found.service, found.verdict.product], ['http', 'bomb']);
});

test('hostile: TLS that stalls after its first record is TLS, and nothing inside it', {
  timeout: LIMIT_MS + 10_000,
}, async () => {
  const found = await meet((socket) => socket.once('data', () => socket.write(SERVER_HELLO)));
  assert.equal(found.service, 'tls');
  assert.notEqual(found.tls?.failure, undefined);
  assert.equal(found.verdict.product, undefined);
});
