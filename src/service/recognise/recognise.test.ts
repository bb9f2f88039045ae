// Whole conversations with servers on loopback: what they are asked, in which order, and how it ends.
import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import { REGISTRY } from '../registry.ts';
import { recognise } from './recognise.ts';
import type { Recognised } from './recognised.ts';

const INFO = '# Server\r\nredis_version:7.0.15\r\n';
const REDIS = `$${INFO.length}\r\n${INFO}\r\n`;

async function behind(serve: (socket: Socket) => void, port = 0): Promise<Recognised> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  const endpoint = { ip: '127.0.0.1', port: address.port, proto: 'tcp', rttMs: 0.1 } as const;
  try {
    return await recognise(endpoint, { registry: REGISTRY, signal: AbortSignal.timeout(20_000) });
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

test('who greets is known by the greeting and what follows, on one connection', async () => {
  let connections = 0;
  const found = await behind((socket) => {
    connections++;
    socket.write('220 mail.example.org ESMTP Postfix\r\n');
    socket.on('data', (bytes) => socket.write(bytes.toString().startsWith('EHLO') ? '250 mail\r\n' : '221 bye\r\n'));
  });
  assert.equal(found.service, 'smtp');
  assert.equal(found.verdict.confidence, 1);
  assert.equal(connections, 1);
  assert.match(Buffer.from(found.exchanges[0].received).toString(), /^220 mail/);
});

test('who is silent is asked on the same connection', async () => {
  let connections = 0;
  const found = await behind((socket) => {
    connections++;
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nServer: thing/1.5\r\nContent-Length: 0\r\n\r\n'));
  });
  assert.deepEqual([found.service, found.verdict.product, found.verdict.version], ['http', 'thing', '1.5']);
  assert.equal(connections, 1);
});

test('what answers only its own words is found on any port', async () => {
  const found = await behind((socket) => {
    socket.on('data', (bytes) => {
      if (bytes.toString().startsWith('*2')) socket.write(REDIS);
    });
  });
  assert.deepEqual([found.service, found.verdict.version], ['redis', '7.0.15']);
});

test('who takes its time to answer rarely said words is heard while others are asked', async () => {
  const found = await behind((socket) => {
    socket.on('data', (bytes) => {
      if (bytes.toString('hex') === '123400010a') setTimeout(() => socket.write(Buffer.from('4142000109', 'hex')), 180);
    });
  });
  assert.equal(found.service, 'ajp13');
});

test('silence, accept and close, and noise are unknown', async () => {
  assert.equal((await behind(() => {})).service, 'unknown');
  assert.equal((await behind((socket) => socket.destroy())).service, 'unknown');
  const noise = Uint8Array.from({ length: 256 }, (_, i) => (i * 131 + 77) & 0xff);
  const found = await behind((socket) => socket.on('data', () => socket.write(noise)));
  assert.equal(found.service, 'unknown');
  assert.equal(found.exchanges[0].received.length, 256);
});

test('who answers at length whatever is said, and nobody knows it, is soon asked no further', async () => {
  const noise = Uint8Array.from({ length: 8192 }, (_, i) => (i * 131 + 77) & 0xff);
  let connections = 0;
  const found = await behind((socket) => {
    connections++;
    socket.on('data', () => socket.write(noise));
  });
  assert.equal(found.service, 'unknown');
  assert(found.exchanges.length > 0);
  assert(connections < 12, `${connections}`);
});

test('an echo is not taken for the service whose words it says back', async () => {
  const found = await behind((socket) => socket.pipe(socket));
  assert(found.service === 'unknown' || found.service === 'echo', found.service);
});

test('who never ends is cut off, and who drips as well', async () => {
  const begin = performance.now();
  const endless = await behind((socket) => {
    const write = (): void => {
      while (!socket.destroyed && socket.write('x'.repeat(65_536)));
    };
    socket.on('drain', write);
    write();
  });
  assert.equal(endless.service, 'unknown');
  const dripping = await behind((socket) => {
    const timer = setInterval(() => socket.write('S'), 200);
    socket.on('close', () => clearInterval(timer));
  });
  assert.equal(dripping.service, 'unknown');
  assert(performance.now() - begin < 15_000);
});

test('a greeting that came late, and the end after words that were not its own: asked anew, after the greeting', async () => {
  const said: string[] = [];
  const found = await behind((socket) => {
    const late = setTimeout(() => socket.write('220 mail.example.org ESMTP Postfix\r\n'), 150);
    socket.on('close', () => clearTimeout(late));
    socket.on('data', (bytes) => {
      const words = bytes.toString('latin1');
      said.push(words);
      if (words.startsWith('EHLO')) socket.write('250-mail\r\n250 8BITMIME\r\n');
      else setTimeout(() => socket.end('221 2.7.0 Error: I can break rules, too. Goodbye.\r\n'), 60);
    });
  });
  assert.deepEqual([found.service, found.verdict.confidence, found.verdict.contradiction], ['smtp', 1, undefined]);
  assert.ok(said.some((words) => words.startsWith('GET ')));
});

test('who says the same to every word has only greeted', async () => {
  const found = await behind((socket) => socket.write('-ERR unknown command\r\n'));
  assert.deepEqual([found.service, found.verdict.confidence], ['redis', 0.5]);
});

test('an answer that comes before the question contradicts itself', async () => {
  const found = await behind((socket) => socket.write('HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n'));
  assert.deepEqual([found.service, found.verdict.confidence], ['http', 0.7]);
  assert.equal(found.verdict.contradiction, 'answers before it is asked');
});

test('who hangs up on everybody is not asked everything', async () => {
  let connections = 0;
  const found = await behind((socket) => {
    connections++;
    socket.destroy();
  });
  assert.equal(found.service, 'unknown');
  assert(connections < 30, String(connections));
});

test('an answer that lay there while this process was busy came in time', async () => {
  let connections = 0;
  const found = await behind((socket) => {
    connections++;
    socket.once('data', () => {
      socket.end('HTTP/1.1 200 OK\r\nServer: thing/1.5\r\nContent-Length: 0\r\n\r\n');
      const until = performance.now() + 700;
      while (performance.now() < until);
    });
  });
  assert.deepEqual([found.service, connections], ['http', 1]);
});

const block = (milliseconds: number): void => {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
};

/** Answers Redis' question the second time alone, others with what nobody knows. */
async function seconds(meanwhile: () => void): Promise<{ readonly found: Recognised; readonly asked: number }> {
  let asked = 0;
  const found = await behind((socket) => {
    socket.on('data', (bytes) => {
      meanwhile();
      const isAsked = bytes.toString().startsWith('*2');
      if (isAsked) asked++;
      socket.end(!isAsked ? '?' : asked > 1 ? REDIS : '');
    });
  });
  return { found, asked };
}

test('who said what nobody knows while this process was late is asked what is likely once more; others are not', async () => {
  let isFirst = true;
  const late = await seconds(() => {
    if (isFirst) block(300);
    isFirst = false;
  });
  assert.deepEqual([late.found.service, late.asked], ['redis', 2]);
  const inTime = await seconds(() => {});
  assert.deepEqual([inTime.found.service, inTime.asked], ['unknown', 1]);
});

test('what was said late to one who had hung up by then is said again', async () => {
  let connections = 0;
  let asked = 0;
  const found = await behind((socket) => {
    connections++;
    block(120);
    socket.on('data', (bytes) => {
      if (bytes.toString().startsWith('*2') && ++asked > 1) socket.write(REDIS);
      else socket.end();
    });
  });
  assert.equal(found.service, 'redis');
  assert(connections < 30, String(connections));
});
