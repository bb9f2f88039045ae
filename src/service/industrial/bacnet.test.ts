import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bacnet as question } from '../../probe/udp/industrial/bacnet.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply, fakeTalk } from '../fake-talk.test-data.ts';
import { bacnet } from './bacnet.ts';

const ANSWER = hex('810a0017 0100 30 50 0c 0c 02000457 19 4b 3e c4 02000457 3f');

function text(property: string, value: string): Uint8Array {
  const body = concat(
    hex(`0100 30 50 0c 0c 02000457 19 ${property} 3e 75`),
    Uint8Array.of(value.length + 1, 0),
    ascii(value),
    hex('3f'),
  );
  return concat(hex('810a'), Uint8Array.of(0, body.length + 4), body);
}

test('the question: ReadProperty of any device', () => {
  assert.deepEqual(question.bytes, hex('810a0011 0104 0004 50 0c 0c 023fffff 19 4b'));
});

test('an object, then who made it', async () => {
  const verdict = bacnet.read(datagramReply(ANSWER, question.bytes, 'bacnet'));
  assert.deepEqual([verdict?.confidence, verdict?.info, verdict?.details], [1, 'device 1111', { instance: 1111 }]);
  const answers = [
    text('79', 'Acme Controls'),
    text('46', 'AC-9'),
    text('2c', '2.1.7'),
    hex('810a000a 0100 50500c91'),
    text('4d', 'Roof'),
  ];
  const talk = fakeTalk(answers);
  const learnt = await bacnet.learn!(talk, verdict!);
  assert.deepEqual([learnt.product, learnt.version, learnt.info], ['Acme Controls AC-9', '2.1.7', 'Roof; device 1111']);
  assert(talk.said().startsWith('\x81\x0a\x00\x11\x01\x04\x00\x04\x50\x0c\x0c\x02\x00\x04\x57\x19\x79'));
});

test('refusals, and behind a router', () => {
  assert.equal(bacnet.read(datagramReply(hex('810a000d 0100 50 50 0c 9101 911f')))?.info, 'refuses: error');
  assert.equal(bacnet.read(datagramReply(hex('810a0009 0100 60 50 09')))?.info, 'refuses: reject');
  const routed = concat(hex('810a001b 0108 0005 01 0c'), ANSWER.subarray(6));
  assert.equal(bacnet.read(datagramReply(routed))?.info, 'device 1111');
});

test('our own question, another invocation, halves', () => {
  assert.equal(bacnet.read(datagramReply(question.bytes)), null);
  assert.equal(bacnet.read(datagramReply(ANSWER.with(7, 9))), null);
  for (let cut = 0; cut < ANSWER.length; cut++) assert.equal(bacnet.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
