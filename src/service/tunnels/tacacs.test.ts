import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { tacacs } from './tacacs.ts';

test('the head of an answer tells it, whatever the secret', () => {
  assert.deepEqual(tacacs.read(reply(hex('c0 01 02 00 504f5254 00000010 00112233445566778899aabbccddeeff'))), {
    confidence: 1,
    info: 'encrypted',
  });
  const clear = tacacs.read(reply(hex('c0 01 02 01 504f5254 0000000c 04 00 0006 0000 557365723a20')));
  assert.deepEqual([clear?.details, clear?.notes?.[0].code], [{ message: 'User:' }, 'N_TACACS_PLAIN_TEXT']);
});

test('our own words and another session are none', () => {
  assert.equal(tacacs.read(reply(tacacs.hello as Uint8Array)), null);
  assert.equal(tacacs.read(reply(hex('c0 01 02 00 00000000 00000010'))), null);
});
