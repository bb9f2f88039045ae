import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { radius as question, RADIUS_AUTHENTICATOR, radiusAccess } from '../../probe/udp/tunnels/radius.ts';
import { concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { radius } from './radius.ts';

/** RFC 5997 section 4.2: an accept, here with a text. */
function answerOf(code: number, secret: string, attributes = hex('12 07 68656c6c6f')): Uint8Array {
  const head = Uint8Array.of(code, 0x50, 0, 20 + attributes.length);
  const hash = createHash('md5').update(head).update(RADIUS_AUTHENTICATOR).update(attributes).update(secret);
  return concat(head, hash.digest(), attributes);
}

test('the question proves the empty secret', () => {
  const { bytes } = question;
  const zeroed = concat(bytes.subarray(0, 22), new Uint8Array(16));
  assert.deepEqual(bytes.subarray(22), Uint8Array.from(createHmac('md5', '').update(zeroed).digest()));
});

test('an answer, with our secret and with another', () => {
  const verdict = radius.read(datagramReply(answerOf(2, ''), question.bytes, 'radius'));
  assert.deepEqual([verdict?.confidence, verdict?.info, verdict?.notes?.[0].code], [1, 'accepts: hello', 'N_NO_LOGIN']);
  const other = radius.read(datagramReply(answerOf(5, 'secret', hex(''))));
  assert.deepEqual(other, { confidence: 0.8, info: 'accounting' });
});

test('who refuses whom we do not name, with a secret of its own', () => {
  const refusal = radius.read(datagramReply(answerOf(3, 'secret', hex('')), radiusAccess.bytes, 'radius'));
  assert.deepEqual(refusal, { confidence: 0.8, info: 'rejects' });
  assert.equal(radius.read(datagramReply(radiusAccess.bytes)), null);
});

test('our question, attributes that do not end, and halves are none', () => {
  assert.equal(radius.read(datagramReply(question.bytes)), null);
  assert.equal(radius.read(datagramReply(answerOf(2, '', hex('12 08 68656c6c6f')))), null);
  const answer = answerOf(3, '');
  for (let cut = 0; cut < answer.length; cut++) assert.equal(radius.read(datagramReply(answer.subarray(0, cut))), null);
});
