import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStampClock } from './thread-clock.ts';

/** A stamp clock whose wall clock somebody sets. */
function world() {
  let now = 0;
  let ahead = 5e9;
  const stamps = createStampClock(
    0,
    () => now + ahead,
    () => ahead,
  );
  return {
    at: (received: number, read: number) => {
      now = read;
      stamps.look(now);
      return stamps.at(received + ahead);
    },
    set: (by: number) => {
      ahead += by;
    },
    stale: (received: number, read: number, before: number) => {
      now = read;
      stamps.look(now);
      return stamps.at(received + ahead - before);
    },
  };
}

test('a stamp is told in the time of the scan', () => {
  const { at } = world();
  assert.equal(at(1_000_000, 1_000_500), 1_000_000);
});

test('after the wall clock was set, by hours either way, times stay what they were', () => {
  for (const by of [-3_600e6, 3_600e6, -5e6, 1e6]) {
    const { at, set } = world();
    assert.equal(at(1_000_000, 1_000_500), 1_000_000);
    set(by);
    assert.equal(at(2_000_000, 2_000_500), 2_000_000);
  }
});

test('a packet stamped before the clock was set and read after it came at the latest when it was read', () => {
  for (const by of [-3_600e6, 3_600e6]) {
    const { at, set, stale } = world();
    at(1_000_000, 1_000_500);
    set(by);
    assert.equal(stale(1_999_000, 2_000_000, by), 2_000_000);
  }
});
