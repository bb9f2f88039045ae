import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ubiquiti as question } from '../../probe/udp/discovery/ubiquiti.ts';
import { ascii, be16, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { ubiquiti } from './ubiquiti.ts';

const field = (kind: number, value: Uint8Array | string): Uint8Array => {
  const raw = typeof value === 'string' ? ascii(value) : value;
  return concat(Uint8Array.of(kind), be16(raw.length), raw);
};
const FIELDS = concat(
  field(2, hex('00156d4a5b6c c0000201')),
  field(1, hex('00156d4a5b6c')),
  field(0x0a, hex('00001c20')),
  field(0x0b, 'roof-north'),
  field(0x0c, 'N5N'),
  field(0x0d, 'backhaul'),
  field(3, 'XM.ar7240.v5.6.15.29995.160901.1147'),
  field(0x0e, hex('03')),
  field(0x14, 'NanoStation M5'),
);
const ANSWER = concat(hex('0100'), be16(FIELDS.length), FIELDS);

test('the question', () => assert.deepEqual(question.bytes, hex('01000000')));

test('model, firmware, name', () => {
  const verdict = ubiquiti.read(datagramReply(ANSWER, question.bytes, 'ubiquiti-discovery'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.hostname, verdict?.info],
    [1, 'Ubiquiti NanoStation M5', '5.6.15', 'roof-north', 'ESSID backhaul'],
  );
  assert.equal(verdict?.details?.mac, '00:15:6d:4a:5b:6c');
});

test('our own question, fields that do not end with it, halves', () => {
  assert.equal(ubiquiti.read(datagramReply(question.bytes)), null);
  assert.equal(ubiquiti.read(datagramReply(ANSWER.with(5, 1))), null);
  for (let cut = 0; cut < ANSWER.length; cut++)
    assert.equal(ubiquiti.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
