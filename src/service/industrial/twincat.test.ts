import assert from 'node:assert/strict';
import { test } from 'node:test';
import { twincat as question } from '../../probe/udp/industrial/twincat.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { twincat } from './twincat.ts';

const ANSWER = concat(
  hex('03661471 50746c6e 01000080 05191a2b0101 1027 03000000'),
  hex('0500 0a00'),
  ascii('CX-1A2B3C\0'),
  hex('0400 1400 14010000 0a000000 00000000 ba470000 02000000'),
  hex('0300 0400 03 01 b80f'),
);

test('the question: SERVERINFO', () => {
  assert.deepEqual(question.bytes, hex('03661471 50746c6e 01000000 0000000000000000 00000000'));
});

test('name, version, system', () => {
  const verdict = twincat.read(datagramReply(ANSWER, question.bytes, 'twincat'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.hostname, verdict?.version, verdict?.os, verdict?.info],
    [1, 'CX-1A2B3C', '3.1.4024', 'Windows 10.0', 'AMS 5.25.26.43.1.1'],
  );
});

test('our own question, another number; what is cut off tells less', () => {
  assert.equal(twincat.read(datagramReply(question.bytes)), null);
  assert.equal(twincat.read(datagramReply(ANSWER.with(4, 0))), null);
  assert.equal(twincat.read(datagramReply(ANSWER.subarray(0, 23))), null);
  assert.equal(twincat.read(datagramReply(ANSWER.subarray(0, 30)))?.hostname, undefined);
});
