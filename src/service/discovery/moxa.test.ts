import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moxa as question } from '../../probe/udp/discovery/moxa.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply, fakeTalk } from '../fake-talk.test-data.ts';
import { moxa } from './moxa.ts';

const ANSWER = hex('8100 0018 50746c6e 00555555 1a51 0090e8aaaaaa c0a87ffe');
const NAMED = concat(hex('9000 003c 50746c6e 00555555 1a51 0090e8aaaaaa'), ascii('Gate 3'.padEnd(40, '\0')));

test('the question: discovery', () => assert.deepEqual(question.bytes, hex('01000008 50746c6e')));

test('model, hardware, name', async () => {
  const verdict = moxa.read(datagramReply(ANSWER, question.bytes, 'moxa'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.details],
    [0.95, { model: '511a', mac: '00:90:e8:aa:aa:aa', address: '192.168.127.254' }],
  );
  const talk = fakeTalk([ANSWER, NAMED]);
  assert.equal((await moxa.learn!(talk, verdict!)).info, 'Gate 3; model 0x511a');
  assert(talk.said().endsWith('\x10\0\0\x14Ptln\0UUU\x1aQ\0\x90\xe8\xaa\xaa\xaa'));
});

test('our own question, another transaction, halves', () => {
  assert.equal(moxa.read(datagramReply(question.bytes)), null);
  assert.equal(moxa.read(datagramReply(ANSWER.with(5, 0))), null);
  assert.equal(moxa.read(datagramReply(ANSWER.subarray(0, 23))), null);
});
