import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { sourceRcon } from './source-rcon.ts';

test('answers by their form', () => {
  assert.equal(sourceRcon.read(reply(hex('0a000000 ffffffff 02000000 0000')))?.confidence, 0.8);
  const words = concat(hex('14000000 01000000 00000000'), ascii('No, please'), hex('0000'));
  assert.equal(sourceRcon.read(reply(words))?.confidence, 0.5);
});

test('others are none', () => {
  for (const other of [
    '0a000000',
    '0a000000 ffffffff 03000000 0000',
    '0b000000 ffffffff 02000000 0000',
    '0a000000 01000000 00000000 0001',
  ]) {
    assert.equal(sourceRcon.read(reply(hex(other))), null, other);
  }
});
