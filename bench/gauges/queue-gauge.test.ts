import assert from 'node:assert/strict';
import test from 'node:test';
import { judge, type QueueSample } from './queue-gauge.ts';

const LINK = { bitsPerSecond: 8000, probes: 40 };

/** 10 packets of 100 bytes fill a second of the link. */
function sample(ms: number, passed: number, dropped: number, backDropped = 0): QueueSample {
  return {
    ms,
    ahead: { passed, passedBytes: passed * 100, dropped },
    back: { passed, passedBytes: passed * 100, dropped: backDropped },
  };
}

test('queue-gauge: losses of the first second do not count, those after it do, both ways', () => {
  const { lostShare, linkShare } = judge(
    [
      sample(0, 0, 0),
      sample(500, 0, 0),
      sample(1500, 10, 5), // the first second
      sample(2500, 20, 6, 1),
      sample(3500, 29, 6, 1),
    ],
    LINK,
  );
  // 1 ahead and 1 back, of 19 + 1 sent
  assert.equal(lostShare, 2 / 20);
  assert.ok(linkShare !== null && Math.abs(linkShare - 1900 / 2000) < 1e-9);
});

test('queue-gauge: the link is judged to the end of the first pass, not in the quiet after it', () => {
  const samples = [
    sample(0, 5, 1),
    sample(1000, 15, 1),
    sample(2000, 25, 1),
    sample(3000, 35, 1),
    sample(4000, 45, 1),
    sample(9000, 46, 1),
  ];
  assert.deepEqual(judge(samples, LINK), { lostShare: 0, linkShare: 1 });
  // The first pass ends half way between two samples.
  assert.equal(judge(samples, { ...LINK, probes: 35 }).linkShare, 1);
  // Half the pace, half the share.
  assert.equal(judge(samples, { ...LINK, bitsPerSecond: 16_000 }).linkShare, 0.5);
});

test('queue-gauge: nothing sent, or nothing after the first second, is no figure', () => {
  const none = { lostShare: null, linkShare: null };
  assert.deepEqual(judge([], LINK), none);
  assert.deepEqual(judge([sample(0, 3, 0), sample(5000, 3, 0)], LINK), none);
  assert.deepEqual(judge([sample(0, 0, 0), sample(100, 9, 0), sample(900, 9, 0)], LINK), none);
});
