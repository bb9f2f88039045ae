// A survey that is paused and whose pace is changed: every job is told, those that run and those that come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whenGoing } from '../finding/steering.ts';
import { createSurveyControl } from './control.ts';

test('a control tells of every change, until nobody listens', () => {
  const control = createSurveyControl();
  const seen: (readonly [string, number | null | undefined])[] = [];
  const letGo = control.onChange(() => seen.push([control.state, control.rateCap]));
  control.pause();
  control.pause();
  control.setRate(100);
  control.setRate(null);
  control.goOn();
  letGo();
  control.pause();
  assert.deepEqual(seen, [
    ['paused', undefined],
    ['paused', 100],
    ['paused', null],
    ['running', null],
  ]);
});

test('a rate that is none is refused', () => {
  const control = createSurveyControl();
  for (const rate of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => control.setRate(rate), { name: 'RangeError' });
  }
  assert.equal(control.rateCap, undefined);
});

test('whoever waits for it to go on waits as long as it is paused, or until all ends', async () => {
  const control = createSurveyControl();
  const stop = new AbortController();
  await whenGoing(control, stop.signal);
  control.pause();
  let gone = 0;
  const waiting = [whenGoing(control, stop.signal), whenGoing(control, new AbortController().signal)];
  for (const each of waiting) void each.then(() => gone++);
  control.setRate(5);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(gone, 0);
  stop.abort();
  await waiting[0];
  control.goOn();
  await waiting[1];
});
