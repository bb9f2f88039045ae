import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bitBytes, clearBit, countBits, createBits, hasBit, nextBit, setBit } from './bits.ts';

const SIZE = 203;

test('any bits set and cleared: as a set would hold them', () => {
  const index = fc.nat(SIZE - 1);
  fc.assert(
    fc.property(fc.array(fc.tuple(index, fc.boolean())), fc.nat(SIZE), fc.nat(SIZE), (steps, from, to) => {
      const words = createBits(SIZE);
      const model = new Set<number>();
      for (const [at, on] of steps) {
        if (on) {
          setBit(words, at);
          model.add(at);
        } else {
          clearBit(words, at);
          model.delete(at);
        }
      }
      for (let at = 0; at < SIZE; at++) assert.equal(hasBit(words, at), model.has(at));
      assert.equal(countBits(words, from, to), [...model].filter((at) => at >= from && at < to).length);
    }),
  );
});

test('the next bit: as a search through all would find it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(SIZE - 1)), fc.nat(SIZE), (set, from) => {
      const words = createBits(SIZE);
      for (const at of set) setBit(words, at);
      const expected = Math.min(SIZE, ...set.filter((at) => at >= from));
      assert.equal(nextBit(words, from, SIZE), expected);
    }),
  );
});

test('every beginning and end of a count', () => {
  const words = createBits(96).fill(0xffffffff);
  for (let from = 0; from <= 96; from++) {
    for (let to = from; to <= 96; to++) assert.equal(countBits(words, from, to), to - from, `${from} to ${to}`);
  }
});

test('the last of 2^32 bits does not reach the first', () => {
  const words = createBits(2 ** 32);
  assert.equal(words.byteLength, bitBytes(2 ** 32));
  setBit(words, 2 ** 32 - 1);
  assert.deepEqual([hasBit(words, 2 ** 32 - 1), hasBit(words, 0)], [true, false]);
  assert.equal(countBits(words, 2 ** 32 - 40, 2 ** 32), 1);
  assert.equal(nextBit(words, 2 ** 32 - 100, 2 ** 32), 2 ** 32 - 1);
});
