import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be32, concat } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { nsq } from './nsq.ts';

const REFUSAL = concat(be32(18), be32(1), ascii('E_BAD_PROTOCOL'));

test('what it says to strangers, and its version to its own', async () => {
  const told = nsq.read(reply(REFUSAL, 'GET /', 'http'))!;
  assert.equal(told.confidence, 0.95);
  const body = '{"max_rdy_count":2500,"version":"1.2.1","max_msg_timeout":900000}';
  const verdict = await nsq.learn!(fakeTalk([concat(be32(body.length + 4), be32(0), ascii(body))]), told);
  assert.deepEqual([verdict.confidence, verdict.version], [1, '1.2.1']);
});

test('nsqlookupd has no types; others are none', () => {
  assert.equal(nsq.read(reply(concat(be32(14), ascii('E_BAD_PROTOCOL'))))?.service, 'nsqlookupd');
  assert.equal(nsq.read(reply(REFUSAL.subarray(0, 20))), null);
  assert.equal(nsq.read(reply('E_BAD_PROTOCOL')), null);
});
