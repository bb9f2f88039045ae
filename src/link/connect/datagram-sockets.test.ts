import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { askDatagram, type DatagramWay } from './datagram-sockets.ts';

/** What comes of a question, as a word. */
function ask(way: DatagramWay): Promise<string> {
  return new Promise((resolve) => {
    askDatagram(way, Uint8Array.of(1), {
      answered: (bytes) => resolve(`answered ${[...bytes]}`),
      refused: () => resolve('refused'),
      unreachable: () => resolve('unreachable'),
      failed: (code) => resolve(`failed ${code}`),
    });
  });
}

test('an answer, a refusal, and a way that our own system does not go', async () => {
  const echo = createSocket('udp4', (bytes, { port, address }) => echo.send(bytes, port, address));
  await new Promise<void>((resolve) => echo.bind(0, '127.0.0.1', resolve));
  const { port } = echo.address();
  assert.equal(await ask({ ip: '127.0.0.1', port, from: null }), 'answered 1');
  assert.equal(await ask({ ip: '127.0.0.1', port, from: '127.0.0.9' }), 'answered 1');
  echo.close();
  assert.equal(await ask({ ip: '127.0.0.1', port, from: null }), 'refused');
  // To everybody on the loopback: connect(2) refuses.
  assert.equal(await ask({ ip: '127.255.255.255', port: 9, from: null }), 'failed EACCES');
});
