import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lifx as question } from '../../probe/udp/discovery/lifx.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { lifx } from './lifx.ts';

const ANSWER = hex('2900 0014 50746c6e d073d50102030000 000000000000 0000 0000000000000000 0300 0000 01 7cdd0000');

test('the question: GetService', () => {
  const header = '2400 0034 50746c6e 0000000000000000 000000000000 0000 0000000000000000 0200 0000';
  assert.deepEqual(question.bytes, hex(header));
});

test('which lamp', () => {
  const verdict = lifx.read(datagramReply(ANSWER, question.bytes, 'lifx'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.details],
    [1, { mac: 'd0:73:d5:01:02:03', service: 1, port: 56_700 }],
  );
});

test('our own question, another source, halves', () => {
  assert.equal(lifx.read(datagramReply(question.bytes)), null);
  assert.equal(lifx.read(datagramReply(ANSWER.with(4, 0))), null);
  assert.equal(lifx.read(datagramReply(ANSWER.subarray(0, 40))), null);
});
