import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { nanomsg } from './nanomsg.ts';

test('eight bytes tell the socket', () => {
  const verdict = nanomsg.read(reply(hex('00 53 50 00 0031 0000')));
  assert.deepEqual([verdict?.confidence, verdict?.info], [0.9, 'REP']);
});

test('others are none', () => {
  for (const other of ['00535000', '00 53 50 00 0007 0000', '00 53 50 01 0031 0000', '00 53 50 00 0031 0001']) {
    assert.equal(nanomsg.read(reply(hex(other))), null, other);
  }
});
