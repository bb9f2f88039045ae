import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { firebird } from './firebird.ts';

const HELLO = firebird.hello as Uint8Array;
const CONT_AUTH = hex('0000005c 00000000 00000000 00000000 00000000');
const REJECT = hex('00000004');

test('who wants a user first is 3.0 or later, and tells by refusals which', async () => {
  const asked = firebird.read(reply(CONT_AUTH, HELLO, 'firebird'))!;
  assert.deepEqual([asked.confidence, asked.product, asked.info], [0.95, 'Firebird', 'release 3.0 or later']);
  assert.equal((await firebird.learn!(fakeTalk([REJECT, REJECT]), asked)).info, 'release 3.0');
  assert.equal((await firebird.learn!(fakeTalk([REJECT, CONT_AUTH]), asked)).info, 'release 4.0');
  assert.equal((await firebird.learn!(fakeTalk([CONT_AUTH]), asked)).info, 'release 5.0 or later');
  assert.equal((await firebird.learn!(fakeTalk([]), asked)).info, 'release 3.0 or later');
});

test('the older accept', () => {
  const accepted = firebird.read(reply(hex('00000003 0000800c 00000001 00000005'), HELLO, 'firebird'));
  assert.deepEqual([accepted?.info, accepted?.details], ['release 2.5', { protocol: 12 }]);
  assert.equal(firebird.read(reply(REJECT, HELLO, 'firebird'))?.confidence, 0.8);
});

test('others are none', () => {
  assert.equal(firebird.read(reply(CONT_AUTH)), null);
  for (const other of [
    '00000003',
    '0000005c 000000',
    '0000005c 00000000',
    '00000003 0000800c',
    '00000003 00000063 00000001 00000005',
    '00000009 00000000',
  ]) {
    assert.equal(firebird.read(reply(hex(other), HELLO, 'firebird')), null, other);
  }
});
