import assert from 'node:assert/strict';
import { test } from 'node:test';
import { be32, concat } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { nsca } from './nsca.ts';

test('random bytes and the time', () => {
  const vector = Uint8Array.from({ length: 128 }, (_, at) => (at * 89 + 7) & 0xff);
  const now = Math.floor(Date.now() / 1000);
  assert.equal(nsca.read(reply(concat(vector, be32(now))))?.confidence, 0.85);
  assert.equal(nsca.read(reply(concat(vector, be32(now - 1_000_000)))), null);
  assert.equal(nsca.read(reply(concat(new Uint8Array(128), be32(now)))), null);
  assert.equal(nsca.read(reply(vector)), null);
});
