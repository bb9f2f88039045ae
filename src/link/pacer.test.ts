import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPacer } from './pacer.ts';

/** Frame times of a caller that looks at made-up moments and always sends all it may; each call takes `delay` ms. */
function send(rate: number, looks: readonly (readonly [wait: number, delay: number])[], slower?: number): number[] {
  const pacer = createPacer(rate);
  if (slower !== undefined) pacer.setRate(slower);
  const times: number[] = [];
  let now = 1000;
  for (const [wait, delay] of looks) {
    now += wait;
    const count = pacer.allowance(now, 10_000);
    // The worst moment for the window: some frames leave as the call begins, the others as it ends.
    for (let k = 0; k < count; k++) times.push(k < count / 2 ? now : now + delay);
    now += delay;
    pacer.sent(count, now);
  }
  return times;
}

function busiest(times: readonly number[], windowMs: number): number {
  let most = 0;
  let first = 0;
  for (let k = 0; k < times.length; k++) {
    while (times[k] - times[first] >= windowMs) first++;
    most = Math.max(most, k - first + 1);
  }
  return most;
}

const looks = fc.array(
  fc.tuple(
    fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 0, max: 400, noNaN: true })),
    fc.double({ min: 0, max: 20, noNaN: true }),
  ),
  { minLength: 1, maxLength: 300 },
);

test('never more than the rate over any 100 ms, however late and slow the caller is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 50_000 }), looks, (rate, moments) => {
      assert.ok(busiest(send(rate, moments), 100) <= Math.floor(rate / 10));
    }),
  );
});

test('catching up does not break the promise', () => {
  const often = Array.from({ length: 800 }, () => [0.5, 0] as const);
  for (const rate of [100, 5000, 20_000]) {
    const times = send(rate, [[0, 0], [50, 0], ...often, [50, 0], ...often]);
    assert.ok(busiest(times, 100) <= rate / 10, `${rate}: ${busiest(times, 100)}`);
  }
});

test('below ten a second: never two within one interval', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), looks, (rate, moments) => {
      assert.equal(busiest(send(rate, moments), 1000 / rate) <= 1, true);
    }),
  );
});

test('a caller that looks often gets all of the rate, evenly', () => {
  const often = Array.from({ length: 4000 }, () => [0.5, 0] as const);
  for (const rate of [10, 100, 1000, 20_000]) {
    const times = send(rate, often);
    // Two seconds; what is missing is the last bit of the window and of the interval.
    assert.ok(times.length >= rate * 2 * 0.95 - 1, `${rate}: ${times.length}`);
    assert.ok(busiest(times, 10) <= rate / 100 + rate / 200 + 1, `${rate}: ${busiest(times, 10)} in 10 ms`);
  }
});

test('a caller that was away does not get what it missed', () => {
  const pacer = createPacer(10_000);
  pacer.sent(pacer.allowance(0, 1), 0);
  assert.ok(pacer.allowance(500, 10_000) <= 51);
});

test('a lower rate holds, the first one stays the limit', () => {
  const often = Array.from({ length: 4000 }, () => [0.5, 0] as const);
  const slow = send(1000, often, 200);
  assert.ok(slow.length >= 380 && slow.length <= 402, `${slow.length}`);
  assert.ok(busiest(send(1000, often, 50_000), 100) <= 100);
});

test('who waits as long as told may send', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 1, max: 200 }), (rate, frames) => {
      const pacer = createPacer(rate);
      let now = 5;
      for (let k = 0; k < frames; k++) {
        assert.equal(pacer.allowance(now, 1), 1);
        pacer.sent(1, now);
        now += pacer.waitMs(now) + 1e-6;
      }
    }),
  );
});

test('who has waited until it is clear may begin with a bucket of its own', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 0, max: 3000 }), (rate, frames) => {
      const pacer = createPacer(rate);
      const times: number[] = [];
      for (let now = 0; times.length < frames && now < 2000; now += 0.7) {
        const allowed = pacer.allowance(now, frames - times.length);
        for (let k = 0; k < allowed; k++) times.push(now);
        pacer.sent(allowed, now);
      }
      const end = times.at(-1) ?? 0;
      const clear = end + pacer.clearMs(end);
      assert.ok(times.length === 0 || clear - end > Math.max(100, 1000 / rate));
      assert.equal(pacer.clearMs(clear), 0);
    }),
  );
});
