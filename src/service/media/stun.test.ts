import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { stun } from './stun.ts';

const HELLO = stun.hello as Uint8Array;
const SOFTWARE = concat(hex('8022 0016'), ascii("Coturn-4.5.2 'dan Eide'").subarray(0, 22), hex('0000'));
const ADDRESS = hex('0020 0008 0001 a147 e112 a643');

const answer = (type: string, ...attributes: Uint8Array[]): Uint8Array => {
  const rest = concat(...attributes);
  return concat(hex(type), Uint8Array.of(0, rest.length), HELLO.subarray(4), rest);
};

test('an answer to our request names its software', () => {
  const verdict = stun.read(reply(answer('0101', ADDRESS, SOFTWARE), HELLO, 'stun'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'Coturn', '4.5.2']);
});

test('without it, cut short, and not ours', () => {
  assert.equal(stun.read(reply(answer('0101', ADDRESS)))?.confidence, 0.95);
  assert.equal(stun.read(reply(answer('0111')))?.confidence, 0.95);
  assert.equal(stun.read(reply(answer('0101', ADDRESS).subarray(0, 24)))?.more, true);
  assert.equal(stun.read(reply(HELLO)), null);
  assert.equal(stun.read(reply(hex('0101 0000 2112a442 000000000000000000000000'))), null);
  assert.equal(stun.read(reply(hex('0101'))), null);
});
