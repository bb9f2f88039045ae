import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createProbeList } from './probe-list.ts';

test('gives back what was put in, in order, across chunks and however the two are mixed', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9000, max: 9000 }), { maxLength: 12 }), (steps) => {
      const list = createProbeList();
      let written = 0;
      let read = 0;
      for (const step of steps) {
        for (let k = 0; k < step; k++) list.push(2 ** 40 + written++);
        for (let k = 0; k < -step; k++) assert.equal(list.shift(), read < written ? 2 ** 40 + read++ : -1);
        assert.equal(list.length, written - read);
      }
      while (read < written) assert.equal(list.shift(), 2 ** 40 + read++);
      assert.equal(list.shift(), -1);
    }),
    { numRuns: 50 },
  );
});
