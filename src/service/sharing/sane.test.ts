import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { sane } from './sane.ts';

test('saned lets in, or not', () => {
  const open = sane.read(reply(hex('00000000 01010003'), null, 'sane-port'));
  assert.deepEqual([open?.confidence, open?.info, open?.notes?.[0].code], [0.9, 'protocol 3', 'N_NO_LOGIN']);
  assert.equal(sane.read(reply(hex('0000000b 01000003'), null, 'sane-port'))?.info, 'access denied');
});

test('eight other bytes are none', () => {
  assert.equal(sane.read(reply(hex('00000000 00000000'), null, 'sane-port')), null);
  assert.equal(sane.read(reply(hex('00000000 01010003'), null, 'http')), null);
  assert.equal(sane.read(reply(hex('00000000 010100'), null, 'sane-port')), null);
});
