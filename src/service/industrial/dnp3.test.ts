import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { crcOf, dnp3 } from './dnp3.ts';

const HELLO = dnp3.hello as Uint8Array;
/** Status of link, to ours (0xffef) from 10. */
const HEAD = hex('0564 05 0b efff 0a00');
const STATUS = concat(HEAD, Uint8Array.of(crcOf(HEAD) & 0xff, crcOf(HEAD) >> 8));

test('the checksum is that of the standard', () => {
  // CRC-16/DNP of its check text (catalogue of CRC algorithms).
  assert.equal(crcOf(ascii('123456789')), 0xea82);
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
