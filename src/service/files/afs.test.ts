import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afs as question } from '../../probe/udp/files/afs.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { afs } from './afs.ts';

/** vlserver of OpenAFS 1.8.9, Debian 12. */
const ANSWER = concat(
  hex('50746c6e 00000000 00000000 00000000 00000000 0d 00 00 00 0000 0004'),
  ascii('OpenAFS 1.8.9-1+deb12u1-debian 2024-12-25'.padEnd(65, '\0')),
);

test('the question', () => {
  assert.deepEqual(question.bytes, hex('50746c6e 00000000 00000000 00000000 00000000 0d 01 00 00 0000 0000 00'));
});

test('its version', () => {
  const verdict = afs.read(datagramReply(ANSWER, question.bytes, 'afs'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'OpenAFS', '1.8.9-1+deb12u1-debian']);
});

test('our own question, another epoch, a header alone', () => {
  assert.equal(afs.read(datagramReply(question.bytes)), null);
  assert.equal(afs.read(datagramReply(ANSWER.with(0, 0))), null);
  assert.equal(afs.read(datagramReply(ANSWER.subarray(0, 28))), null);
});
