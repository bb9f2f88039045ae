import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capwap as question } from '../../probe/udp/tunnels/capwap.ts';
import { ascii, be16, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { capwap } from './capwap.ts';

const element = (kind: number, value: Uint8Array): Uint8Array => concat(be16(kind), be16(value.length), value);
const ELEMENTS = concat(
  element(1, concat(hex('0003 0100 0002 0020 02 01 00 04  00002fb4 0004 0001 31 00002fb4 0005 0005'), ascii('7.2.8'))),
  element(4, ascii('wlc-1')),
  element(10, hex('c0000201 0002')),
);
const ANSWER = concat(hex('00 100200 0000 0000 00000002 50'), be16(3 + ELEMENTS.length), hex('00'), ELEMENTS);

test('the question: a Discovery Request with all that it must have', () => {
  const head = '00 100200 0000 0000 00000001 50 0061 00'.replace(
    '0061',
    (question.bytes.length - 13).toString(16).padStart(4, '0'),
  );
  const elements = `0014 0001 00
    0026 000e 00000000 0000 0001 30 0001 0001 30
    0027 0021 01 01 01 01 0000 00000000 0000 0001 30 00000000 0001 0001 30 00000000 0002 0001 30
    0029 0001 04  002c 0001 02  0418 0005 01 0000000f`;
  assert.deepEqual(question.bytes, hex(head + elements));
});

test('whose controller it is', () => {
  const verdict = capwap.read(datagramReply(ANSWER, question.bytes, 'capwap-control'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.hostname, verdict?.version, verdict?.info],
    [1, 'wlc-1', '7.2.8', '2 of 32 access points'],
  );
});

test('our own question, another number, halves', () => {
  assert.equal(capwap.read(datagramReply(question.bytes)), null);
  assert.equal(capwap.read(datagramReply(ANSWER.with(12, 0))), null);
  for (let cut = 0; cut < ANSWER.length; cut++) assert.equal(capwap.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
