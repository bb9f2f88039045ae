import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fins as question } from '../../probe/udp/fins.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { finsUdp } from './fins-udp.ts';

const ANSWER = concat(
  hex('c0 00 02 00 fe 00 00 01 00 50 0501 0000'),
  ascii('CJ2M-CPU31'.padEnd(20)),
  ascii('02.01'.padEnd(20, '\0')),
);

test('the question: controller data', () => {
  assert.deepEqual(question.bytes, hex('800002 000000 00fe00 50 0501 00'));
});

test('model and version; a refusal', () => {
  const verdict = finsUdp.read(datagramReply(ANSWER, question.bytes, 'fins'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'Omron CJ2M-CPU31', '02.01']);
  assert.equal(finsUdp.read(datagramReply(ANSWER.subarray(0, 14).with(12, 4)))?.info, 'end code 400');
});

test('our own question, another service id, half of a header', () => {
  assert.equal(finsUdp.read(datagramReply(question.bytes)), null);
  assert.equal(finsUdp.read(datagramReply(ANSWER.with(9, 1))), null);
  assert.equal(finsUdp.read(datagramReply(ANSWER.subarray(0, 13))), null);
});
