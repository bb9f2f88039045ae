import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { ndmp } from './ndmp.ts';

const CONNECTED = concat(
  hex('8000002c 00000001 5f000000 00000000 00000502 00000000 00000000'),
  hex('00000000 00000004 00000009'),
  ascii('Connected\0\0\0'),
);
const OPENED = hex('8000001c 00000002 5f000000 00000001 00000900 00000001 00000000 00000000');
const INFO = concat(
  hex('8000003c 00000003 5f000000 00000001 00000108 00000002 00000000 00000000'),
  hex('00000004'),
  ascii('Acme'),
  hex('00000005'),
  ascii('Filer\0\0\0'),
  hex('00000005'),
  ascii('9.1.2\0\0\0'),
);

test('greets with NOTIFY_CONNECTED, and tells its product', async () => {
  const greeting = ndmp.read(reply(CONNECTED))!;
  assert.deepEqual([greeting.confidence, greeting.info], [0.95, 'protocol 4']);
  const verdict = await ndmp.learn!(fakeTalk([OPENED, INFO]), greeting);
  assert.deepEqual([verdict.confidence, verdict.product, verdict.version], [1, 'Acme Filer', '9.1.2']);
});

test('another RPC, and half of it', async () => {
  const other = Uint8Array.from(CONNECTED);
  other[19] = 3;
  assert.equal(ndmp.read(reply(other)), null);
  assert.equal(ndmp.read(reply(CONNECTED.subarray(0, 20))), null);
  assert.equal((await ndmp.learn!(fakeTalk([]), ndmp.read(reply(CONNECTED))!)).confidence, 0.95);
});
