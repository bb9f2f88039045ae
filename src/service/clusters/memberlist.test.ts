import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memberlist as question } from '../../probe/udp/clusters/memberlist.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { memberlist } from './memberlist.ts';

const SEQUENCE = concat(ascii('\xa5SeqNo\xce'), hex('50746c6e'));
const ANSWER = concat(hex('02 82'), ascii('\xa7Payload\xc0'), SEQUENCE);

test('the question: a ping to nobody by name', () => {
  assert.deepEqual(question.bytes, concat(hex('00 82'), SEQUENCE, ascii('\xa4Node\xa0')));
});

test('its answer, alone, among others and with a checksum', () => {
  const among = concat(hex('07 02 0003'), Uint8Array.of(0, ANSWER.length), hex('040506'), ANSWER);
  for (const bytes of [ANSWER, among, concat(hex('0c 01020304'), ANSWER)]) {
    const verdict = memberlist.read(datagramReply(bytes, question.bytes, 'memberlist'));
    assert.deepEqual([verdict?.confidence, verdict?.notes?.[0].code], [1, 'N_GOSSIP_IN_CLEAR']);
  }
});

test('packed, as Serf 0.9.4 answers: its form and length', () => {
  const packed = concat(hex('09 82'), ascii('\xa4Algo\0\xa3Buf'), hex('da 0004 0b0f0800'));
  assert.equal(memberlist.read(datagramReply(packed, question.bytes, 'memberlist'))?.confidence, 0.95);
  assert.equal(memberlist.read(datagramReply(packed.subarray(0, packed.length - 1))), null);
});

test('our own question, another number, halves', () => {
  assert.equal(memberlist.read(datagramReply(question.bytes)), null);
  assert.equal(memberlist.read(datagramReply(ANSWER.with(ANSWER.length - 1, 0))), null);
  for (let cut = 0; cut < ANSWER.length; cut++)
    assert.equal(memberlist.read(datagramReply(ANSWER.subarray(0, cut))), null);
  assert.equal(memberlist.read(datagramReply(hex('07 ff 0000'))), null);
});
