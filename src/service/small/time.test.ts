import assert from 'node:assert/strict';
import { test } from 'node:test';
import { be32 } from '../bytes.ts';
import { datagramReply, reply } from '../fake-talk.test-data.ts';
import { time, timeUdp } from './time.ts';

test('the seconds since 1900', () => {
  const now = (Math.floor(Date.now() / 1000) + 2_208_988_800) % 2 ** 32;
  assert.equal(time.read({ ...reply(be32(now)), closed: true })?.confidence, 0.9);
  assert.equal(time.read({ ...reply(be32(now - 1_000_000)), closed: true }), null);
  assert.equal(time.read({ ...reply('abcd'), closed: true }), null);
  assert.equal(time.read(reply('abc')), null);
});

test('a datagram has nothing to close', () => {
  const now = (Math.floor(Date.now() / 1000) + 2_208_988_800) % 2 ** 32;
  assert.equal(timeUdp.read(datagramReply(be32(now)))?.confidence, 0.9);
  assert.equal(timeUdp.read(datagramReply(be32(now - 1_000_000))), null);
});
