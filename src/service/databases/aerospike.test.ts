import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { aerospike } from './aerospike.ts';

const HELLO = aerospike.hello as Uint8Array;
const info = (text: string): Uint8Array => concat(hex('02 01 0000 000000'), Uint8Array.of(text.length), ascii(text));

test('lines of names and values', () => {
  const verdict = aerospike.read(
    reply(info('build\t6.4.0.10\nedition\tAerospike Community Edition\n'), HELLO, 'aerospike'),
  );
  assert.deepEqual(
    [verdict?.confidence, verdict?.version, verdict?.info],
    [1, '6.4.0.10', 'Aerospike Community Edition'],
  );
});

test('others are none', () => {
  assert.equal(aerospike.read(reply(info('what?'), HELLO, 'aerospike')), null);
  assert.equal(aerospike.read(reply(info('build\t6.4\n').subarray(0, 12), HELLO, 'aerospike')), null);
  assert.equal(HELLO[7], HELLO.length - 8);
});
