import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { holdPort, RESERVED_PORTS, reservePorts } from './reserved-ports.ts';

/** Whether a local program could have this port now. */
function isFree(port: number, transport: 'tcp' | 'udp'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    if (transport === 'tcp') {
      const server = createServer().on('error', refused);
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    } else {
      const socket = createSocket('udp4').on('error', refused);
      socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
    }
  });
}

for (const transport of ['tcp', 'udp'] as const) {
  test(`reserved ports: a block of ${transport} ports is nobody else’s until it is closed`, async () => {
    const held = reservePorts(8, transport);
    const others = reservePorts(8, transport);
    assert.deepEqual([held.count, held.base % 8], [8, 0]);
    assert.notEqual(held.base, others.base);
    for (const port of [held.base, held.base + 7]) assert.equal(await isFree(port, transport), false);
    held.close();
    others.close();
    assert.equal(await isFree(held.base, transport), true);
  });
}

test('reserved ports: 16 TCP ports unless something else is wanted', () => {
  const held = reservePorts();
  assert.deepEqual([held.count, held.base % RESERVED_PORTS], [RESERVED_PORTS, 0]);
  held.close();
});

test('no block holds a port that is wanted for something else', () => {
  const isWanted = (port: number): boolean => port < 60_000 || port % 64 === 1;
  for (let k = 0; k < 20; k++) {
    const reserved = reservePorts(16, 'udp', isWanted);
    for (let port = reserved.base; port < reserved.base + reserved.count; port++) assert.ok(!isWanted(port), `${port}`);
    reserved.close();
  }
});

test('one port is held for one at a time; a program that has it is told of', () => {
  const { base, close } = reservePorts(1, 'udp');
  assert.throws(() => holdPort(base, 'udp'), { code: 'EADDRINUSE' });
  close();
  const held = holdPort(base, 'udp');
  assert.deepEqual([held.base, held.count], [base, 1]);
  assert.throws(() => holdPort(base, 'udp'), { code: 'EADDRINUSE' });
  held.close();
});
