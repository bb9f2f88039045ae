import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { melsec } from './melsec.ts';

const MODEL = concat(hex('d000 00 ff ff03 00 1400 0000'), ascii('Q03UDECPU       '), hex('6802'));
const read = (bytes: Uint8Array, to: string | null = 'melsec') =>
  melsec.read(reply(bytes, melsec.hello as Uint8Array, to));

test('a controller names its model', () => {
  const verdict = read(MODEL);
  assert.deepEqual([verdict?.confidence, verdict?.product], [1, 'Mitsubishi Q03UDECPU']);
  assert.equal(read(MODEL.subarray(0, 15))?.more, true);
});

test('errors and others', () => {
  assert.equal(read(hex('d000 00 ff ff03 00 0b00 59c0 00 ff ff03 00 0101 0000'))?.info, 'error c059');
  assert.equal(read(hex('d000 00 ff ff03 00 0200 0000')), null);
  assert.equal(read(hex('d000 01 ff ff03 00 1400 0000')), null);
  assert.equal(read(MODEL, 'http'), null);
});
