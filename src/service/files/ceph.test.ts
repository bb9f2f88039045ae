import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { ceph } from './ceph.ts';

test('both messengers by their greetings', () => {
  const second = concat(ascii('ceph v2\n'), hex('1000 0100000000000000 0000000000000000'));
  assert.deepEqual([ceph.read(reply(second))?.confidence, ceph.read(reply(second))?.info], [0.95, 'messenger v2']);
  assert.equal(ceph.read(reply(concat(ascii('ceph v027'), new Uint8Array(272))))?.info, 'messenger v1');
  assert.equal(ceph.read(reply('ceph v2\nhello everybody, how are you')), null);
  assert.equal(ceph.read(reply('ceph v027')), null);
});
