import assert from 'node:assert/strict';
import { test } from 'node:test';
import { teamspeak3 as question } from '../../probe/udp/media/teamspeak3.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { teamspeak3 } from './teamspeak3.ts';

const ANSWER = concat(ascii('TS3INIT1'), hex('0065 88 01 000102030405060708090a0b0c0d0e0f 6e6c7450'));

test('the question: step 0', () => {
  const step = hex('0065 0000 88 063bece9 00 00000000 50746c6e 0000000000000000');
  assert.deepEqual(question.bytes, concat(ascii('TS3INIT1'), step));
});

test('step 1 has our number, reversed', () => {
  assert.equal(teamspeak3.read(datagramReply(ANSWER, question.bytes, 'teamspeak3'))?.confidence, 1);
  assert.equal(teamspeak3.read(datagramReply(concat(ANSWER.subarray(0, 11), hex('7f'))))?.confidence, 0.9);
  assert.equal(teamspeak3.read(datagramReply(ANSWER.with(28, 0))), null);
  assert.equal(teamspeak3.read(datagramReply(question.bytes)), null);
  assert.equal(teamspeak3.read(datagramReply(ANSWER.subarray(0, 30))), null);
});
