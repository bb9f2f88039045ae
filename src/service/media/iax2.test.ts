import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iax2 as question } from '../../probe/udp/media/iax2.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { iax2 } from './iax2.ts';

const PONG = hex('8001 504f 00000003 00 01 06 03');

test('the question: POKE', () => assert.deepEqual(question.bytes, hex('d04f 0000 00000000 00 00 06 1e')));

test('PONG to our call', () => {
  assert.equal(iax2.read(datagramReply(PONG, question.bytes, 'iax'))?.confidence, 1);
  assert.equal(iax2.read(datagramReply(PONG.with(11, 10)))?.info, 'INVAL');
  // iaxmodem 1.2.0 of Debian 12 acknowledges first.
  assert.equal(iax2.read(datagramReply(hex('9f5a 504f 00000003 00 01 06 04')))?.info, 'ACK');
});

test('our own question, another call, halves', () => {
  assert.equal(iax2.read(datagramReply(question.bytes)), null);
  assert.equal(iax2.read(datagramReply(PONG.with(3, 0))), null);
  for (let cut = 0; cut < PONG.length; cut++) assert.equal(iax2.read(datagramReply(PONG.subarray(0, cut))), null);
});
