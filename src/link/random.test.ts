import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomBytes, randomInt } from './random.ts';

test('bytes: as many as asked for, all values, no two alike', () => {
  assert.equal(randomBytes(0).length, 0);
  const bytes = randomBytes(65_536);
  assert.equal(bytes.length, 65_536);
  assert.equal(new Set(bytes).size, 256);
  const words = Array.from({ length: 1000 }, () => randomBytes(8).toString('hex'));
  assert.equal(new Set(words).size, 1000);
});

test('whole numbers: every one below the limit, none beyond', () => {
  const drawn = new Set(Array.from({ length: 2000 }, () => randomInt(10)));
  assert.deepEqual([...drawn].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const large = Array.from({ length: 200 }, () => randomInt(2 ** 32));
  assert.ok(large.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32));
  assert.ok(large.some((value) => value >= 2 ** 31));
});
