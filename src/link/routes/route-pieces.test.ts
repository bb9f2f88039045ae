import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flatten, unflatten } from '../../target/flat-ranges.ts';
import { normalize, type Range } from '../../target/ranges.ts';
import { cutRanges, type Prefix, prefixEnd } from './route-pieces.ts';

const BASE = 0xffffff00;
const numbers = fc.nat(255).map((offset) => BASE + offset);
const ranges = fc
  .array(fc.tuple(numbers, fc.nat(20)), { maxLength: 20 })
  .map((list) => normalize(list.map(([first, length]): Range => [first, Math.min(0xffffffff, first + length)])));
const prefix = fc.tuple(numbers, fc.integer({ min: 24, max: 32 })).map(([address, prefixLength]): Prefix => {
  const size = 2 ** (32 - prefixLength);
  return { destination: Math.floor(address / size) * size, prefixLength };
});

test('parts are all there is, in order, and no prefix begins or ends in one', () => {
  fc.assert(
    fc.property(ranges, fc.array(prefix, { maxLength: 12 }), (list, prefixes) => {
      const given = flatten(list);
      const before = given.slice();
      const parts = cutRanges(given, prefixes);
      assert.deepEqual(given, before);
      const pieces = parts.flatMap(unflatten);
      assert.ok(pieces.every(([first, last], k) => first <= last && (k === 0 || first > pieces[k - 1][1])));
      assert.deepEqual(normalize(pieces), list);
      for (const part of parts) {
        assert.ok(part.length > 0);
        for (const each of prefixes) {
          const inside = unflatten(part).map(([first, last]) => {
            const touched = first <= prefixEnd(each) && last >= each.destination;
            assert.equal(touched, first >= each.destination && last <= prefixEnd(each));
            return touched;
          });
          assert.equal(new Set(inside).size, inside.length === 0 ? 0 : 1);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('what no prefix cuts is not copied', () => {
  const given = flatten([
    [10, 19],
    [30, 30],
    [50, 60],
  ]);
  const parts = cutRanges(given, [
    { destination: 32, prefixLength: 28 },
    { destination: 56, prefixLength: 29 },
  ]);
  assert.deepEqual(parts.map(unflatten), [
    [
      [10, 19],
      [30, 30],
    ],
    [[50, 55]],
    [[56, 60]],
  ]);
  assert.equal(parts[0].buffer, given.buffer);
});
