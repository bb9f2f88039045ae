import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { riak } from './riak.ts';

const ANSWER = concat(hex('0000001e 08 0a 14'), ascii('riak@db1.example.org'), hex('12 05'), ascii('2.9.0'));

test('the server names node and version', () => {
  const verdict = riak.read(reply(ANSWER.with(3, ANSWER.length - 4)));
  assert.deepEqual([verdict?.confidence, verdict?.version, verdict?.hostname], [1, '2.9.0', 'db1.example.org']);
});

test('others are none', () => {
  assert.equal(riak.read(reply(ANSWER.subarray(0, 12))), null);
  assert.equal(riak.read(reply(hex('00000006 00 0a 03 616263'))), null);
});
