import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { memcached } from './memcached.ts';

test('asked for its version it tells it, and wants no login', () => {
  const verdict = memcached.read(reply('VERSION 1.6.18\r\n', 'version\r\n', 'memcached'));
  assert.deepEqual([verdict?.confidence, verdict?.version, verdict?.notes?.[0].code], [1, '1.6.18', 'N_NO_LOGIN']);
});

test('an error is common, and asked about', async () => {
  const error = memcached.read(reply('ERROR\r\nERROR\r\n', 'GET / HTTP/1.1\r\n', 'http'))!;
  assert.equal(error.confidence, 0.4);
  assert.equal((await memcached.learn!(fakeTalk(['ERROR\r\nVERSION 1.6.18\r\n']), error)).version, '1.6.18');
  assert.equal((await memcached.learn!(fakeTalk(['ERROR\r\n']), error)).confidence, 0);
});

test('others are none', () => {
  for (const other of ['VERSION\r\n', 'VERSION x\r\n', 'ERROR 42\r\n', 'ERROR\nmessage:no\n\n\0', 'version\r\n']) {
    assert.equal(memcached.read(reply(other)), null, other);
  }
});
