import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeldDetails } from './held-details.ts';

test('what was kept of a host comes back by port index, and is gone then', () => {
  const details = createHeldDetails();
  for (let index = 0; index < 100; index++) details.keep(7, index * 3, (64 << 16) | index, 1000 + index);
  details.keep(8, 5, 1, 2);
  const { words, places } = details.take(7);
  assert.equal(places.size, 100);
  const at = places.get(99 * 3) ?? -1;
  assert.deepEqual([...words.subarray(at, at + 3)], [99 * 3, (64 << 16) | 99, 1099]);
  assert.equal(details.take(7).places.size, 0);
  assert.equal(details.take(8).places.size, 1);
});

test('of one host so many, of all so many: a tarpit takes what it may and no more', () => {
  const details = createHeldDetails();
  for (let index = 0; index < 65_535; index++) details.keep(1, index, 1, 1);
  assert.equal(details.take(1).places.size, 1024);
  for (let host = 0; host < 2000; host++) for (let index = 0; index < 1024; index++) details.keep(host, index, 1, 1);
  let kept = 0;
  for (let host = 0; host < 2000; host++) kept += details.take(host).places.size;
  assert.equal(kept, 2 ** 20);
  details.keep(1, 1, 1, 1);
  assert.equal(details.take(1).places.size, 1, 'there is room again');
});
