import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { type PingEvent, type PingRequest, ping } from './index.ts';

async function collect(request: PingRequest, signal?: AbortSignal): Promise<PingEvent[]> {
  const events: PingEvent[] = [];
  for await (const event of ping(request, { signal })) events.push(event);
  return events;
}

async function listen(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { port, [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}

test('ping: what cannot be meant is refused before anything is sent', () => {
  const bad: PingRequest[] = [
    {},
    { target: 'example.net' },
    { target: '127.0.0.1', port: 0 },
    { target: '127.0.0.1', port: 65536 },
    { target: '127.0.0.1', count: 0 },
    { target: '127.0.0.1', count: 1.5 },
    { target: '127.0.0.1', intervalMs: -1 },
    { target: '127.0.0.1', timeoutMs: 0 },
    { target: '127.0.0.1', rateCap: 0 },
    { target: '127.0.0.1', ttl: 256 },
    { target: '127.0.0.1', ttl: 0 },
    { target: '127.0.0.1', tos: 256 },
    { target: '127.0.0.1', flags: 256 },
    { target: '127.0.0.1', source: '1.2.3' },
    { target: '127.0.0.1', method: 'arp', intervalMs: 10 },
    { targets: [{ name: 'x', address: 0x7f000001, port: 7 }], method: 'icmp' },
  ];
  for (const request of bad) assert.throws(() => ping(request), { code: 'E_USAGE' }, JSON.stringify(request));
});

test('ping: full connections to loopback, an open and a closed port', async () => {
  let closed: number;
  {
    await using gone = await listen();
    closed = gone.port;
  }
  await using server = await listen();
  const events = await collect({
    targets: [server.port, closed].map((port) => ({ name: `p${port}`, address: 0x7f000001, port })),
    method: 'connect',
    count: 3,
    intervalMs: 5,
    timeoutMs: 5000,
  });
  const results = events.filter((event) => event.type === 'ping');
  assert.deepEqual(
    results.map(({ target, n, state, reason }) => `${target} ${n} ${state} ${reason}`).sort((a, b) => (a < b ? -1 : 1)),
    [server.port, closed]
      .flatMap((port) => [1, 2, 3].map((n) => `p${port} ${n} ${port === closed ? 'closed rst' : 'open syn-ack'}`))
      .sort((a, b) => (a < b ? -1 : 1)),
  );
  for (const { rttMs } of results) assert.ok(rttMs !== null && rttMs > 0);
  const ends = events.filter((event) => event.type === 'ping-end');
  assert.deepEqual(
    ends.map(({ sent, received, clock, interrupted }) => [sent, received, clock, interrupted]),
    new Array(2).fill([3, 3, 'process', false]),
  );
  assert.equal(events.filter((event) => event.type === 'ping-start').length, 2);
});

test('ping: a signal ends an endless run, with an end for each target', async () => {
  await using server = await listen();
  const control = new AbortController();
  const seen: PingEvent[] = [];
  const request: PingRequest = { target: '127.0.0.1', port: server.port, method: 'connect', intervalMs: 5 };
  for await (const event of ping(request, control)) {
    seen.push(event);
    if (event.type === 'ping' && event.n === 3) control.abort();
  }
  const end = seen.at(-1);
  assert.equal(end?.type, 'ping-end');
  assert.equal(end.interrupted, true);
  assert.equal(end.lossPercent, 0);
});

test('ping: leaving the iteration ends the run', async () => {
  await using server = await listen();
  const request: PingRequest = { target: '127.0.0.1', port: server.port, method: 'connect', intervalMs: 5 };
  for await (const event of ping(request)) if (event.type === 'ping') break;
  // The server would wait for connections that are still open.
});

test('ping: an address that is not ours is refused', async () => {
  const request: PingRequest = { target: '127.0.0.1', method: 'connect', source: '192.0.2.77', count: 1 };
  await assert.rejects(collect(request), { code: 'E_NOT_OUR_ADDRESS', message: /192\.0\.2\.77/ });
});
