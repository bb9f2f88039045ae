import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createServer } from 'node:tls';
import { budgetOf } from './budget.ts';
import { openConnection } from './connection.ts';

// A key that is nobody's: for this test alone.
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8cP1VoNojxJktFD6
DgAaTCT+VRWlg/cLo3ECK379YwWhRANCAAQqI3kS7I3h5g1hySw/h94NNp3VYTpJ
XeOWNx8DTJL6m9+mWalhC98fDQqjtc4dCgdM4KrmptYHnMUnZkf56tXv
-----END PRIVATE KEY-----
`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBpTCCAUugAwIBAgIUP4kRqQr/Y2rb+/TVjSIbX2J9BFQwCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPbGFiLmV4YW1wbGUub3JnMB4XDTI2MTEyNzA3MjEzOVoXDTQ2
MTEyMjA3MjEzOVowGjEYMBYGA1UEAwwPbGFiLmV4YW1wbGUub3JnMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEKiN5EuyN4eYNYcksP4feDTad1WE6SV3jljcfA0yS
+pvfplmpYQvfHw0Ko7XOHQoHTOCq5qbWB5zFJ2ZH+erV76NvMG0wHQYDVR0OBBYE
FIWlemz6ivz5CjpzKupRti1XkrEyMB8GA1UdIwQYMBaAFIWlemz6ivz5CjpzKupR
ti1XkrEyMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIPbGFiLmV4YW1wbGUu
b3JnMAoGCCqGSM49BAMCA0gAMEUCIQDztRVrJzgm+6Ct4quqiNn8HdZd5PktEQpH
rhlrBSJ6jQIgbHMoseM70wAC6Ej8FFaCh36Os9C3LYk4pjg1fhHZTAA=
-----END CERTIFICATE-----
`;

test('TLS around a connection tells its certificate, and ends without taking the process with it', async () => {
  const server = createServer({ key: KEY, cert: CERTIFICATE }, (socket) => socket.on('error', () => {}));
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // The socket under TLS destroyed before TLS is a segmentation fault of Node 24, sooner or later.
  for (let round = 0; round < 30; round++) {
    const stop = new AbortController();
    const options = { budget: budgetOf(1), signal: stop.signal, deadline: performance.now() + 5000 };
    const connection = await openConnection({ ip: '127.0.0.1', port, proto: 'tcp', rttMs: 1 }, options);
    assert.ok(!('failure' in connection));
    const taken = connection.startTls([]);
    if (round % 3 === 2) stop.abort();
    assert.equal(await taken, round % 3 !== 2);
    if (round % 3 === 1) stop.abort();
    if (round % 3 !== 2) {
      assert.deepEqual(connection.tls?.certificate?.names, ['DNS:lab.example.org']);
      assert.equal(connection.tls?.certificate?.signature, 'ecdsa-with-SHA256');
      assert.equal(connection.tls?.certificate?.chain, 1);
    }
    connection.close();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  server.close();
});
