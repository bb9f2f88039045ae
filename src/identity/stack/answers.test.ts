import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readAnswer } from './answers.ts';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s+/g, ''), 'hex'));

/** Linux 6.1, over a veth pair. */
const SYN_ACK = bytesOf(`
  4500 003c 0000 4000 4006 0000 c613 0001 c612 0001
  0016 9c40 1234 5678 0000 0002 a012 fe88 0000 0000
  0204 05b4 0402 080a 0000 1f40 0000 0001 0103 0307`);

test('a SYN-ACK: options by letters, and their values', () => {
  assert.deepEqual(readAnswer(SYN_ACK, 12.5), {
    kind: 'syn-ack',
    ttl: 64,
    dontFragment: true,
    identification: 0,
    window: 65_160,
    layout: 'MSTNW',
    segment: 1460,
    scale: 7,
    clock: 8000,
    atMs: 12.5,
  });
});

test('an end stands once, and what no stack should send as X', () => {
  const options = '0204 05b4 1c04 0000 0103 0306 0101 080a 0000 0000 0000 0000 0402 0000';
  const bytes = bytesOf(`4500 0044 1234 0000 3c06 0000 c613 0001 c612 0001
    0016 9c40 1234 5678 0000 0002 c012 ffff 0000 0000 ${options}`);
  const answer = readAnswer(bytes, 0);
  assert.ok(answer?.kind === 'syn-ack');
  assert.deepEqual([answer.layout, answer.clock, answer.dontFragment], ['MXNWNNTSE', 0, false]);
});

test('a RST with its window, an echo reply with its code', () => {
  const reset = bytesOf(`4500 0028 00ff 0000 ff06 0000 c613 0001 c612 0001
    0017 9c40 0000 0000 0000 0002 5014 0860 0000 0000`);
  assert.deepEqual(readAnswer(reset, 0), {
    kind: 'reset',
    ttl: 255,
    dontFragment: false,
    identification: 255,
    window: 2144,
  });
  const echo = bytesOf('4500 001c 0001 4000 8001 0000 c613 0001 c612 0001 0009 0000 0001 0001');
  assert.deepEqual(readAnswer(echo, 0), {
    kind: 'echo-reply',
    ttl: 128,
    dontFragment: true,
    identification: 1,
    code: 9,
  });
});

test('what is none of the three: ACK alone, an ICMP error, UDP, what is cut off', () => {
  const ack = SYN_ACK.slice();
  ack[33] = 0x10;
  assert.equal(readAnswer(ack, 0), null);
  assert.equal(readAnswer(bytesOf('4500 001c 0001 0000 8001 0000 c613 0001 c612 0001 0303 0000 0000 0000'), 0), null);
  assert.equal(readAnswer(bytesOf('4500 001c 0001 0000 8011 0000 c613 0001 c612 0001 0303 0000 0008 0000'), 0), null);
  for (let length = 0; length < SYN_ACK.length; length++) {
    const answer = readAnswer(SYN_ACK.subarray(0, length), 0);
    assert.equal(answer, null, `${length} bytes`);
  }
});

test('any bytes: never throws', () => {
  const beginnings = fc.constantFrom<readonly number[]>([], [...SYN_ACK.subarray(0, 20)], [...SYN_ACK.subarray(0, 40)]);
  fc.assert(
    fc.property(beginnings, fc.uint8Array({ maxLength: 80 }), (head, tail) => {
      readAnswer(Uint8Array.from([...head, ...tail]), 0);
    }),
    { numRuns: 2000 },
  );
});
