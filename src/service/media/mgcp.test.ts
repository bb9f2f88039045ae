import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mgcp as question } from '../../probe/udp/media/mgcp.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { mgcp } from './mgcp.ts';

test('the question', () => {
  assert.equal(Buffer.from(question.bytes).toString(), 'AUEP 504700001 portolan@example MGCP 1.0\r\n');
});

test('a refusal with our transaction is an answer', () => {
  const verdict = mgcp.read(datagramReply('500 504700001 Endpoint unknown\r\n', question.bytes, 'mgcp'));
  assert.deepEqual([verdict?.confidence, verdict?.info], [0.95, '500 Endpoint unknown']);
  assert.equal(mgcp.read(datagramReply('200 504700001 OK\r\nZ: aaln/1\r\n'))?.info, '200 OK');
  assert.equal(mgcp.read(datagramReply('500 504700002 x\r\n')), null);
  assert.equal(mgcp.read(datagramReply(question.bytes)), null);
});
