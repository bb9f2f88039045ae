import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { redis } from './redis.ts';

const HELLO = redis.hello as Uint8Array;

function info(...lines: string[]): string {
  const text = `# Server\r\n${lines.join('\r\n')}\r\n`;
  return `$${text.length}\r\n${text}\r\n`;
}

test('who answers without a password says everything', () => {
  const verdict = redis.read(
    reply(info('redis_version:7.0.15', 'redis_mode:standalone', 'os:Linux 6.1 x86_64'), HELLO, 'redis'),
  );
  assert.equal(verdict?.confidence, 1);
  assert.equal(verdict?.product, 'Redis');
  assert.equal(verdict?.version, '7.0.15');
  assert.deepEqual(verdict?.cpe, ['cpe:2.3:a:redis:redis:7.0.15:*:*:*:*:*:*:*']);
  assert.equal(verdict?.notes?.[0].code, 'N_NO_LOGIN');
  assert.equal(verdict?.more, undefined);
});

test('kin is told apart', () => {
  const valkey = redis.read(reply(info('redis_version:7.2.4', 'valkey_version:8.0.1'), HELLO, 'redis'));
  assert.deepEqual([valkey?.product, valkey?.version], ['Valkey', '8.0.1']);
  const keydb = redis.read(
    reply(info('redis_version:6.3.4', 'executable:/usr/local/bin/keydb-server'), HELLO, 'redis'),
  );
  assert.deepEqual([keydb?.product, keydb?.version], ['KeyDB', '6.3.4']);
  const dragonfly = redis.read(reply(info('redis_version:7.4.0', 'dragonfly_version:df-v1.31.0'), HELLO, 'redis'));
  assert.deepEqual([dragonfly?.product, dragonfly?.version], ['Dragonfly', '1.31.0']);
  assert.equal(redis.read(reply(info('redis_version:7.0.0', 'redis_mode:sentinel')))?.service, 'redis-sentinel');
});

test('half an answer is waited for', () => {
  assert.equal(redis.read(reply('$5000\r\n# Server\r\nredis_version:7.0.15\r\n'))?.more, true);
});

test('refusals tell it as well', () => {
  assert.equal(redis.read(reply('-NOAUTH Authentication required.\r\n', HELLO, 'redis'))?.confidence, 0.95);
  assert.equal(redis.read(reply("-ERR unknown command 'GET'\r\n", 'GET /', 'http'))?.confidence, 0.5);
  assert.equal(redis.read(reply('-ERR permission\r\n')), null);
});
