import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTokenBucket, setRate, take, waitMicros, went } from './token-bucket.ts';

const WINDOW_MICROS = 100_000;

/** The most frames in any half-open window of 100 ms: the fullest one begins with a frame. */
function fullestWindow(times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (let k = 0; k < times.length; k++) {
    while (times[k] - times[first] >= WINDOW_MICROS) first++;
    most = Math.max(most, k - first + 1);
  }
  return most;
}

/** A cap, weighted towards where the two ways of keeping it meet and where a tenth is not a whole number. */
const caps = fc.oneof(
  fc.integer({ min: 1, max: 100_000 }),
  fc.integer({ min: 1, max: 1200 }),
  fc.constantFrom(1, 9, 10, 11, 19, 20, 59, 499, 500, 501, 509, 510, 999, 1000, 1009, 2063, 50_000),
);

/** Microseconds slept, and microseconds between `take` and the wire: mostly short, now and then very long. */
const wakeUps = fc.array(
  fc.tuple(
    fc.oneof(fc.nat(100), fc.nat(1500), fc.nat(20_000), fc.nat(400_000)),
    fc.oneof({ weight: 4, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.nat(90_000) }),
  ),
  { minLength: 20, maxLength: 150 },
);

test('a cap is not exceeded over any 100 ms, however the thread is woken and held up', () => {
  fc.assert(
    fc.property(caps, fc.integer({ min: 1, max: 200_000 }), wakeUps, (cap, rate, pattern) => {
      const bucket = createTokenBucket(0);
      setRate(bucket, rate, cap);
      const times: number[] = [];
      let now = 0;
      // Twice the pattern, and after each of its steps a stretch in which the thread comes exactly when it may.
      for (const [slept, heldUp] of [...pattern, ...pattern]) {
        now += slept;
        for (let k = 0; k < 8; k++) {
          const frames = take(bucket, now, 128);
          if (k === 0) now += heldUp;
          for (let frame = 0; frame < frames; frame++) times.push(now);
          if (frames > 0) went(bucket, now);
          now += Math.ceil(waitMicros(bucket, now));
        }
      }
      const most = Math.max(1, Math.floor(cap / 10));
      const seen = fullestWindow(times);
      assert.ok(seen <= most, `cap ${cap}, rate ${rate}: ${seen} frames in 100 ms`);
    }),
    { numRuns: 400 },
  );
});

test('the worst case: a batch held up until it falls together with a full bucket and a steady stream', () => {
  for (const cap of [500, 509, 1000, 2063, 10_000, 50_000, 100_000]) {
    const bucket = createTokenBucket(0);
    setRate(bucket, cap, cap);
    const times: number[] = [];
    const send = (frames: number, at: number) => times.push(...new Array<number>(frames).fill(at));
    const heldUp = take(bucket, 1e6, 1e6);
    send(heldUp, 2e6);
    for (let now = 2e6; now < 2e6 + WINDOW_MICROS; now += 10) send(take(bucket, now, 1e6), now);
    const seen = fullestWindow(times);
    assert.ok(seen <= Math.floor(cap / 10) && seen >= 0.95 * Math.floor(cap / 10), `${seen} frames, cap ${cap}`);
  }
});

test('a changed rate does not open the cap', () => {
  fc.assert(
    fc.property(
      caps,
      fc.array(fc.tuple(fc.integer({ min: 1, max: 200_000 }), fc.nat(20_000)), { maxLength: 60 }),
      (cap, changes) => {
        const bucket = createTokenBucket(0);
        const times: number[] = [];
        let now = 0;
        for (const [rate, step] of changes) {
          setRate(bucket, rate, cap);
          for (const end = now + step; now <= end; now += 97) {
            for (let frames = take(bucket, now, 128); frames > 0; frames--) times.push(now);
            went(bucket, now);
          }
        }
        assert.ok(fullestWindow(times) <= Math.max(1, Math.floor(cap / 10)));
      },
    ),
    { numRuns: 100 },
  );
});

test('never more than half a millisecond of sending at once, with and without a cap', () => {
  const rates = fc.oneof(fc.integer({ min: 1, max: 20_000_000 }), fc.integer({ min: 1, max: 10_000 }));
  fc.assert(
    fc.property(rates, fc.oneof(fc.constant(0), caps), wakeUps, (rate, cap, pattern) => {
      const bucket = createTokenBucket(0);
      setRate(bucket, rate, cap);
      let now = 0;
      for (const [slept] of pattern) {
        now += slept;
        const frames = take(bucket, now, Number.MAX_SAFE_INTEGER);
        assert.ok(frames <= Math.max(1, rate * 0.0005), `${frames} at ${rate} a second`);
        assert.ok(Number.isInteger(frames) && frames >= 0);
      }
    }),
  );
});

test('what a long sleep missed is not made up for', () => {
  for (const [rate, cap] of [
    [100_000, 0],
    [2000, 0],
    [100_000, 50_000],
    [100, 100],
  ]) {
    const bucket = createTokenBucket(0);
    setRate(bucket, rate, cap);
    let frames = take(bucket, 60_000_000, 1e6);
    // The next tenth of a millisecond, asked again and again.
    for (let k = 1; k <= 100; k++) frames += take(bucket, 60_000_000 + k, 1e6);
    assert.ok(frames <= Math.ceil(rate * 0.0007) + 1, `${frames} at ${rate}`);
  }
});

/** Frames a second in the long run, of a thread that sleeps as long as it is told and a little more. */
function longRun(rate: number, cap: number, late: (step: number) => number): number {
  const bucket = createTokenBucket(0);
  setRate(bucket, rate, cap);
  let now = 0;
  let frames = 0;
  const end = 20e6;
  for (let step = 0; now < end; step++) {
    const taken = take(bucket, now, 128);
    if (taken > 0) went(bucket, now);
    frames += taken;
    now += Math.max(20, waitMicros(bucket, now)) + late(step);
  }
  return frames / (end / 1e6);
}

test('the long run comes within 5 % of what is wanted', () => {
  for (const cap of [50, 60, 100, 250, 490, 500, 510, 700, 1000, 2000, 5000, 20_000, 100_000]) {
    // A cap that is no multiple of ten cannot be reached by whole frames in every 100 ms: hence these.
    const reached = longRun(cap, cap, (step) => (step * 7) % 60);
    assert.ok(reached <= cap && reached >= 0.95 * cap, `${reached} of ${cap}`);
  }
  for (const rate of [100, 997, 2000, 3100, 20_000, 250_000]) {
    const reached = longRun(rate, 0, (step) => (step * 7) % 60);
    assert.ok(reached <= 1.001 * rate && reached >= 0.99 * rate, `${reached} of ${rate}, no cap`);
  }
});

test('a cap that is no multiple of ten gives the whole frames of 100 ms', () => {
  for (const cap of [55, 59, 119, 409]) {
    const reached = longRun(cap, cap, () => 0);
    const possible = Math.floor(cap / 10) * 10;
    assert.ok(reached <= possible && reached >= 0.95 * possible, `${reached} of ${possible}`);
  }
  assert.ok(longRun(5, 5, () => 0) >= 4.7 && longRun(5, 5, () => 0) <= 5.05);
});

test('a rate below the cap is kept', () => {
  for (const [rate, cap] of [
    [100, 400],
    [100, 100_000],
    [5000, 100_000],
  ]) {
    const reached = longRun(rate, cap, () => 10);
    assert.ok(reached <= rate * 1.001 && reached >= 0.95 * rate, `${reached} of ${rate}, cap ${cap}`);
  }
});

test('after the time that waitMicros gives something may go', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.oneof(fc.constant(0), caps), fc.nat(5000), (rate, cap, at) => {
      const bucket = createTokenBucket(0);
      setRate(bucket, rate, cap);
      while (take(bucket, at, 128) > 0);
      const wait = waitMicros(bucket, at);
      assert.ok(wait > 0);
      assert.ok(take(bucket, at + wait + 1, 128) >= 1);
    }),
  );
});
