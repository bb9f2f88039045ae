import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { kafka } from './kafka.ts';

const HELLO = kafka.hello as Uint8Array;
const ANSWER = hex('0000001c 706f7274 0000 00000003 0000 0000 0009 0001 0000 000d 0012 0000 0003');

test('it takes the request that it answers', () => {
  const verdict = kafka.read(reply(ANSWER, HELLO, 'kafka'));
  assert.deepEqual([verdict?.confidence, verdict?.info], [1, '3 requests']);
  assert.deepEqual(verdict?.details, { apis: { 0: '0-9', 1: '0-13', 18: '0-3' } });
});

test('half an answer, another correlation, an impossible version, no words of ours', () => {
  assert.equal(kafka.read(reply(ANSWER.subarray(0, 20), HELLO, 'kafka'))?.more, true);
  assert.equal(kafka.read(reply(ANSWER.with(4, 0), HELLO, 'kafka')), null);
  assert.equal(kafka.read(reply(ANSWER.with(17, 10), HELLO, 'kafka')), null);
  assert.equal(kafka.read(reply(ANSWER)), null);
});
