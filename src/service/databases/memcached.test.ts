import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memcached as question } from '../../probe/udp/databases/memcached.ts';
import { hex } from '../bytes.ts';
import { datagramReply, fakeTalk, reply } from '../fake-talk.test-data.ts';
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

test('over UDP behind a frame header, and somebody to be forged for (as it stands on the wire)', () => {
  const answer = hex('504f00000001000056455253494f4e20312e362e31380d0a');
  const verdict = memcached.read(datagramReply(answer, question.bytes, 'memcached'));
  assert.deepEqual([verdict?.confidence, verdict?.version], [1, '1.6.18']);
  assert.deepEqual(
    verdict?.notes?.map(({ code }) => code),
    ['N_NO_LOGIN', 'N_UDP_AMPLIFIER'],
  );
  assert.equal(memcached.read(datagramReply('VERSION 1.6.18\r\n')), null);
  assert.equal(memcached.read(datagramReply(question.bytes)), null);
  for (let cut = 0; cut < answer.length; cut++)
    assert.equal(memcached.read(datagramReply(answer.subarray(0, cut))), null);
});
