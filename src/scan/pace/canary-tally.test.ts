import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTally } from './canary-tally.ts';

const HOST = 3;

/** Asks each in turn, `times` times; `answers`: whether it does, the n-th time. */
function tallyOf(indices: readonly number[], times: number, answers: (index: number, n: number) => boolean) {
  const tally = createTally();
  for (let n = 0; n < times; n++) for (const index of indices) tally.count(index, HOST, answers(index, n));
  return tally;
}

test('too few tell nothing', () => {
  const tally = tallyOf([1, 2], 19, () => true);
  assert.equal(tally.lossOf(HOST, [1, 2]), null);
  assert.equal(tally.isLimited(1), false);
  assert.equal(createTally().lossOf(HOST, []), null);
});

test('a port that answers far less often than the best has a limit of its own; of all alike none has', () => {
  const one = tallyOf([1, 2, 3], 40, (index, n) => index !== 2 || n % 4 === 0);
  assert.deepEqual(
    [1, 2, 3].map((index) => one.isLimited(index)),
    [false, true, false],
  );
  const all = tallyOf([1, 2, 3], 40, (_, n) => n % 4 === 0);
  assert.ok([1, 2, 3].every((index) => !all.isLimited(index)));
});

test('what counts is how it fares lately', () => {
  const tally = tallyOf([1, 2], 1000, (index, n) => index === 1 || n < 900);
  assert.ok(tally.isLimited(2));
});

test('the loss is of those asked for; nothing lost is not taken for none', () => {
  const tally = tallyOf([1, 2], 100, (index) => index === 1);
  assert.deepEqual(tally.lossOf(HOST, [1])?.loss, 0.5 / 101);
  assert.deepEqual(tally.lossOf(HOST, [1, 2])?.loss, 100.5 / 201);
});

test('what was lost in bursts is not what is always lost', () => {
  const bursts = tallyOf([1, 2, 3, 4], 250, (_, n) => n < 200).lossOf(HOST, [1, 2, 3, 4]);
  assert.ok(bursts!.loss > 0.19 && bursts!.usual < 0.001, JSON.stringify(bursts));
  const always = tallyOf([1, 2, 3, 4], 250, (index, n) => (index + n) % 10 !== 0).lossOf(HOST, [1, 2, 3, 4]);
  assert.ok(Math.abs(always!.usual - 0.1) < 0.03, JSON.stringify(always));
});
