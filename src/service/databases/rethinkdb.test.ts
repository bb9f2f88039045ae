import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { rethinkdb } from './rethinkdb.ts';

const REFUSAL =
  'ERROR: Received an unsupported protocol version. This port is for RethinkDB queries. Does your client driver version not match the server?\n\0';

test('what it says to strangers, and its version to its own', async () => {
  const told = rethinkdb.read(reply(REFUSAL, 'GET /', 'http'))!;
  assert.equal(told.confidence, 0.95);
  const talk = fakeTalk([
    '{"max_protocol_version":0,"min_protocol_version":0,"server_version":"2.4.2","success":true}\0',
  ]);
  const verdict = await rethinkdb.learn!(talk, told);
  assert.deepEqual([verdict.confidence, verdict.version], [1, '2.4.2']);
  assert.equal(talk.said(), '\xc3\xbd\xc2\x34');
});

test('others are none', async () => {
  assert.equal(rethinkdb.read(reply('ERROR: no\n\0')), null);
  assert.equal((await rethinkdb.learn!(fakeTalk(['{"a":1}\0']), { confidence: 0.95 })).confidence, 0.95);
});
