import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lantronix as question } from '../../probe/udp/discovery/lantronix.ts';
import { concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { lantronix } from './lantronix.ts';

/** By the guide: 16 bytes of the image with the software type at 4, device information, and a newer one's MAC. */
const ANSWER = concat(hex('000000f7 00000000 5835 05000000 0000 0000 8f61 00000000'), hex('00204a8012c3'));

test('the question asks for the version, never for the setup', () => {
  assert.deepEqual(question.bytes, hex('000000f6'));
});

test('type and hardware', () => {
  const verdict = lantronix.read(datagramReply(ANSWER, question.bytes, 'lantronix'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.info, verdict?.details],
    [0.9, 'firmware type X5', { mac: '00:20:4a:80:12:c3' }],
  );
  assert.equal(verdict?.notes?.[0].code, 'N_SETUP_OVER_UDP');
  assert.deepEqual(lantronix.read(datagramReply(ANSWER.subarray(0, 24)))?.details, {});
});

test('our own question, halves, and what is longer', () => {
  assert.equal(lantronix.read(datagramReply(question.bytes)), null);
  assert.equal(lantronix.read(datagramReply(ANSWER.subarray(0, 23))), null);
  assert.equal(lantronix.read(datagramReply(concat(ANSWER, ANSWER))), null);
});
