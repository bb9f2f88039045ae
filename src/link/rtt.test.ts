import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { longest, longestRtt, type RttEstimate, smooth, smoothMany, takeRtt, timeoutOf } from './rtt.ts';

function tableOf(hosts = 1) {
  return { smoothedRtt: new Uint32Array(hosts), rttVariance: new Uint32Array(hosts) };
}

test('RFC 6298 section 2 by hand', () => {
  const table = tableOf();
  assert.equal(longestRtt(table, 0), 0);
  takeRtt(table, 0, 800);
  assert.deepEqual([table.smoothedRtt[0] / 8, table.rttVariance[0] / 4], [800, 400]);
  takeRtt(table, 0, 1600);
  assert.deepEqual([table.smoothedRtt[0] / 8, table.rttVariance[0] / 4], [900, 500]);
  assert.equal(longestRtt(table, 0), 900 + 4 * 500);
  const estimate: RttEstimate = { smoothed: 0, variance: 0 };
  assert.equal(longest(estimate), 0);
  smooth(estimate, 800);
  assert.deepEqual(estimate, { smoothed: 800, variance: 400 });
  smooth(estimate, 1600);
  assert.deepEqual(estimate, { smoothed: 900, variance: 500 });
  assert.equal(longest(estimate), 900 + 4 * 500);
});

test('an answer that took no time counts as a measurement', () => {
  const estimate: RttEstimate = { smoothed: 0, variance: 0 };
  smooth(estimate, 0);
  assert.ok(estimate.smoothed > 0);
});

test('many measurements at once: as one by one, where the estimate is far away', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), (count) => {
      const together: RttEstimate = { smoothed: 1000, variance: 100 };
      smoothMany(together, 0, 200, count);
      let smoothed = 1000;
      let variance = 100;
      for (let k = 0; k < count; k++) {
        variance += (200 - variance) / 4;
        smoothed -= smoothed / 8;
      }
      assert.ok(Math.abs(together.smoothed - smoothed) < 1e-6 && Math.abs(together.variance - variance) < 1e-6);
    }),
  );
});

test('whatever the measurements: within a few microseconds of the formula in real numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 60 }), (rtts) => {
      const table = tableOf();
      const estimate = { smoothed: 0, variance: 0 };
      for (const rtt of rtts) {
        takeRtt(table, 0, rtt);
        smooth(estimate, rtt);
      }
      const { smoothed, variance } = estimate;
      assert.ok(Math.abs(table.smoothedRtt[0] / 8 - smoothed) <= 8, `${table.smoothedRtt[0] / 8} for ${smoothed}`);
      assert.ok(Math.abs(table.rttVariance[0] / 4 - variance) <= 8, `${table.rttVariance[0] / 4} for ${variance}`);
      assert.ok(table.smoothedRtt[0] > 0, 'who was measured stays so');
    }),
  );
});

test('time-outs: at least what the probe needs, three seconds at the most, a quarter more than measured at the most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.constantFrom(30_000, 250_000, 1_000_000), (rtt, least) => {
      const table = tableOf();
      takeRtt(table, 0, rtt);
      const timeout = timeoutOf(table, 0, least);
      const wanted = Math.max(least, longestRtt(table, 0));
      assert.ok(timeout <= 3_000_000);
      assert.ok(timeout >= Math.min(3_000_000, wanted) && timeout <= wanted * 1.25 + 1, `${timeout} for ${wanted}`);
    }),
  );
});
