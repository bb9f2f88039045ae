import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { erlangDistribution } from './erlang-distribution.ts';

const ANSWER = hex(`0003 736f6b 0020 4e 0000000d07df7fbd 90b21fa5 6b092ccd 000d 6c6162403132372e302e302e31`);

test('the node says its name', () => {
  assert.deepEqual(erlangDistribution.read(reply(ANSWER, null, 'erlang-distribution')), {
    confidence: 1,
    product: 'Erlang/OTP',
    info: 'node lab@127.0.0.1',
    hostname: '127.0.0.1',
  });
});

test('a refusal is one, other words are not', () => {
  const refused = erlangDistribution.read(reply(hex('000c 73 6e6f745f616c6c6f776564'), null, 'erlang-distribution'));
  assert.equal(refused?.info, 'handshake: not_allowed');
  assert.equal(erlangDistribution.read(reply(hex('0003 736f'), null, 'erlang-distribution')), null);
  assert.equal(erlangDistribution.read(reply(hex('0003 737878'), null, 'erlang-distribution')), null);
});
