import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rip as question } from '../../probe/udp/tunnels/rip.ts';
import { concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { rip } from './rip.ts';

/** RFC 2453 section 4. */
const ANSWER = hex('02020000 0002 0000 00000000 00000000 00000000 00000002');

test('the route that was asked for', () => {
  const verdict = rip.read(datagramReply(ANSWER, question.bytes, 'router'));
  assert.deepEqual([verdict?.confidence, verdict?.info], [0.95, 'RIPv2; default route, 2 hops']);
  const none = ANSWER.map((byte, at) => (at === 23 ? 16 : byte));
  assert.equal(rip.read(datagramReply(none))?.info, 'RIPv2; no default route');
});

test('our question, a table, and halves are none', () => {
  assert.equal(rip.read(datagramReply(question.bytes)), null);
  assert.equal(rip.read(datagramReply(concat(ANSWER, ANSWER.subarray(4)))), null);
  assert.equal(rip.read(datagramReply(ANSWER.map((byte, at) => (at === 8 ? 198 : byte)))), null);
  for (let cut = 0; cut < ANSWER.length; cut++) assert.equal(rip.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
