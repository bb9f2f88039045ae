import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createServer } from 'node:tls';
import { budgetOf } from '../talk/budget.ts';
import { CERTIFICATE, KEY } from '../talk/certificate.test-data.ts';
import { acceptedCiphers } from './accepted-ciphers.ts';

async function accepted(ciphers: string, all = false): Promise<string[]> {
  const server = createServer({ key: KEY, cert: CERTIFICATE, minVersion: 'TLSv1', ciphers });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const tries = {
      all,
      budget: budgetOf(1),
      signal: new AbortController().signal,
      deadline: performance.now() + 20_000,
    };
    return await acceptedCiphers({ ip: '127.0.0.1', port, proto: 'tcp', rttMs: 1 }, tries);
  } finally {
    server.close();
  }
}

test('what is weak of what a server takes, one of each kind; of one that takes nothing weak nothing', async () => {
  const weak = 'ECDHE-ECDSA-NULL-SHA:AECDH-AES128-SHA:AECDH-AES256-SHA:ECDHE-ECDSA-AES128-GCM-SHA256:@SECLEVEL=0';
  assert.deepEqual(await accepted(weak), ['TLS_ECDHE_ECDSA_WITH_NULL_SHA', 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA']);
  assert.deepEqual(await accepted('ECDHE-ECDSA-AES128-GCM-SHA256'), []);
});

test('all that it takes, where all is asked for', async () => {
  const all = await accepted('ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256', true);
  assert.deepEqual(all.toSorted(), [
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  ]);
});
