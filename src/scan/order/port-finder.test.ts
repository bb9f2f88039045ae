import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPortFinder } from './port-finder.ts';

test('port finder: of every number its index, or that it is none', () => {
  const some = fc.uniqueArray(fc.integer({ min: 0, max: 65_535 }), { maxLength: 300 });
  fc.assert(
    fc.property(some, fc.integer({ min: 0, max: 65_535 }), (ports, other) => {
      const numbers = Uint16Array.from(ports).sort();
      const indexOf = createPortFinder(numbers);
      for (const port of [...ports, other]) assert.equal(indexOf(port), numbers.indexOf(port));
    }),
  );
  const all = createPortFinder(Uint16Array.from({ length: 65_536 }, (_, port) => port));
  assert.deepEqual([all(0), all(1), all(65_535)], [0, 1, 65_535]);
});
