import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { longestRtt, takeRtt, timeoutOf } from './rtt.ts';

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
});

test('whatever the measurements: within a few microseconds of the formula in real numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 60 }), (rtts) => {
      const table = tableOf();
      let smoothed = 0;
      let variance = 0;
      for (const [k, rtt] of rtts.entries()) {
        takeRtt(table, 0, rtt);
        if (k === 0) {
          smoothed = rtt;
          variance = rtt / 2;
          continue;
        }
        variance += (Math.abs(smoothed - rtt) - variance) / 4;
        smoothed += (rtt - smoothed) / 8;
      }
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
