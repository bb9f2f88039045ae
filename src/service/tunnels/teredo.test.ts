import assert from 'node:assert/strict';
import { test } from 'node:test';
import { teredo as question } from '../../probe/udp/tunnels/teredo.ts';
import { concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { teredo } from './teredo.ts';

const NONCE = '706f72746f6c616e';
/** miredo-server 1.2.6 of Debian 12. */
const ADVERTISEMENT = concat(
  hex(`0001 00 00 ${NONCE} 00  0000 70a6 39edfffd`),
  hex('60000000 0038 3a ff fe800000000000008000f22739edfffd fe80000000000000000054455245444f'),
  hex(
    '86 00 aa72 00 00 0000 00000000 000007d0  03 04 40 40 ffffffff ffffffff 00000000 20010000c61200020000000000000000',
  ),
  hex('05 01 0000 00000500'),
);

test('the question: a router solicitation', () => {
  const addresses = 'fe80000000000000000054455245444f ff020000000000000000000000000002';
  assert.deepEqual(
    question.bytes,
    hex(`0001 00 00 ${NONCE} 00  60000000 0008 3a ff ${addresses}  85 00 9335 00000000`.replace('9335', sum())),
  );
});

/** RFC 4443 section 2.3, by hand: the sum of all words of pseudo header and message. */
function sum(): string {
  const words = [0xfe80, 0x5445, 0x5245, 0x444f, 0xff02, 0x0002, 8, 58, 0x8500];
  let total = words.reduce((all, word) => all + word, 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return (~total & 0xffff).toString(16).padStart(4, '0');
}

test('an advertisement with our nonce', () => {
  assert.equal(teredo.read(datagramReply(ADVERTISEMENT, question.bytes, 'teredo'))?.confidence, 1);
  assert.equal(teredo.read(datagramReply(ADVERTISEMENT.with(4, 0))), null);
  assert.equal(teredo.read(datagramReply(question.bytes)), null);
  assert.equal(teredo.read(datagramReply(ADVERTISEMENT.subarray(0, 70))), null);
});
