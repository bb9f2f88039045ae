// A port of 127.0.0.1 that takes connections, for tests that need no lab.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { TestContext } from 'node:test';

/** Its number; closed when the test has ended, however it did. Whoever connects may close with a reset. */
export async function openPort(t: TestContext): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
