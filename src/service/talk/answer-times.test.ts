import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAnswerTimes } from './answer-times.ts';

test('before anybody has answered the rule holds', () => {
  assert.equal(createAnswerTimes().wait(120), 120);
});

test('a host that answers at once is waited for by rule; one that takes its time is given it', () => {
  const quick = createAnswerTimes();
  const slow = createAnswerTimes();
  for (let k = 0; k < 20; k++) {
    quick.answered(2);
    slow.answered(k % 2 === 0 ? 100 : 180);
  }
  assert.equal(quick.wait(120), 120);
  assert.ok(slow.wait(120) > 180, String(slow.wait(120)));
});

test('that it was busy is forgotten once it is asked no more: half of it each half second', () => {
  let time = 0;
  const times = createAnswerTimes(() => time);
  for (let k = 0; k < 20; k++) times.answered(1000);
  assert.equal(times.wait(120), 360);
  time = 500;
  assert.equal(times.wait(120), 240);
  time = 1000;
  assert.equal(times.wait(120), 180);
  times.answered(1000);
  assert.equal(times.wait(120), 360);
});

test('the shortest connection is about the round-trip time: those that took longer met somebody busy', () => {
  const times = createAnswerTimes();
  assert.deepEqual(
    [80, 3, 140].map((each) => times.connected(each)),
    [80, 3, 3],
  );
});

test('never less than by rule, never more than three times that, whatever was measured', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })),
      fc.double({ min: 1, max: 1e4, noNaN: true }),
      (all, byRule) => {
        const times = createAnswerTimes();
        for (const each of all) times.answered(each);
        const wait = times.wait(byRule);
        assert.ok(wait >= byRule && wait <= 3 * byRule);
      },
    ),
  );
});
