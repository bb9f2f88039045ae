// How many transmit programs a scan gets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENERATOR_RATE, generatorsFor, generatorsWanted } from './generators.ts';

test('a generator for each processor that has a queue, and no more than the cap needs', () => {
  const queues = (name: string) => (name === 'one' ? 1 : 4);
  const [one, four] = [{ name: 'one' }, { name: 'four' }];
  assert.equal(generatorsFor(null, null, [four], 16, queues), 4);
  assert.equal(generatorsFor(null, null, [four], 2, queues), 2);
  assert.equal(generatorsFor(null, null, [four, one], 16, queues), 1);
  assert.equal(generatorsFor(null, GENERATOR_RATE, [four], 16, queues), 1);
  assert.equal(generatorsFor(null, GENERATOR_RATE + 1, [four], 16, queues), 2);
  assert.equal(generatorsFor(null, null, [], 64, queues), 8);
  assert.equal(generatorsFor(3, null, [one], 2, queues), 3);
  assert.equal(generatorsFor(3, GENERATOR_RATE, [one], 2, queues), 1);
  assert.equal(generatorsFor(null, null, [{ name: 'no such interface' }], 16), 1);
});

test('the first is always wanted', () => {
  assert.deepEqual([0, 1, GENERATOR_RATE, GENERATOR_RATE * 2.5].map(generatorsWanted), [1, 1, 1, 3]);
});
