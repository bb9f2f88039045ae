import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRefusalLimits } from './refusal-limit.ts';

/** Each time at which one comes, milliseconds; asked until then, or until `end`. */
function measured(
  times: readonly number[],
  before = 0,
  end = times.at(-1) ?? 0,
): ReturnType<ReturnType<typeof createRefusalLimits>['limitOf']> {
  const limits = createRefusalLimits(Uint32Array.of(before));
  times.forEach((ms, k) => {
    limits.saw(0, k + 1, before + k + 1, ms);
  });
  limits.saw(0, times.length + 1, before + times.length, end);
  return limits.limitOf(0);
}

test('six at once, then one a second: that is what is measured, from the second one on', () => {
  const burst = [3, 3, 4, 4, 5, 5];
  assert.deepEqual(measured(burst), { atOnce: 6, perSecond: null });
  assert.deepEqual(measured([...burst, 1005], 0, 1505), { atOnce: 6, perSecond: 1 });
  assert.deepEqual(measured([...burst, 1005, 2005, 3005], 40, 3505), { atOnce: 6, perSecond: 1 });
  assert.deepEqual(measured([]), { atOnce: null, perSecond: null });
});

test('whatever a limit saves up and sends a second, and whenever the asking ends, half a refusal more or less is what is not known', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0.2, max: 100, noNaN: true }),
      fc.integer({ min: 3, max: 400 }),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (burst, rate, later, more) => {
        const times = [
          ...Array.from({ length: burst }, () => 10),
          ...Array.from({ length: later }, (_, k) => 10 + ((k + 1) * 1000) / rate),
        ];
        const { atOnce, perSecond } = measured(times, 0, 10 + ((later + more) * 1000) / rate);
        assert.ok(atOnce! >= burst && atOnce! <= burst + 0.2 * rate);
        const counted = later - (atOnce! - burst);
        // Of a long time three quarters or more count.
        if (perSecond !== null)
          assert.ok(Math.abs(perSecond / rate - 1) < 0.51 / (0.4 * counted) + 0.01, `${perSecond}`);
      },
    ),
  );
});

test('what further addresses of ours find saved up does not count for long', () => {
  const late = Array.from({ length: 42 }, () => 400);
  const steady = Array.from({ length: 8 * 60 }, (_, k) => 500 + k * 125);
  const times = [...Array.from({ length: 6 }, () => 1), ...late, ...steady];
  assert.ok(Math.abs(measured(times).perSecond! / 8 - 1) < 0.02);
});
