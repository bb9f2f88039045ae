import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { couchbase } from './couchbase.ts';

const HELLO = couchbase.hello as Uint8Array;

function answer(version: string): Uint8Array {
  return concat(
    hex('81 0b 0000 00 00 0000 000000'),
    Uint8Array.of(version.length),
    hex('706f7274'),
    new Uint8Array(8),
    ascii(version),
  );
}

test('Couchbase tells its build, Memcached has none', () => {
  const couch = couchbase.read(reply(answer('7.2.4-7070-enterprise'), HELLO, 'couchbase'));
  assert.deepEqual([couch?.product, couch?.version, couch?.confidence], ['Couchbase Server', '7.2.4', 1]);
  const plain = couchbase.read(reply(answer('1.6.18'), HELLO, 'couchbase'));
  assert.deepEqual([plain?.service, plain?.product, plain?.version], ['memcached', 'Memcached', '1.6.18']);
});

test('what is cut short or of another length', () => {
  assert.equal(couchbase.read(reply(answer('1.6.18').subarray(0, 20), HELLO, 'couchbase')), null);
  assert.equal(couchbase.read(reply(concat(answer('1.6.18'), hex('00')), HELLO, 'couchbase')), null);
  assert.equal(couchbase.read(reply('VERSION 1.6.18\r\n', HELLO, 'couchbase')), null);
});
