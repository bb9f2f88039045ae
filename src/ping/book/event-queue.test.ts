import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEventQueue } from './event-queue.ts';

async function readAll<T>(queue: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const each of queue) seen.push(each);
  return seen;
}

test('event queue: in order, before and while somebody reads, and nothing after the end', async () => {
  const queue = createEventQueue<number>(() => {});
  queue.push(1);
  queue.push(2);
  assert.equal(queue.length, 2);
  const reading = readAll(queue);
  await new Promise((resolve) => setImmediate(resolve));
  queue.push(3);
  await new Promise((resolve) => setImmediate(resolve));
  queue.push(4);
  queue.end();
  queue.push(5);
  assert.deepEqual(await reading, [1, 2, 3, 4]);
  assert.equal(queue.length, 0);
});

test('event queue: an error comes after the last event, once', async () => {
  const queue = createEventQueue<number>(() => {});
  queue.push(1);
  queue.end(new Error('enough'));
  assert.deepEqual(await queue.next(), { done: false, value: 1 });
  await assert.rejects(queue.next(), /enough/);
  assert.deepEqual(await queue.next(), { done: true, value: undefined });
});

test('event queue: a reader who leaves is waited for by nobody, and the sender is told', async () => {
  let left = 0;
  const queue = createEventQueue<number>(() => {
    left++;
  });
  queue.push(1);
  queue.push(2);
  for await (const each of queue) if (each === 1) break;
  assert.equal(left, 1);
  queue.push(3);
  assert.equal(queue.length, 0);
  assert.deepEqual(await queue.next(), { done: true, value: undefined });
});
