import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createLoad } from './load.ts';

test('who keeps up is given more, who does not is given less, within bounds, not more often than every window', () => {
  let share = 0.1;
  let time = 0;
  const load = createLoad(
    384,
    () => share,
    () => time,
  );
  const after = (windows: number): number => {
    let limit = load.limit();
    for (let k = 0; k < windows; k++) {
      time += 100;
      limit = load.limit();
    }
    return limit;
  };
  assert.equal(load.limit(), 48);
  assert.equal(after(1), 64);
  assert.equal(load.limit(), 64);
  assert.equal(after(100), 384);
  share = 0.99;
  assert.equal(after(1), 307);
  assert.equal(after(100), 24);
  share = 0.5;
  assert.equal(after(1), 40);
});

test('it is this process whose time is looked at', async () => {
  // Before its first turn the event loop has no time of its own.
  await setImmediate();
  const load = createLoad(384);
  const until = performance.now() + 150;
  while (performance.now() < until);
  assert.equal(load.limit(), 38);
});
