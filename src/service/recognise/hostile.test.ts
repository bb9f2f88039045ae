// Peers that mean harm: each ends within its budget, in bounded memory, with an honest verdict.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ascii, hex } from '../bytes.ts';
import { REGISTRY } from '../registry.ts';
import { SURE } from '../service.ts';
import { budgetOf } from '../talk/budget.ts';
import { recognise } from './recognise.ts';
import type { Recognised } from './recognised.ts';

const RTT_MS = 0.1;
const { total, greeting } = budgetOf(RTT_MS);
/** Twice, where the first layer is TLS; and a machine that is busy with other tests. */
const LIMIT_MS = Math.round(2 * (total + greeting)) + 15_000;
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
  'reads and says nothing (discard)': (socket) => socket.resume(),
  'answers noise, other noise each time': (socket) => socket.on('data', () => socket.write(randomBytes(300))),
  'resets after the first byte that it says': (socket) => {
    socket.write('x');
    setTimeout(() => socket.resetAndDestroy(), 20);
  },
  'resets after the first byte that it hears': (socket) => socket.once('data', () => socket.resetAndDestroy()),
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

test('hostile: one header field of 10 MB', { timeout: LIMIT_MS + 10_000 }, async () => {
  const field = Buffer.alloc(10 * 1024 * 1024, 'y');
  const found = await meet((socket) =>
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nX-Field: ');
      socket.write(field);
      socket.end('\r\nServer: late/1.5\r\n\r\n');
    }),
  );
  assert(found.service === 'http' || found.service === 'unknown', found.service);
  assert.equal(found.verdict.product, undefined);
});

test('hostile: a body that unpacks to 64 MB is not unpacked', { timeout: LIMIT_MS + 10_000 }, async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const head = `HTTP/1.1 200 OK\r\nServer: bomb/1.5\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
  const found = await meet((socket) => socket.once('data', () => socket.write(Buffer.concat([ascii(head), bomb]))));
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

/** A handshake message in as many records as it takes (RFC 5246 sections 6.2.1 and 7.4). */
function handshake(type: number, body: Uint8Array): Uint8Array {
  const message = Buffer.concat([hex('00000000'), body]);
  message.writeUInt32BE((type << 24) | body.length);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += 0x4000) {
    const part = message.subarray(at, at + 0x4000);
    const head = Buffer.from(hex('16 0303 0000'));
    head.writeUInt16BE(part.length, 3);
    records.push(head, part);
  }
  return Buffer.concat(records);
}

/** TLS 1.2, ECDHE-RSA-AES128-GCM-SHA256, and these extensions. */
function serverHello(extensions: Uint8Array): Uint8Array {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(extensions.length);
  return handshake(2, Buffer.concat([hex('0303'), randomBytes(32), hex('00 c02f 00'), length, extensions]));
}

const length24 = (length: number): Uint8Array => Uint8Array.of(length >> 16, (length >> 8) & 0xff, length & 0xff);

const CERTIFICATE = Buffer.concat([hex('30 83 0ffffb'), Buffer.alloc(0x0ffffb)]);
const CHAIN = Buffer.concat([length24(CERTIFICATE.length), CERTIFICATE]);
const BROKEN_TLS: Readonly<Record<string, Uint8Array>> = {
  // 65,535 bytes is all that their length can say (RFC 5246 section 7.4.1.4): four each.
  '16,383 extensions': serverHello(Uint8Array.from({ length: 16_383 * 4 }, (_, i) => [i >> 10, i >> 2, 0, 0][i % 4])),
  '16,383 times the same extension': serverHello(new Uint8Array(16_383 * 4)),
  'a certificate of 1 MB': Buffer.concat([
    serverHello(hex('ff01 0001 00')),
    handshake(11, Buffer.concat([length24(CHAIN.length), CHAIN])),
  ]),
};

for (const [name, answer] of Object.entries(BROKEN_TLS)) {
  test(`hostile: TLS with ${name} is TLS, and nothing inside it`, { timeout: LIMIT_MS + 10_000 }, async () => {
    const found = await meet((socket) => socket.once('data', () => socket.write(answer)));
    assert.equal(found.service, 'tls');
    assert.notEqual(found.tls?.failure, undefined);
    assert.deepEqual([found.tls?.certificate, found.verdict.product], [null, undefined]);
  });
}

/** Words that anybody can print, with nothing behind them that behaves so. */
const LIES: readonly string[] = [
  'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n',
  '220 mail.example.org ESMTP Postfix (Debian/GNU)\r\n',
  '220 (vsFTPd 3.0.3)\r\n',
  '* OK [CAPABILITY IMAP4rev1] Dovecot (Debian) ready.\r\n',
  '+OK Dovecot (Debian) ready.\r\n',
  'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 0\r\n\r\n',
  '-ERR unknown command\r\nredis_version:7.0.15\r\n',
  '5.5.5-10.11.6-MariaDB-0+deb12u1 mysql_native_password\r\n',
  'RFB 003.008\n',
];

const AFTER_LIES: Readonly<Record<string, (socket: Socket) => void>> = {
  silence: (socket) => socket.resume(),
  noise: (socket) => socket.on('data', () => socket.write(randomBytes(200))),
  'our words': (socket) => socket.pipe(socket),
};

for (const [name, goesOn] of Object.entries(AFTER_LIES)) {
  test(`control: a banner that lies, then ${name}: nothing is told surely`, { timeout: 3 * LIMIT_MS }, async () => {
    const told = await Promise.all(
      LIES.map((banner) =>
        meet((socket) => {
          socket.write(Buffer.from(banner, 'latin1'));
          goesOn(socket);
        }),
      ),
    );
    const sure = told.flatMap(({ verdict, service }, k) =>
      verdict.confidence >= SURE && verdict.contradiction === undefined ? [`${LIES[k].trim()}: ${service}`] : [],
    );
    assert.deepEqual(sure, []);
  });
}

test('control: an echo is an echo, or nothing', { timeout: LIMIT_MS + 10_000 }, async () => {
  const found = await meet((socket) => socket.pipe(socket));
  assert(found.service === 'echo' || found.service === 'unknown', found.service);
  assert.equal(found.verdict.product, undefined);
});
