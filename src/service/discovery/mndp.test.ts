import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mndp as question } from '../../probe/udp/discovery/mndp.ts';
import { ascii, be16, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { mndp } from './mndp.ts';

const field = (kind: number, value: Uint8Array | string): Uint8Array => {
  const raw = typeof value === 'string' ? ascii(value) : value;
  return concat(be16(kind), be16(raw.length), raw);
};
const ANSWER = concat(
  hex('00000007'),
  field(1, hex('4c5e0c112233')),
  field(5, 'gw1'),
  field(7, '6.49.7 (stable)'),
  field(8, 'MikroTik'),
  field(10, hex('10270000')),
  field(12, 'RB750Gr3'),
);

test('the question', () => assert.deepEqual(question.bytes, hex('00000000')));

test('version, name and board', () => {
  const verdict = mndp.read(datagramReply(ANSWER, question.bytes, 'mndp'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.version, verdict?.hostname, verdict?.info, verdict?.details?.uptimeSeconds],
    [1, '6.49.7', 'gw1', 'RB750Gr3', 10_000],
  );
});

test('our own question, halves, fields of others', () => {
  assert.equal(mndp.read(datagramReply(question.bytes)), null);
  for (let cut = 0; cut < 50; cut++) assert.equal(mndp.read(datagramReply(ANSWER.subarray(0, cut))), null);
  assert.equal(mndp.read(datagramReply(ANSWER.subarray(0, ANSWER.length - 1))), null);
  assert.equal(mndp.read(datagramReply(concat(hex('00000007'), field(1, hex('4c5e0c112233')), field(8, 'x')))), null);
});
