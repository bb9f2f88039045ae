import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mumble as question } from '../../probe/udp/games/mumble.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { mumblePing } from './mumble-ping.ts';

/** mumble-server 1.3.4 of Debian 12. */
const ANSWER = hex('00010304 706f72746f6c616e 00000000 000003e8 00011940');

test('the question', () => assert.deepEqual(question.bytes, hex('00000000 706f72746f6c616e')));

test('version and users', () => {
  const verdict = mumblePing.read(datagramReply(ANSWER, question.bytes, 'mumble'));
  assert.deepEqual([verdict?.confidence, verdict?.version, verdict?.info], [1, '1.3.4', '0 of 1000 users']);
});

test('our own question, another id, halves', () => {
  assert.equal(mumblePing.read(datagramReply(question.bytes)), null);
  assert.equal(mumblePing.read(datagramReply(ANSWER.with(5, 0))), null);
  assert.equal(mumblePing.read(datagramReply(ANSWER.subarray(0, 23))), null);
});
