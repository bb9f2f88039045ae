import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createNumberTable, numberTableBytes } from './number-table.ts';

test('any numbers in any order: as a Map would hold them', () => {
  const key = fc.oneof(
    fc.nat(40),
    fc.maxSafeNat().map((each) => Math.min(each, 2 ** 53 - 2)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.integer({ min: 1, max: 255 }))), (steps) => {
      const table = createNumberTable(1000);
      const model = new Map<number, number>();
      for (const [each, value] of steps) {
        assert.equal(table.get(each), model.get(each) ?? 0);
        assert.equal(table.set(each, value), true);
        model.set(each, value);
      }
      assert.equal(table.size, model.size);
      for (const [each, value] of model) assert.equal(table.get(each), value);
    }),
  );
});

test('it grows, and what is in stays in', () => {
  const table = createNumberTable(1 << 20);
  const keyOf = (k: number) => (0xc6120000 + (k >>> 4)) * 65_536 + (k & 15);
  for (let k = 0; k < 100_000; k++) table.set(keyOf(k), 1 + (k % 255));
  for (let k = 0; k < 100_000; k++) assert.equal(table.get(keyOf(k)), 1 + (k % 255));
  assert.deepEqual([table.size, table.get(keyOf(100_000))], [100_000, 0]);
});

test('full it takes no more, and still changes what it has', () => {
  const table = createNumberTable(10);
  for (let key = 0; key < 10; key++) assert.equal(table.set(key, 1), true);
  assert.equal(table.set(10, 1), false);
  assert.deepEqual([table.size, table.get(10)], [10, 0]);
  assert.equal(table.set(9, 2), true);
  assert.equal(table.get(9), 2);
});

test('its size is known before: four million entries are 8 million slots, half as many more while it grows', () => {
  assert.equal(numberTableBytes(2 ** 22), 9 * 1.5 * 2 ** 23);
  assert.equal(numberTableBytes(0), 9 * 1.5 * 1024);
});
