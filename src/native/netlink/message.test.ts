import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressU32, emitRequest, hostU32, parseAttributes, parseMessages, text } from './message.ts';

const hex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits.replaceAll(/\s/g, ''), 'hex'));

test('a route lookup, byte for byte', () => {
  const body = hex('02200000 00000000 00100000');
  const request = emitRequest(26, 1, 7, body, [
    [1, hex('c6120002')],
    [4, hex('03000000')],
  ]);
  assert.deepEqual(
    request,
    hex('2c000000 1a00 0100 07000000 00000000  02200000 00000000 00100000  08000100 c6120002  08000400 03000000'),
  );
});

test('what was emitted is parsed again', () => {
  const payload = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 0x3fff }), payload), { selector: ([type]) => type }),
      fc.integer({ min: 0, max: 0xffff }),
      fc.uint8Array({ minLength: 12, maxLength: 12 }),
      (attributes, type, body) => {
        const [message, ...more] = parseMessages(emitRequest(type, 5, 9, body, attributes));
        assert.deepEqual([message.type, message.flags, message.sequence, more], [type, 5, 9, []]);
        assert.deepEqual(message.body.subarray(0, 12), body);
        const parsed = parseAttributes(message.body, 12);
        assert.deepEqual(new Map(parsed), new Map(attributes));
      },
    ),
  );
});

test('several messages in one datagram', () => {
  const one = emitRequest(16, 2, 1, hex('01020304'));
  const two = emitRequest(20, 2, 1, hex('05060708'));
  const messages = parseMessages(Buffer.concat([one, two]));
  assert.deepEqual(
    messages.map((message) => [message.type, [...message.body]]),
    [
      [16, [1, 2, 3, 4]],
      [20, [5, 6, 7, 8]],
    ],
  );
});

test('hostile lengths end the walk', () => {
  const header = (length: string): Uint8Array => hex(`${length} 1800 0200 01000000 00000000 02200000`);
  assert.equal(parseMessages(header('14000000')).length, 1);
  for (const length of ['00000000', '0f000000', '15000000', 'ffffffff', 'f0ffffff']) {
    assert.deepEqual(parseMessages(header(length)), [], length);
  }
  for (const length of ['0000', '0300', '0900', 'ffff']) {
    assert.equal(parseAttributes(hex(`${length} 0100 c6120002`)).size, 0, length);
  }
  assert.equal(parseAttributes(hex('0800 0100 c6120002')).size, 1);
});

test('any bytes: never throws, never reads outside', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      (bytes, before, after) => {
        const read = (around: Uint8Array): unknown => {
          const whole = Buffer.concat([around, bytes, around]);
          const window = new Uint8Array(whole.buffer, whole.byteOffset + 64, bytes.length);
          return [
            parseMessages(window).map((message) => ({ ...message, body: [...message.body] })),
            [...parseAttributes(window)].map(([type, payload]) => [type, [...payload]]),
          ];
        };
        assert.deepEqual(read(before), read(after));
      },
    ),
  );
});

test('payloads of the wrong size are no numbers', () => {
  assert.equal(hostU32(hex('01020304')), 0x04030201);
  assert.equal(addressU32(hex('c6120001')), 0xc6120001);
  for (const payload of [undefined, hex(''), hex('010203'), hex('0102030405')]) {
    assert.equal(hostU32(payload), null);
    assert.equal(addressU32(payload), null);
  }
  assert.equal(text(hex('6c6f00')), 'lo');
  assert.equal(text(hex('6c6f')), 'lo');
  assert.equal(text(undefined), null);
});
