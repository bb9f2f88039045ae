// Whole inquiries of servers on loopback.
import assert from 'node:assert/strict';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { test } from 'node:test';
import { dnsVersion } from '../../probe/udp/directory/dns.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { DATAGRAMS } from '../datagrams.ts';
import type { Endpoint } from '../service.ts';
import { recogniseDatagram } from './recognise-datagram.ts';
import type { Recognised } from './recognised.ts';

type Serve = (bytes: Buffer, from: RemoteInfo, socket: Socket) => void;

async function behind(serve: Serve, more: Partial<Endpoint> = {}): Promise<Recognised> {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, from) => serve(bytes, from, socket));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const endpoint = { ip: '127.0.0.1', port: socket.address().port, proto: 'udp', rttMs: 0.1, ...more } as const;
  try {
    return await recogniseDatagram(endpoint, { registry: DATAGRAMS, signal: AbortSignal.timeout(20_000) });
  } finally {
    socket.close();
  }
}

/** An answer to the question for the version. */
function versionOf(text: string): Uint8Array {
  const data = concat(Uint8Array.of(text.length), ascii(text));
  const head = hex('504f 8580 0001 0001 0000 0000');
  const record = concat(hex('c00c 0010 0003 00000000'), Uint8Array.of(0, data.length), data);
  return concat(head, dnsVersion.bytes.subarray(12), record);
}

test('what the scan brought is read, and nobody is asked again', async () => {
  let asked = 0;
  const response = versionOf('dnsmasq-2.90');
  const found = await behind(() => asked++, { response, question: dnsVersion.bytes });
  assert.deepEqual([found.service, found.verdict.product, found.verdict.version], ['domain', 'dnsmasq', '2.90']);
  assert.equal(asked, 0);
});

test('on an odd port it is asked what is asked most', async () => {
  const found = await behind((bytes, { port, address }, socket) => {
    if (dnsVersion.bytes.every((byte, at) => bytes[at] === byte))
      socket.send(versionOf('unbound 1.17.1'), port, address);
  });
  assert.deepEqual([found.service, found.verdict.product], ['domain', 'Unbound']);
  assert.equal(Buffer.from(found.exchanges[0].sent).toString('hex'), Buffer.from(dnsVersion.bytes).toString('hex'));
});

test('who says everything back is an echo and nobody else; noise is unknown, with what was seen', async () => {
  const echoed = await behind((bytes, { port, address }, socket) => socket.send(bytes, port, address));
  assert.ok(echoed.service === 'unknown' || echoed.service === 'echo');
  const noise = await behind((_, { port, address }, socket) => socket.send('what?', port, address));
  assert.equal(noise.service, 'unknown');
  assert.equal(Buffer.from(noise.exchanges[0].received).toString(), 'what?');
});

test('nobody there: it ends at once, and says so', async () => {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  const endpoint = { ip: '127.0.0.1', port, proto: 'udp', rttMs: 0.1 } as const;
  const found = await recogniseDatagram(endpoint, { registry: DATAGRAMS, signal: AbortSignal.timeout(20_000) });
  assert.deepEqual([found.service, found.failure, found.exchanges], ['unknown', 'ECONNREFUSED', []]);
});

test('thousands of datagrams, of 60 kB each, are bounded', async () => {
  const big = Buffer.alloc(60_000, 1);
  const found = await behind((_, { port, address }, socket) => {
    for (let k = 0; k < 500; k++) socket.send(big, port, address);
  });
  assert.equal(found.service, 'unknown');
  for (const { received } of found.exchanges) assert.ok(received.length <= 512);
});

test('aborted, it ends', async () => {
  const endpoint = { ip: '127.0.0.1', port: 9, proto: 'udp', rttMs: 0.1 } as const;
  const found = await recogniseDatagram(endpoint, { registry: DATAGRAMS, signal: AbortSignal.abort() });
  assert.equal(found.service, 'unknown');
});
