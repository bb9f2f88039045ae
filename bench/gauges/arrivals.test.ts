import assert from 'node:assert/strict';
import test from 'node:test';
import { busySpan } from './arrivals.ts';

test('arrivals: the quiet before and after does not count, a pause between does', () => {
  const span = busySpan(
    [
      [0, 5],
      [1000, 5],
      [1500, 7],
      [2000, 107],
      [3000, 107],
      [4000, 1007],
      [9000, 1008],
    ],
    10,
  );
  assert.deepEqual(span, { packets: 1000, seconds: 2.5 });
});

test('arrivals: nothing is null', () => {
  assert.equal(busySpan([], 1), null);
  assert.equal(
    busySpan(
      [
        [0, 3],
        [1000, 4],
      ],
      2,
    ),
    null,
  );
});
