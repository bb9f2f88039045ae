import assert from 'node:assert/strict';
import { test } from 'node:test';
import { llmnr as question } from '../../probe/udp/directory/llmnr.ts';
import { hex, latin1 } from '../bytes.ts';
import { datagramReply, ENDPOINT } from '../fake-talk.test-data.ts';
import { llmnr } from './llmnr.ts';

/** As RFC 4795 section 2.1 has it: 1.0.18.198.in-addr.arpa is LABPC. */
const ANSWER =
  hex(`504f 8000 0001 0001 0000 0000 01 31 01 30 02 3138 03 313938 07 696e2d61646472 04 61727061 00 000c 0001
  c00c 000c 0001 0000001e 0007 05 4c41425043 00`);

test('the name of the address', () => {
  assert.deepEqual(llmnr.read(datagramReply(ANSWER, question.bytes, 'llmnr')), { confidence: 0.95, hostname: 'LABPC' });
});

test('asked for is the address itself', () => {
  const hello = (llmnr.hello as (to: typeof ENDPOINT) => Uint8Array)(ENDPOINT);
  assert.match(latin1(hello), /\x011\x010\x0218\x03198\x07in-addr\x04arpa\0\0\x0c\0\x01$/);
});

test('a name server, our own words, and halves are none', () => {
  assert.equal(llmnr.read(datagramReply(ANSWER.map((byte, at) => (at === 2 ? 0x84 : byte)))), null);
  assert.equal(llmnr.read(datagramReply(question.bytes)), null);
  for (let cut = 0; cut < ANSWER.length; cut++) assert.equal(llmnr.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
