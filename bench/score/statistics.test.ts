import assert from 'node:assert/strict';
import test from 'node:test';
import { grouped, median, pairedGain, pairedRatio, spread } from './statistics.ts';

test('statistics: median of odd, even and no values, in any order', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([10, 9, 100, 1]), 9.5);
  assert.equal(median([]), null);
});

test('statistics: a ratio is that of the pairs, not of the medians', () => {
  assert.equal(pairedRatio([2, 40, 6], [1, 10, 2]), 3);
  assert.equal(pairedRatio([2, null, 6, 8], [1, 10, 0]), 2);
  assert.equal(pairedRatio([2], [null]), null);
  assert.equal(pairedGain([2, null, 6, 8], [1, 10, 2]), 2.5);
  assert.equal(pairedGain([null], [1]), null);
});

test('statistics: spread and groups', () => {
  assert.equal(spread([1, 3, 2], 1), '2.0 (1.0-3.0)');
  assert.equal(spread([1.234], 2), '1.23');
  assert.equal(spread([], 2), '-');
  assert.equal(grouped(1048560.4), '1,048,560');
  assert.equal(grouped(null), '-');
});
