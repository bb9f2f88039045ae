import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { synergy } from './synergy.ts';

test('says hello with its version', () => {
  const hello = concat(hex('0000000b'), ascii('Barrier'), hex('0001 0006'));
  assert.deepEqual(synergy.read(reply(hello)), { confidence: 0.95, product: 'Barrier', info: 'protocol 1.6' });
  assert.equal(synergy.read(reply(hello.subarray(0, 14))), null);
  assert.equal(synergy.read(reply(concat(hex('0000000b'), ascii('Another'), hex('0001 0006')))), null);
});
