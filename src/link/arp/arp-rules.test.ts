// What is a reply to us, and what a request looks like.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as arp from '../../wire/arp.ts';
import * as ethernet from '../../wire/ethernet.ts';
import { FIRST, frameOf, OURS, type Reply, SOURCE } from './arp.test-data.ts';
import { emitRequest } from './arp-door.ts';
import { isReplyToUs } from './arp-rules.ts';

const SOURCES = new Set([SOURCE]);
const LENGTH = ethernet.HEADER_LENGTH + arp.LENGTH;

test('a reply counts only if all of it is right', () => {
  const right = frameOf(FIRST);
  assert.equal(isReplyToUs(right, right.length, OURS, SOURCES), true);
  assert.equal(isReplyToUs(right, LENGTH, OURS, SOURCES), true);
  assert.equal(isReplyToUs(right, LENGTH - 1, OURS, SOURCES), false);
  assert.equal(isReplyToUs(right, right.length + 1, OURS, SOURCES), false);
  const wrong: Reply[] = [
    { operation: arp.REQUEST },
    { operation: 0x0102 },
    { targetAddress: SOURCE + 1 },
    { targetMac: Uint8Array.of(2, 0, 0, 0, 0, 2) },
    { targetMac: new Uint8Array(6).fill(255) },
    { senderMac: new Uint8Array(6) },
    { senderMac: new Uint8Array(6).fill(255) },
    { senderMac: Uint8Array.of(1, 0, 94, 0, 0, 5) },
    { etherType: ethernet.TYPE_IPV4 },
  ];
  for (const over of wrong) {
    const frame = frameOf(FIRST, over);
    assert.equal(isReplyToUs(frame, frame.length, OURS, SOURCES), false, JSON.stringify(over));
  }
});

test('any bytes: never throws, and is no reply by chance', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 128 }), fc.integer({ min: 0, max: 200 }), (bytes, length) => {
      assert.equal(isReplyToUs(bytes, length, OURS, SOURCES), false);
    }),
  );
});

test('a request, byte for byte', () => {
  const frame = new Uint8Array(LENGTH);
  emitRequest(frame, 0, OURS, SOURCE);
  assert.equal(
    Buffer.from(frame).toString('hex'),
    'ffffffffffff020000000001080600010800060400010200000000' + '01c61200010000000000000000' + '0000',
  );
});
