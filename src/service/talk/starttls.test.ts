import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { TLSSocket } from 'node:tls';
import { recognise } from '../recognise/recognise.ts';
import { REGISTRY } from '../registry.ts';
import { CERTIFICATE, KEY } from './certificate.test-data.ts';
import type { TlsFacts } from './tls-facts.ts';

/** A POP3 server that goes on in TLS, and then says nothing. */
function serve(socket: Socket): void {
  socket.on('error', () => {});
  socket.write('+OK POP3 ready\r\n');
  socket.on('data', (bytes) => {
    if (bytes.toString().startsWith('CAPA')) socket.write('+OK\r\nSTLS\r\nUIDL\r\n.\r\n');
    if (!bytes.toString().startsWith('STLS')) return;
    socket.removeAllListeners('data');
    socket.write('+OK\r\n');
    new TLSSocket(socket, { isServer: true, key: KEY, cert: CERTIFICATE }).on('error', () => {}).resume();
  });
}

// Whoever closes right after having written inside TLS once ended the whole process, not only the conversation.
test('STARTTLS: the certificate is told, and closing at once ends the conversation alone', async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  const endpoint = { ip: '127.0.0.1', port: address.port, proto: 'tcp', rttMs: 0.1 } as const;
  for (let round = 0; round < 3; round++) {
    const found = await recognise(endpoint, { registry: REGISTRY, signal: AbortSignal.timeout(20_000) });
    assert.deepEqual([found.service, found.verdict.confidence], ['pop3', 1]);
    const { certificate } = found.verdict.details!.starttls as TlsFacts;
    assert.deepEqual(
      [certificate?.subject, certificate?.selfSigned, certificate?.keyType, certificate?.keyBits, certificate?.chain],
      ['CN=mail.example.org', true, 'ec', 256, 1],
    );
  }
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});
