import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHostSet, hostSetBytes } from './host-set.ts';

test('with memory for every host and without: who is in is in once', () => {
  for (const stateful of [true, false]) {
    const set = createHostSet(1000, stateful);
    assert.deepEqual([set.add(999), set.add(999), set.add(0)], [true, false, true]);
    assert.deepEqual([set.size, set.has(999), set.has(1)], [2, true, false]);
  }
});

test('with memory for every host they can be walked', () => {
  const set = createHostSet(1000, true);
  for (const host of [3, 64, 999]) set.add(host);
  const walked: number[] = [];
  for (let host = set.next(0); host < 1000; host = set.next(host + 1)) walked.push(host);
  assert.deepEqual(walked, [3, 64, 999]);
});

test('of all addresses it takes no more than of some millions', () => {
  assert.equal(hostSetBytes(2 ** 32, false), hostSetBytes(2 ** 22, false));
  const set = createHostSet(2 ** 32, false);
  set.add(2 ** 32 - 1);
  assert.deepEqual([set.has(2 ** 32 - 1), set.has(0), set.size], [true, false, 1]);
});
