import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { createLoad } from './load.ts';

test('who keeps up is given more, who does not is given less, within bounds, not more often than every window', () => {
  let late = 1;
  let time = 0;
  const load = createLoad(
    384,
    () => late,
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
  assert.equal(load.limit(), 96);
  assert.equal(after(1), 112);
  assert.equal(load.limit(), 112);
  assert.equal(after(100), 384);
  late = 80;
  assert.equal(after(1), 307);
  assert.equal(after(100), 32);
  late = 10;
  assert.equal(after(1), 48);
});

test('it is this event loop whose turns are looked at', async () => {
  const load = createLoad(384);
  await setTimeout(50);
  for (let turns = 0; turns < 3; turns++) {
    const until = performance.now() + 150;
    while (performance.now() < until);
    await setTimeout(1);
  }
  assert.equal(load.limit(), 76);
});
