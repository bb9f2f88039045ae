import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coap as question } from '../../probe/udp/messaging/coap.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { coap } from './coap.ts';

/** As libcoap 4.3.1's coap-server of Debian 12 answers, shortened. */
const HEAD = hex('64 45 504f 50746c6e');
const ANSWER = concat(
  HEAD,
  hex('c1 28 b1 04 ff'),
  ascii('</>;title="General Info";ct=0,</time>;if="clock";rt="ticks"'),
);

test('the question: GET /.well-known/core, its first block', () => {
  const path = concat(hex('bb'), ascii('.well-known'), hex('04'), ascii('core'), hex('c104'));
  assert.deepEqual(question.bytes, concat(hex('44 01 504f 50746c6e'), path));
});

test('what there is', () => {
  const verdict = coap.read(datagramReply(ANSWER, question.bytes, 'coap'));
  assert.deepEqual([verdict?.confidence, verdict?.details], [1, { resources: ['/', '/time'] }]);
  assert.deepEqual(coap.read(datagramReply(hex('64 84 504f 50746c6e')))?.info, '4.04');
  assert.deepEqual(coap.read(datagramReply(hex('70 00 504f')))?.info, 'reset');
});

test('our own question, another token or message, half of a header', () => {
  assert.equal(coap.read(datagramReply(question.bytes)), null);
  assert.equal(coap.read(datagramReply(ANSWER.with(4, 0))), null);
  assert.equal(coap.read(datagramReply(hex('70 00 504e'))), null);
  for (let cut = 0; cut < 8; cut++) assert.equal(coap.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
