import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from './turns.ts';

test('so many at once, in the order of asking; who waits is told for how long', async () => {
  let time = 0;
  const turns = createTurns(2, () => time);
  const order: string[] = [];
  const take = (name: string) =>
    turns.take().then((waited) => {
      order.push(`${name} ${waited}`);
    });
  await Promise.all([take('a'), take('b')]);
  const others = [take('c'), take('d')];
  await Promise.resolve();
  assert.deepEqual(order, ['a 0', 'b 0']);
  time = 30;
  turns.leave();
  await others[0];
  time = 50;
  turns.leave();
  await others[1];
  assert.deepEqual(order, ['a 0', 'b 0', 'c 30', 'd 50']);
  turns.leave();
  turns.leave();
  await take('e');
  assert.equal(order.at(-1), 'e 0');
});
