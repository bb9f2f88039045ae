import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { msrpc } from './msrpc.ts';

const ACK = hex(`05000c03 10000000 3c00 0000 4f500000 b810 b810 34120000 0400 31333500 0000 01000000
  0000 0000 045d888aeb1cc9119fe808002b104860 02000000`);
const REFUSED = ACK.map((byte, at) => (at === 36 ? 2 : byte));
const ALIVE = hex(`05000203 10000000 5200 0000 4f500000 2c000000 0000 0000 05000700 00000200 0d000000 0d00 0b00
  0700 4c00 4100 4200 0000 0700 3100 2e00 3200 0000 0000 0000 0000 0000`);

test('an endpoint mapper accepts the resolver, and says its names', async () => {
  const verdict = msrpc.read(reply(ACK))!;
  assert.deepEqual(verdict, { confidence: 0.95, details: { address: '135' } });
  const learned = await msrpc.learn!(fakeTalk([ALIVE]), verdict);
  assert.deepEqual([learned.confidence, learned.hostname], [1, 'LAB']);
  assert.deepEqual(learned.details?.addresses, ['LAB', '1.2']);
});

test('another endpoint refuses it in the same form', () => {
  assert.equal(msrpc.read(reply(REFUSED))?.service, 'msrpc');
  assert.equal(
    msrpc.read(reply(hex('05000d03 10000000 1800 0000 4f500000 0400 0105 00000000')))?.info,
    'refuses to bind',
  );
});

test('our own bind and what is cut short are none', () => {
  assert.equal(msrpc.read(reply(msrpc.hello as Uint8Array)), null);
  for (let cut = 0; cut < ACK.length; cut++) assert.equal(msrpc.read(reply(ACK.subarray(0, cut))), null);
});
