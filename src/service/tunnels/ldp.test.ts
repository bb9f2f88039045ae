import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { ldp } from './ldp.ts';

test('refuses whom it does not know, with its name', () => {
  const refusal = hex('0001 001c c0000207 0000 0001 0012 00000001 0300 000a 80000010 00000000 0000');
  assert.deepEqual(ldp.read(reply(refusal)), {
    confidence: 0.95,
    info: 'router 192.0.2.7',
    device: 'router',
    details: { router: '192.0.2.7', status: 16 },
  });
  assert.equal(ldp.read(reply(refusal.subarray(0, 30))), null);
  assert.equal(ldp.read(reply(hex('0001 0004 00000000'))), null);
});

test('the lengths of what is said agree', () => {
  const hello = ldp.hello as Uint8Array;
  assert.equal(hello.length, 4 + (hello[2] << 8) + hello[3]);
  assert.equal(hello.length, 14 + (hello[12] << 8) + hello[13]);
});
