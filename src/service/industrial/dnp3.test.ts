import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dnp3Crc, dnp3 as question } from '../../probe/udp/industrial/dnp3.ts';
import { ascii, concat, hex, le16 } from '../bytes.ts';
import { datagramReply, reply } from '../fake-talk.test-data.ts';
import { dnp3 } from './dnp3.ts';

const HELLO = dnp3.hello as Uint8Array;
/** Status of link, to ours (0xffef) from 10. */
const HEAD = hex('0564 05 0b efff 0a00');
const STATUS = concat(HEAD, Uint8Array.of(dnp3Crc(HEAD) & 0xff, dnp3Crc(HEAD) >> 8));

test('the checksum is that of the standard', () => {
  // CRC-16/DNP of its check text (catalogue of CRC algorithms).
  assert.equal(dnp3Crc(ascii('123456789')), 0xea82);
});

test('an outstation tells the status of its link', () => {
  const verdict = dnp3.read(reply(STATUS, HELLO, 'dnp'));
  assert.deepEqual([verdict?.confidence, verdict?.info], [1, 'outstation 10']);
  assert.equal(dnp3.read(reply(STATUS))?.confidence, 0.9);
  assert.equal(HELLO.length % 10, 0);
});

test('a wrong checksum, and others', () => {
  for (const bytes of [concat(HEAD, hex('0000')), STATUS.subarray(0, 9), hex('0565 05 0b efff 0a00 0000')]) {
    assert.equal(dnp3.read(reply(bytes, HELLO, 'dnp')), null);
  }
});

const UDP_HEAD = hex('0564 05 0b efff 0a00');
const UDP_ANSWER = concat(UDP_HEAD, le16(dnp3Crc(UDP_HEAD)));

test('over UDP: the checksum of a frame that is written down often', () => {
  assert.equal(dnp3Crc(hex('0564 05 c0 0100 0004')), 0x21e9);
});

test('over UDP: the question: nine links, each with its checksum', () => {
  assert.equal(question.bytes.length, 90);
  for (let at = 0; at < 90; at += 10) {
    const frame = question.bytes.subarray(at, at + 10);
    assert.deepEqual(frame.subarray(8), le16(dnp3Crc(frame.subarray(0, 8))));
  }
  assert.deepEqual(question.bytes.subarray(0, 8), hex('0564 05 c9 fcff efff'));
});

test('over UDP: which outstation it is', () => {
  const verdict = dnp3.read(datagramReply(UDP_ANSWER, question.bytes, 'dnp'));
  assert.deepEqual([verdict?.confidence, verdict?.info], [1, 'outstation 10']);
  assert.equal(dnp3.read(datagramReply(UDP_ANSWER.with(9, 0))), null);
  assert.equal(dnp3.read(datagramReply(UDP_ANSWER.subarray(0, 9))), null);
  assert.equal(dnp3.read(datagramReply(question.bytes)), null);
});
