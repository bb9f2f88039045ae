import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockedError, runBounded } from './bounded-run.ts';

test('what returns or throws does so, also within another one', () => {
  assert.equal(
    runBounded(() => runBounded(() => 1, 1000) + 1, 1000),
    2,
  );
  const error = new Error('no water');
  assert.throws(
    () =>
      runBounded(() => {
        throw error;
      }, 1000),
    (thrown) => thrown === error,
  );
});

test('what never returns is ended, whatever it catches', () => {
  const work = (): void => {
    for (;;) {
      try {
        for (;;);
      } catch {}
    }
  };
  assert.throws(() => runBounded(work, 30), BlockedError);
  assert.equal(
    runBounded(() => 'after', 1000),
    'after',
  );
});
