import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gvcp as question } from '../../probe/udp/discovery/gvcp.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { gvcp } from './gvcp.ts';

/** By the standard's table of bootstrap registers. */
const ANSWER = new Uint8Array(256);
ANSWER.set(hex('0000 0003 00f8 504f 0002 0000 80000001 0000 003053112233'));
for (const [at, text] of [
  [80, 'Basler'],
  [112, 'acA1300-30gm'],
  [144, '106747-20'],
  [224, '21234567'],
  [240, 'line 4'],
] as const) {
  ANSWER.set(Buffer.from(text), at);
}

test('the question: discovery', () => assert.deepEqual(question.bytes, hex('42 01 0002 0000 504f')));

test('maker, model, version', () => {
  const verdict = gvcp.read(datagramReply(ANSWER, question.bytes, 'gvcp'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.info, verdict?.details],
    [1, 'Basler acA1300-30gm', '106747-20', 'line 4', { mac: '00:30:53:11:22:33', serial: '21234567' }],
  );
});

test('our own question, another id, halves', () => {
  assert.equal(gvcp.read(datagramReply(question.bytes)), null);
  assert.equal(gvcp.read(datagramReply(ANSWER.with(6, 0))), null);
  assert.equal(gvcp.read(datagramReply(ANSWER.subarray(0, 255))), null);
});
