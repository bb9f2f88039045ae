import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readU16, readU32, writeU16, writeU32 } from './bytes.ts';
import { finish, isRight, pseudoHeaderSum, sum, update16, update32 } from './checksum.ts';
import { ADDRESS_1, ADDRESS_2, IP, SYN, TRANSPORT } from './frames.test-data.ts';
import { u8, u16, u32 } from './values.test-data.ts';

/** RFC 1071 section 4.1, with numbers that never overflow. */
function reference(data: Uint8Array, initial: number): number {
  let total = BigInt(initial);
  for (let k = 0; k < data.length; k += 2) total += BigInt(data[k] * 256 + (data[k + 1] ?? 0));
  while (total > 0xffffn) total = (total & 0xffffn) + (total >> 16n);
  return Number(total ^ 0xffffn);
}

test('the example of RFC 1071 section 3', () => {
  const data = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
  assert.equal(finish(sum(data, 0, 8, 0)), ~0xddf2 & 0xffff);
});

test('any sum is folded, and the carry of folding too', () => {
  assert.equal(finish(0x1ffff), 0xfffe);
  assert.equal(finish(0xffff0001), 0xfffe);
  assert.equal(update16(0, 0, 1), 0xfffe);
  fc.assert(fc.property(u32, (total) => assert.equal(finish(total), reference(new Uint8Array(0), total))));
});

test('a captured IPv4 header and a captured TCP segment add up', () => {
  assert.equal(isRight(SYN, IP, 20, 0), true);
  assert.equal(isRight(SYN, TRANSPORT, 24, pseudoHeaderSum(ADDRESS_1, ADDRESS_2, 6, 24)), true);
  const bad = Uint8Array.from(SYN);
  bad[TRANSPORT + 1] ^= 1;
  assert.equal(isRight(bad, TRANSPORT, 24, pseudoHeaderSum(ADDRESS_1, ADDRESS_2, 6, 24)), false);
});

test('any range, of odd length too, with any initial sum', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(20), fc.nat(20), u32, (data, before, after, initial) => {
      const bytes = new Uint8Array(before + data.length + after).fill(0xa5);
      bytes.set(data, before);
      assert.equal(finish(sum(bytes, before, data.length, initial)), reference(data, initial));
    }),
  );
});

test('large ranges of the largest words do not overflow', () => {
  for (const length of [65_535, 65_536, 2 ** 20, 2 ** 20 + 1]) {
    const data = new Uint8Array(length).fill(0xff);
    assert.equal(finish(sum(data, 0, length, 0xffffffff)), reference(data, 0xffffffff));
    data[length - 1] = 0x12;
    assert.equal(finish(sum(data, 0, length, 0)), reference(data, 0));
  }
});

test('ranges can be summed one after the other', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 99 }), fc.nat(49), (data, half) => {
      const cut = Math.min(half * 2, data.length & ~1);
      const parts = sum(data, cut, data.length - cut, sum(data, 0, cut, 0));
      assert.equal(finish(parts), finish(sum(data, 0, data.length, 0)));
    }),
  );
});

test('the pseudo-header is what its twelve bytes add up to', () => {
  fc.assert(
    fc.property(u32, u32, u8, u16, (source, destination, protocol, length) => {
      const header = new Uint8Array(12);
      writeU32(header, 0, source);
      writeU32(header, 4, destination);
      header[9] = protocol;
      writeU16(header, 10, length);
      assert.equal(finish(pseudoHeaderSum(source, destination, protocol, length)), reference(header, 0));
    }),
  );
});

test('the example of RFC 1624 section 4, where equation 2 of RFC 1141 is wrong', () => {
  assert.equal(update16(0xdd2f, 0x5555, 0x3285), 0x0000);
});

// Bytes of many zeros and ones meet the two zeros of one's complement.
const word = fc.oneof(u16, fc.constantFrom(0, 1, 0xfffe, 0xffff));
const words = fc.array(word, { minLength: 4, maxLength: 20 });

function bytesOf(list: readonly number[]): Uint8Array {
  const data = new Uint8Array(list.length * 2);
  for (let k = 0; k < list.length; k++) writeU16(data, k * 2, list[k]);
  return data;
}

test('updating for 16 bits equals computing anew', () => {
  fc.assert(
    fc.property(words, fc.nat(19), word, (list, index, after) => {
      // The first word stands for what is never zero in a header: version, protocol, addresses.
      const data = bytesOf([0x4500, ...list]);
      const at = 2 + (index % list.length) * 2;
      const before = readU16(data, at);
      const checksum = finish(sum(data, 0, data.length, 0));
      writeU16(data, at, after);
      assert.equal(update16(checksum, before, after), finish(sum(data, 0, data.length, 0)));
    }),
    { numRuns: 1000 },
  );
});

test('updating for 32 bits equals computing anew', () => {
  fc.assert(
    fc.property(words, fc.nat(18), word, word, (list, index, high, low) => {
      const data = bytesOf([0x4500, ...list]);
      const at = 2 + (index % (list.length - 1)) * 2;
      const before = readU32(data, at);
      const checksum = finish(sum(data, 0, data.length, 0));
      writeU16(data, at, high);
      writeU16(data, at + 2, low);
      assert.equal(update32(checksum, before, readU32(data, at)), finish(sum(data, 0, data.length, 0)));
    }),
    { numRuns: 1000 },
  );
});

test('updating gives 0 where everything has become zero', () => {
  assert.equal(update16(finish(0x1234), 0x1234, 0), 0);
  assert.equal(finish(0), 0xffff);
});
