import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTextBytes } from './text-bytes.ts';

test('what was added comes out as UTF-8, in its order, as often as it is taken', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('é€😀'.repeat(30_000)));
  fc.assert(
    fc.property(fc.array(fc.array(text)), (rounds) => {
      const bytes = createTextBytes();
      for (const texts of rounds) {
        for (const each of texts) bytes.add(each);
        const whole = Buffer.from(texts.join(''));
        assert.equal(bytes.length, whole.length);
        assert.ok(whole.equals(bytes.take()));
        assert.equal(bytes.length, 0);
      }
    }),
    { numRuns: 50 },
  );
});
