import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gtp1, gtp2 } from '../../probe/udp/tunnels/gtp.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { gtp } from './gtp.ts';

/** osmo-ggsn 1.9.0 of Debian 12. */
const V1 = hex('3202 0006 00000000 504f 0000 0e02');
const V2 = hex('4002 0009 00504f00 03000100 05');

test('the questions: echo requests', () => {
  assert.deepEqual(gtp2.bytes, hex('4001 0009 00504f00 03000100 00'));
  assert.deepEqual(gtp1.bytes, hex('3201 0004 00000000 504f 0000'));
});

test('echo responses, and who does not know version 2', () => {
  const one = gtp.read(datagramReply(V1, gtp1.bytes, 'gtp-control'));
  const two = gtp.read(datagramReply(V2, gtp2.bytes, 'gtp-control'));
  assert.deepEqual([one?.confidence, one?.info, one?.details], [1, 'GTPv1', { restarts: 2 }]);
  assert.deepEqual([two?.confidence, two?.info, two?.details], [1, 'GTPv2', { restarts: 5 }]);
  assert.equal(gtp.read(datagramReply(hex('3203 0004 00000000 00000000')))?.confidence, 0.85);
  assert.equal(gtp.read(datagramReply(hex('4003 0004 00504f00')))?.info, 'speaks no GTPv2');
});

test('our own questions, other numbers, halves', () => {
  for (const { bytes } of [gtp1, gtp2]) assert.equal(gtp.read(datagramReply(bytes)), null);
  assert.equal(gtp.read(datagramReply(V1.with(9, 0))), null);
  assert.equal(gtp.read(datagramReply(V2.with(6, 0))), null);
  for (let cut = 0; cut < V2.length; cut++) assert.equal(gtp.read(datagramReply(V2.subarray(0, cut))), null);
});
