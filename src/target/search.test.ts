import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstAbove, lastNotAbove } from './search.ts';

test('binary search finds what looking at each would', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 }),
      fc.integer({ min: -1, max: 51 }),
      (list, n) => {
        const sorted = Uint32Array.from(list).sort();
        const wanted = [...sorted].findIndex((each) => each > n);
        assert.equal(firstAbove(sorted, n), wanted < 0 ? sorted.length : wanted);
        assert.equal(
          lastNotAbove(Float64Array.from(sorted), n),
          [...sorted].findLastIndex((each) => each <= n),
        );
      },
    ),
  );
});
