import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex, le32 } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { ignite } from './ignite.ts';

const WORDS = 'Unsupported version: 32767.0.0';
const REFUSAL = concat(le32(12 + WORDS.length), hex('00 0100 0700 0000 09'), le32(WORDS.length), ascii(WORDS));

test('a refusal tells what it speaks', () => {
  const verdict = ignite.read(reply(REFUSAL, ignite.hello as Uint8Array, 'ignite'));
  assert.deepEqual([verdict?.confidence, verdict?.info], [0.95, 'thin client protocol 1.7.0']);
});

test('others are none', () => {
  assert.equal(ignite.read(reply(REFUSAL.subarray(0, 20))), null);
  assert.equal(ignite.read(reply(REFUSAL.with(11, 8))), null);
  assert.equal(ignite.read(reply(hex('01000000 01'))), null);
});
