import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addp as question } from '../../probe/udp/discovery/addp.ts';
import { ascii, be16, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { addp } from './addp.ts';

const field = (kind: number, value: Uint8Array | string): Uint8Array =>
  concat(Uint8Array.of(kind, value.length), typeof value === 'string' ? ascii(value) : value);
const FIELDS = concat(
  field(1, hex('00409d112233')),
  field(2, hex('c0000203')),
  field(0x0d, 'Digi Connect WAN'),
  field(8, 'Version 82001160_J2 03/19/2010, 2.9.1'),
);
const ANSWER = concat(ascii('DIGI'), hex('0002'), be16(FIELDS.length), FIELDS);

test('the question: all of them', () => {
  assert.deepEqual(question.bytes, concat(ascii('DIGI'), hex('0001 0006 ffffffffffff')));
});

test('device and firmware', () => {
  const verdict = addp.read(datagramReply(ANSWER, question.bytes, 'addp'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.details?.mac],
    [1, 'Digi Connect WAN', '2.9.1', '00:40:9d:11:22:33'],
  );
});

test('our own question and halves are none', () => {
  assert.equal(addp.read(datagramReply(question.bytes)), null);
  for (let cut = 0; cut < ANSWER.length; cut++) assert.equal(addp.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
