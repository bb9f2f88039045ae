import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as bytes from './bytes.ts';
import { u16, u32 } from './values.test-data.ts';

test('numbers stand in network order, unsigned', () => {
  const data = new Uint8Array(8);
  bytes.writeU16(data, 1, 0xfedc);
  bytes.writeU32(data, 3, 0xfedcba98);
  assert.deepEqual([...data], [0, 0xfe, 0xdc, 0xfe, 0xdc, 0xba, 0x98, 0]);
  assert.equal(bytes.readU16(data, 1), 0xfedc);
  assert.equal(bytes.readU32(data, 3), 0xfedcba98);
});

test('the Le functions agree with DataView', () => {
  fc.assert(
    fc.property(u16, u32, (short, long) => {
      const data = new Uint8Array(6);
      bytes.writeU16Le(data, 0, short);
      bytes.writeU32Le(data, 2, long);
      const view = new DataView(data.buffer);
      assert.equal(view.getUint16(0, true), short);
      assert.equal(view.getUint32(2, true), long);
      assert.equal(bytes.readU16Le(data, 0), short);
      assert.equal(bytes.readU32Le(data, 2), long);
    }),
  );
});

test('the big-endian functions agree with DataView', () => {
  fc.assert(
    fc.property(u16, u32, (short, long) => {
      const data = new Uint8Array(6);
      bytes.writeU16(data, 0, short);
      bytes.writeU32(data, 2, long);
      const view = new DataView(data.buffer);
      assert.equal(view.getUint16(0), short);
      assert.equal(view.getUint32(2), long);
      assert.equal(bytes.readU16(data, 0), short);
      assert.equal(bytes.readU32(data, 2), long);
    }),
  );
});

test('writing takes the low bits of what is too large or negative', () => {
  const data = new Uint8Array(4);
  bytes.writeU16(data, 0, 0x12345);
  assert.equal(bytes.readU16(data, 0), 0x2345);
  bytes.writeU16(data, 0, ~0x1234);
  assert.equal(bytes.readU16(data, 0), 0xedcb);
  bytes.writeU32(data, 0, -1);
  assert.equal(bytes.readU32(data, 0), 0xffffffff);
});

test('a copy shares no memory, of a Buffer neither', () => {
  const buffer = Buffer.from([1, 2, 3, 4]);
  const copied = bytes.copy(buffer, 1, 3);
  buffer.fill(9);
  assert.deepEqual(copied, Uint8Array.of(2, 3));
});

test('a window must lie in the buffer', () => {
  const data = new Uint8Array(10);
  assert.equal(bytes.holds(data, 2, 8, 8), true);
  assert.equal(bytes.holds(data, 2, 8, 9), false);
  assert.equal(bytes.holds(data, 3, 8, 1), false);
  assert.equal(bytes.holds(data, -1, 8, 1), false);
  assert.equal(bytes.holds(data, 2, Number.NaN, 1), false);
});

test('too little room is an error that says how much', () => {
  bytes.needRoom(new Uint8Array(10), 2, 8);
  assert.throws(() => bytes.needRoom(new Uint8Array(10), 2, 9), /E_NO_ROOM: 9 bytes do not fit at offset 2 of 10/);
});
