import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slimproto as question } from '../../probe/udp/media/slimproto.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { slimproto } from './slimproto.ts';

const ANSWER = 'ENAME\x05atticJSON\x049000VERS\x057.9.2';

test('the question', () => assert.equal(Buffer.from(question.bytes).toString('latin1'), 'eNAME\0JSON\0VERS\0'));

test('name, version, port', () => {
  const verdict = slimproto.read(datagramReply(ANSWER, question.bytes, 'slimproto'));
  assert.deepEqual([verdict?.confidence, verdict?.version, verdict?.info], [1, '7.9.2', 'attic; HTTP on port 9000']);
});

test('our own question, halves, other names', () => {
  assert.equal(slimproto.read(datagramReply(question.bytes)), null);
  assert.equal(slimproto.read(datagramReply(ANSWER.slice(0, -1))), null);
  assert.equal(slimproto.read(datagramReply('Ename\x05attic')), null);
  assert.equal(slimproto.read(datagramReply('EJSON\x049000')), null);
});
