// Flat ranges against sets of numbers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  containsFlat,
  countFlat,
  createFlatBuilder,
  flatten,
  joinViews,
  subtractFlat,
  unflatten,
} from './flat-ranges.ts';

const TOP = 2 ** 32 - 40;
const ranges = fc.array(
  fc.tuple(fc.nat(30), fc.nat(8)).map(([first, more]): [number, number] => [TOP + first, TOP + first + more]),
  { maxLength: 12 },
);
const numbers = (list: readonly (readonly [number, number])[]) =>
  new Set(list.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, k) => first + k)));

test('sorted and joined they hold the same numbers', () => {
  fc.assert(
    fc.property(ranges, (list) => {
      const flat = flatten(list);
      const wanted = numbers(list);
      assert.deepEqual(numbers(unflatten(flat)), new Set([...wanted].sort((a, b) => a - b)));
      assert.equal(countFlat(flat), wanted.size);
      for (let i = 2; i < flat.length; i += 2) assert.ok(flat[i] > flat[i - 1] + 1);
      for (let value = TOP - 1; value < 2 ** 32; value++) assert.equal(containsFlat(flat, value), wanted.has(value));
    }),
  );
});

test('what is taken out is what both hold', () => {
  fc.assert(
    fc.property(ranges, ranges, (list, others) => {
      const [flat, removed] = [flatten(list), unflatten(flatten(others))];
      const left = subtractFlat(flat, removed);
      const gone = numbers(others);
      const wanted = [...numbers(list)].filter((value) => !gone.has(value)).sort((a, b) => a - b);
      assert.deepEqual([...numbers(unflatten(left))], wanted);
      if (countFlat(left) === countFlat(flat)) assert.equal(left, flat);
    }),
  );
});

test('a million in any order, and the builder beyond its first room', () => {
  const scattered = Array.from({ length: 100_000 }, (_, k): [number, number] => {
    const address = ((k * 77_777) % 100_000) * 2;
    return [address, address];
  });
  const flat = flatten(scattered);
  assert.equal(flat.length, 200_000);
  const builder = createFlatBuilder();
  for (const [first, last] of unflatten(flat)) builder.add(first, last);
  assert.deepEqual(builder.finish(), flat);
});

test('views that follow each other are one, and others are not', () => {
  const words = Uint32Array.of(1, 2, 4, 5, 7, 8);
  const both = joinViews(words.subarray(0, 2), words.subarray(2, 6));
  assert.deepEqual(both, words);
  assert.equal(both?.buffer, words.buffer);
  assert.equal(joinViews(words.subarray(0, 2), words.subarray(4, 6)), null);
  assert.equal(joinViews(words.subarray(2, 4), words.subarray(0, 2)), null);
  assert.equal(joinViews(words.subarray(0, 2), Uint32Array.of(4, 5)), null);
});
