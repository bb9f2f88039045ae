import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { mysqlx } from './mysqlx.ts';

const HELLO = hex('05000000 0b 08051a00');
const CAPABILITIES = concat(hex('13000000 02 0a 10 0a 03'), ascii('tls'), hex('12 09 08 01 12 05 08 07 38 00 00'));

test('an empty notice is a claim, the capabilities the proof', async () => {
  const greeting = mysqlx.read(reply(HELLO))!;
  assert.deepEqual(greeting, { confidence: 0.7, product: 'MySQL' });
  const talk = fakeTalk([CAPABILITIES]);
  const verdict = await mysqlx.learn!(talk, greeting);
  assert.deepEqual([verdict.confidence, verdict.details], [1, { capabilities: ['tls'] }]);
  assert.equal(talk.said(), '\x01\0\0\0\x01');
});

test('who does not go on stays a claim', async () => {
  assert.equal((await mysqlx.learn!(fakeTalk([]), { confidence: 0.7, product: 'MySQL' })).confidence, 0.7);
});

test('what is no message of it', () => {
  for (const other of ['0500', '05000000 0b 08051b00', '05000000 02 08051a00', '64000000 0a 35']) {
    assert.equal(mysqlx.read(reply(hex(other))), null, other);
  }
  assert.equal(mysqlx.read(reply(CAPABILITIES.subarray(0, 9))), null);
});
