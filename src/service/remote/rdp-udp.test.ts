import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rdpUdp as question } from '../../probe/udp/remote/rdp-udp.ts';
import { concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { rdpUdp } from './rdp-udp.ts';

const ANSWER = concat(hex('50746c6e 0040 0005 12345678 04d0 04d0'), new Uint8Array(1216));

test('the question: SYN, of 1,232 bytes', () => {
  assert.equal(question.bytes.length, 1232);
  assert.deepEqual(question.bytes.subarray(0, 16), hex('ffffffff 0040 0001 50746c6e 04d0 04d0'));
});

test('SYN and ACK of our number', () => {
  assert.equal(rdpUdp.read(datagramReply(ANSWER, question.bytes, 'ms-wbt-server'))?.confidence, 1);
  assert.equal(rdpUdp.read(datagramReply(ANSWER.with(0, 0))), null);
  assert.equal(rdpUdp.read(datagramReply(ANSWER.with(7, 4))), null);
  assert.equal(rdpUdp.read(datagramReply(ANSWER.with(12, 9))), null);
  assert.equal(rdpUdp.read(datagramReply(question.bytes)), null);
});
