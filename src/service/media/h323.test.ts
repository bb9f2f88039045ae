import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { h323 } from './h323.ts';

test('STATUS and RELEASE COMPLETE of the call that there is not', () => {
  assert.equal(h323.read(reply(hex('0300 0010 08 02 d050 7d 08 02 80 e1 14 01 00')))?.confidence, 0.95);
  assert.equal(h323.read(reply(hex('0300 0009 08 02 d050 5a')))?.confidence, 0.95);
  assert.equal(h323.read(reply(hex('0300 0009 08 02 8001 5a')))?.confidence, 0.7);
});

test('RDP and others have the same frame, not the same inside', () => {
  for (const bytes of [
    '0300 000b 06 d0 0000 1234 00',
    '0300 0013 0e d0 0000 1234 00 02 00 0800 0200 0000',
    '0300',
    '0300 0009 08 02 5050 75',
  ]) {
    assert.equal(h323.read(reply(hex(bytes))), null, bytes);
  }
});
