import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Range } from './ranges.ts';
import { contains, count, intersect, normalize, subtract } from './ranges.ts';

const LIMIT = 60;
const numbers = fc.integer({ min: 0, max: LIMIT });
const raw: fc.Arbitrary<Range[]> = fc.array(
  fc.tuple(numbers, numbers).map(([a, b]): Range => (a <= b ? [a, b] : [b, a])),
  { maxLength: 8 },
);

/** The plain model: a set of numbers. */
function members(ranges: readonly Range[]): number[] {
  const set = new Set<number>();
  for (const [first, last] of ranges) for (let n = first; n <= last; n++) set.add(n);
  return [...set].sort((a, b) => a - b);
}

function isNormal(ranges: readonly Range[]): boolean {
  return ranges.every(([first, last], i) => first <= last && (i === 0 || first > ranges[i - 1][1] + 1));
}

test('normalize sorts, joins what overlaps and what touches', () => {
  assert.deepEqual(
    normalize([
      [20, 30],
      [1, 5],
      [6, 7],
      [25, 40],
      [26, 27],
    ]),
    [
      [1, 7],
      [20, 40],
    ],
  );
});

test('normalize keeps the numbers and changes no argument', () => {
  fc.assert(
    fc.property(raw, (ranges) => {
      const before = structuredClone(ranges);
      const normal = normalize(ranges);
      assert.deepEqual(ranges, before);
      assert.ok(isNormal(normal));
      assert.deepEqual(members(normal), members(ranges));
    }),
  );
});

test('subtract and intersect are those of sets', () => {
  fc.assert(
    fc.property(raw, raw, (a, b) => {
      const [left, right] = [normalize(a), normalize(b)];
      const inRight = new Set(members(right));
      const difference = subtract(left, right);
      const common = intersect(left, right);
      assert.ok(isNormal(difference) && isNormal(common));
      assert.deepEqual(
        members(difference),
        members(left).filter((n) => !inRight.has(n)),
      );
      assert.deepEqual(
        members(common),
        members(left).filter((n) => inRight.has(n)),
      );
    }),
    { numRuns: 500 },
  );
});

test('contains and count agree with the list of numbers', () => {
  fc.assert(
    fc.property(raw, (ranges) => {
      const normal = normalize(ranges);
      const list = members(normal);
      assert.equal(count(normal), list.length);
      for (let n = 0; n <= LIMIT; n++) {
        assert.equal(contains(normal, n), list.includes(n));
      }
    }),
  );
});

test('the whole of IPv4 is one range, and its ends are right', () => {
  const all = normalize([
    [0x80000000, 0xffffffff],
    [0, 0x7fffffff],
  ]);
  assert.deepEqual(all, [[0, 0xffffffff]]);
  assert.equal(count(all), 2 ** 32);
  const holed = subtract(all, [
    [0, 0],
    [0xffffffff, 0xffffffff],
  ]);
  assert.deepEqual(holed, [[1, 0xfffffffe]]);
});
