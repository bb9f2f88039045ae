import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeldNotice } from './held-notice.ts';

test('a change is told at once, and one that comes soon after it when the hold time is over', () => {
  const told: string[] = [];
  const notice = createHeldNotice('up', (state) => told.push(state));
  notice.see('up', 0);
  notice.see('down', 100);
  assert.deepEqual(told, ['down']);
  notice.see('up', 600);
  notice.settle(1000);
  assert.deepEqual(told, ['down']);
  notice.settle(2200);
  assert.deepEqual(told, ['down', 'up']);
});

test('what flaps is a line a hold time, and never the same twice', () => {
  const told: string[] = [];
  const notice = createHeldNotice('up', (state) => told.push(state));
  for (let now = 0; now < 20_000; now += 50) {
    notice.see((now / 50) % 2 === 0 ? 'down' : 'up', now);
    notice.settle(now);
  }
  assert.ok(told.length >= 2 && told.length <= 10, `${told.length}`);
  for (let k = 1; k < told.length; k++) assert.notEqual(told[k], told[k - 1]);
});

test('what was held back is told at the end, unless it has gone back', () => {
  const told: string[] = [];
  const notice = createHeldNotice('up', (state) => told.push(state));
  notice.see('down', 0);
  notice.see('up', 10);
  notice.settle(Number.POSITIVE_INFINITY);
  assert.deepEqual(told, ['down', 'up']);
});
