import assert from 'node:assert/strict';
import { constants } from 'node:crypto';
import { type AddressInfo, createServer as createPlain, type Server } from 'node:net';
import { test } from 'node:test';
import { createServer, type TlsOptions } from 'node:tls';
import { hex } from '../bytes.ts';
import { REGISTRY } from '../registry.ts';
import { budgetOf } from '../talk/budget.ts';
import { CERTIFICATE, KEY } from '../talk/certificate.test-data.ts';
import { oldestVersion } from './oldest-version.ts';
import { recognise } from './recognise.ts';

async function onPort<Result>(server: Server, use: (port: number) => Promise<Result>): Promise<Result> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

const place = (port: number) => ({ ip: '127.0.0.1', port, proto: 'tcp', rttMs: 1 }) as const;

function oldest(options: TlsOptions): Promise<string | undefined> {
  const server = createServer({ key: KEY, cert: CERTIFICATE, ciphers: 'ALL:@SECLEVEL=0', ...options });
  server.on('tlsClientError', () => {});
  const signal = new AbortController().signal;
  const tries = { budget: budgetOf(1), signal, deadline: performance.now() + 20_000 };
  return onPort(server, (port) => oldestVersion(place(port), tries));
}

test('the oldest of what is taken, whatever is left out between; of TLS 1.2 and newer nothing', async () => {
  assert.equal(await oldest({ minVersion: 'TLSv1.1' }), 'TLSv1.1');
  assert.equal(await oldest({ minVersion: 'TLSv1' }), 'TLSv1');
  assert.equal(await oldest({ minVersion: 'TLSv1', secureOptions: constants.SSL_OP_NO_TLSv1_1 }), 'TLSv1');
  assert.equal(await oldest({ minVersion: 'TLSv1', maxVersion: 'TLSv1' }), 'TLSv1');
  assert.equal(await oldest({ minVersion: 'TLSv1.2' }), undefined);
});

test('who takes SSL 3 alone, with which no handshake succeeds any more, is told of all the same', async () => {
  const hello = hex(`16 0300 002a 02 000026 0300 ${'50'.repeat(32)} 00 0005 00`);
  const server = createPlain((socket) => {
    socket.on('error', () => {}).once('data', () => socket.write(hello));
  });
  const { service, tls, verdict } = await onPort(server, (port) =>
    recognise(place(port), { registry: REGISTRY, signal: AbortSignal.timeout(20_000) }),
  );
  assert.deepEqual([service, tls?.oldest], ['tls', 'SSLv3']);
  const told = verdict.notes?.map(({ code, text }) => `${code} ${text}`);
  assert.deepEqual(told, ['N_TLS_OLD takes SSL 3', 'N_TLS_WEAK_CIPHER takes TLS_RSA_WITH_RC4_128_SHA']);
});
