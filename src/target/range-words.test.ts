import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flatten } from './flat-ranges.ts';
import { rangeWords } from './range-words.ts';
import { parseTarget } from './target-expression.ts';

test('addresses, networks, and what is neither', () => {
  const words = (...ranges: [number, number][]) => [...rangeWords(flatten(ranges))];
  assert.deepEqual(words([0xc6120007, 0xc6120007]), ['198.18.0.7']);
  assert.deepEqual(words([0xc6120000, 0xc61200ff]), ['198.18.0.0/24']);
  assert.deepEqual(words([0xc6120001, 0xc6120100]), ['198.18.0.1-198.18.1.0']);
  assert.deepEqual(words([0, 0xffffffff]), ['0.0.0.0/0']);
  assert.deepEqual(words([2, 3], [0xc6120000, 0xc6120002]), ['0.0.0.2/31', '198.18.0.0-198.18.0.2']);
  assert.deepEqual(words(), []);
});

test('they are targets, and read as the same addresses', () => {
  const address = fc.nat(0xffffffff);
  fc.assert(
    fc.property(fc.tuple(address, address), (pair) => {
      const [first, last] = pair.sort((a, b) => a - b);
      const [word, ...rest] = rangeWords(flatten([[first, last]]));
      assert.deepEqual([parseTarget(word), rest], [{ ranges: [[first, last]] }, []]);
    }),
  );
});
