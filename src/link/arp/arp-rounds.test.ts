import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type RttEstimate, smooth } from '../rtt.ts';
import { lossBetween, nextRoundAt, patience, roundsNeeded, roundTimeout } from './arp-rounds.ts';

test('without loss, few silent addresses are asked more often than many', () => {
  assert.equal(roundsNeeded(1, [10, 0], false), 6);
  assert.equal(roundsNeeded(1024, [10, 0], false), 6);
  assert.equal(roundsNeeded(1025, [10, 0], false), 4);
  assert.equal(roundsNeeded(8192, [10, 0], false), 4);
  assert.equal(roundsNeeded(8193, [10, 0], false), 3);
  assert.equal(roundsNeeded(60_000, [], false), 3);
});

test('a gateway is asked 14 times', () => {
  assert.equal(roundsNeeded(1, [0], true), 14);
});

test('loss is what a round gained over the one before it', () => {
  assert.equal(lossBetween([]), 0);
  assert.equal(lossBetween([100]), 0);
  assert.equal(lossBetween([100, 0]), 0);
  assert.equal(lossBetween([100, 10]), 0.1);
  assert.equal(lossBetween([100, 50, 25]), 0.5);
  assert.equal(lossBetween([0, 3]), 1);
  assert.equal(lossBetween([1, 3]), 1);
});

test('the more is lost, the more rounds, until a miss is one in a million', () => {
  assert.equal(roundsNeeded(60_000, [1000, 100, 10], false), 6); // 0.1 ^ 6
  assert.equal(roundsNeeded(60_000, [900, 90], false), 6);
  assert.equal(roundsNeeded(60_000, [1000, 200], false), 9); // ln 1e-6 / ln 0.2 = 8.6
  assert.equal(roundsNeeded(10, [1000, 360], false), 14);
  assert.equal(roundsNeeded(10, [1000, 900], false), 14);
  assert.equal(roundsNeeded(10, [0, 5], false), 14);
  fc.assert(
    fc.property(fc.nat(70_000), fc.array(fc.nat(1000), { maxLength: 14 }), (silent, gained) => {
      const rounds = roundsNeeded(silent, gained, false);
      assert.ok(Number.isInteger(rounds) && rounds >= 3 && rounds <= 14);
    }),
  );
});

test('the wait: 250 ms when nothing is known, then four deviations over the mean, at least 60 ms', () => {
  const after = (...rtts: number[]): number => {
    const estimate: RttEstimate = { smoothed: 0, variance: 0 };
    for (const rtt of rtts) smooth(estimate, rtt);
    return roundTimeout(estimate);
  };
  assert.equal(after(), 250);
  assert.equal(after(0.2), 60);
  assert.equal(after(100), 300); // 100 + 4 * 50
  assert.equal(after(100, 100), 250); // 100 + 4 * 37.5
  assert.equal(after(60_000), 3000);
});

test('the next round begins when the last one has ended, and nobody of it is asked again within the timeout', () => {
  assert.equal(nextRoundAt({ began: 1000, ended: 1050 }, 60, 50), 1060);
  assert.equal(nextRoundAt({ began: 1000, ended: 1050 }, 60, 10), 1100);
  assert.equal(nextRoundAt({ began: 1000, ended: 3600 }, 60, 2600), 3600);
  const ms = fc.double({ min: 0, max: 5000, noNaN: true });
  fc.assert(
    fc.property(ms, ms, ms, fc.double({ min: 0, max: 1, noNaN: true }), (took, timeout, nextMs, part) => {
      const next = nextRoundAt({ began: 0, ended: took }, timeout, nextMs);
      assert.ok(next >= took);
      assert.ok(next + part * nextMs - part * took >= timeout - 1e-6);
    }),
  );
});

test('who sleeps is waited for: over three beacons, and longer where somebody was later', () => {
  assert.equal(patience(0), 400);
  assert.equal(patience(300), 400);
  assert.equal(patience(1000), 1300);
  assert.equal(patience(60_000), 1500);
});
