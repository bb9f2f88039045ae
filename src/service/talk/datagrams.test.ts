import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatagrams } from './datagrams.ts';

test('where the system refuses to connect, that is a failure, and sending is none of its own', async () => {
  // To everybody on the loopback: refused (EACCES, connect(2)) before anything is sent.
  const datagrams = await openDatagrams(
    { ip: '127.255.255.255', port: 9, proto: 'udp' },
    { signal: new AbortController().signal, deadline: performance.now() + 5000 },
  );
  datagrams.send(Uint8Array.of(1));
  assert.deepEqual([datagrams.failure, await datagrams.receive(50)], ['EACCES', null]);
  datagrams.close();
});
