import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRttStatistics, EXACT_MOST } from './statistics.ts';

function statisticsOf(values: readonly number[]) {
  const statistics = createRttStatistics();
  for (const value of values) statistics.add(value);
  assert.equal(statistics.count, values.length);
  return statistics.read();
}

test('statistics: literal figures', () => {
  assert.equal(statisticsOf([]), null);
  assert.deepEqual(statisticsOf([0.25]), {
    ...{ min: 0.25, avg: 0.25, max: 0.25, median: 0.25, p95: 0.25 },
    ...{ stddev: 0, jitter: 0 },
  });
  // Differences 16, 16, 32: jitter 1, then 1 + 15/16, then 1.9375 + 30.0625/16.
  assert.deepEqual(statisticsOf([10, 26, 10, 42]), {
    ...{ min: 10, avg: 22, max: 42, median: 18, p95: 42 },
    ...{ stddev: 13.2665, jitter: 3.8164 },
  });
});

test('statistics: as computed from the whole list', () => {
  const times = fc.array(fc.double({ min: 0.001, max: 5000, noNaN: true }), { minLength: 1, maxLength: 300 });
  const near = (actual: number, wanted: number) =>
    assert.ok(Math.abs(actual - wanted) <= 0.0001, `${actual} ${wanted}`);
  fc.assert(
    fc.property(times, (values) => {
      const read = statisticsOf(values);
      assert.ok(read !== null);
      const sorted = values.toSorted((a, b) => a - b);
      const average = values.reduce((total, value) => total + value, 0) / values.length;
      near(read.min, sorted[0]);
      near(read.max, sorted[sorted.length - 1]);
      near(read.avg, average);
      near(read.median, (sorted[Math.ceil(values.length / 2) - 1] + sorted[Math.floor(values.length / 2)]) / 2);
      const atMost = (limit: number) => values.filter((value) => value <= limit).length;
      // Nearest rank: the smallest value that 95 % do not exceed.
      const p95 = sorted.find((value) => atMost(value) >= 0.95 * values.length - 1e-9);
      near(read.p95, p95 as number);
      near(read.stddev, Math.sqrt(values.reduce((total, value) => total + (value - average) ** 2, 0) / values.length));
      let jitter = 0;
      for (let k = 1; k < values.length; k++) jitter += (Math.abs(values[k] - values[k - 1]) - jitter) / 16;
      near(read.jitter, jitter);
    }),
  );
});

test('statistics: beyond 100,000 the ranks are right to 0.1 %, the rest exactly', () => {
  const values: number[] = [];
  let state = 12345;
  for (let k = 0; k < EXACT_MOST + 50_001; k++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values.push(0.05 * 10 ** ((state / 2 ** 32) * 4));
  }
  const read = statisticsOf(values);
  assert.ok(read !== null);
  const sorted = Float64Array.from(values).sort();
  const near = (actual: number, wanted: number) =>
    assert.ok(Math.abs(actual - wanted) <= 0.001 * wanted + 0.0001, `${actual} ${wanted}`);
  near(read.median, sorted[75_000]);
  near(read.p95, sorted[Math.ceil(values.length * 0.95) - 1]);
  assert.equal(read.max, Math.round(sorted[sorted.length - 1] * 1e4) / 1e4);
  assert.equal(read.min, Math.round(sorted[0] * 1e4) / 1e4);
});
