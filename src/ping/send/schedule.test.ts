import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSchedule } from './schedule.ts';

test('schedule: one target, by the clock', () => {
  const { dueAt } = createSchedule(1, 1000, null);
  assert.deepEqual([0, 1, 2, 86_400].map(dueAt), [0, 1000, 2000, 86_400_000]);
});

test('schedule: targets of a round are 10 ms apart, or closer where the interval leaves less', () => {
  assert.deepEqual([0, 1, 2, 3].map(createSchedule(3, 1000, null).dueAt), [0, 10, 20, 1000]);
  assert.deepEqual([0, 1, 4, 5].map(createSchedule(5, 20, null).dueAt), [0, 4, 16, 20]);
});

test('schedule: in order, every target at its interval, never faster than the cap', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 0, max: 10_000 }),
      fc.option(fc.integer({ min: 1, max: 100_000 })),
      fc.nat(1_000_000),
      (targets, interval, cap, k) => {
        const { dueAt, intervalMs } = createSchedule(targets, interval, cap);
        const gap = dueAt(k + 1) - dueAt(k);
        assert.ok(gap >= 1000 / Math.min(50_000, cap ?? 50_000) - 1e-3, `${gap}`);
        assert.ok(intervalMs >= interval);
        assert.ok(Math.abs(dueAt(k + targets) - dueAt(k) - intervalMs) < 1e-3);
      },
    ),
  );
});
