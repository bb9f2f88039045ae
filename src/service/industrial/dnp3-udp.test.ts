import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dnp3Crc, dnp3 as question } from '../../probe/udp/dnp3.ts';
import { concat, hex, le16 } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { dnp3Udp } from './dnp3-udp.ts';

const HEAD = hex('0564 05 0b efff 0a00');
const ANSWER = concat(HEAD, le16(dnp3Crc(HEAD)));

test('the checksum of a frame that is written down often', () => {
  assert.equal(dnp3Crc(hex('0564 05 c0 0100 0004')), 0x21e9);
});

test('the question: nine links, each with its checksum', () => {
  assert.equal(question.bytes.length, 90);
  for (let at = 0; at < 90; at += 10) {
    const frame = question.bytes.subarray(at, at + 10);
    assert.deepEqual(frame.subarray(8), le16(dnp3Crc(frame.subarray(0, 8))));
  }
  assert.deepEqual(question.bytes.subarray(0, 8), hex('0564 05 c9 fcff efff'));
});

test('which outstation it is', () => {
  const verdict = dnp3Udp.read(datagramReply(ANSWER, question.bytes, 'dnp'));
  assert.deepEqual([verdict?.confidence, verdict?.info], [1, 'outstation 10']);
  assert.equal(dnp3Udp.read(datagramReply(ANSWER.with(9, 0))), null);
  assert.equal(dnp3Udp.read(datagramReply(ANSWER.subarray(0, 9))), null);
  assert.equal(dnp3Udp.read(datagramReply(question.bytes)), null);
});
