import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atRest, type Ticks, ticksOf } from './at-rest.ts';

test('what is busy is all but idle and waiting for disks', () => {
  const stat = 'cpu  100 5 50 800 40 1 4 10 7 0\ncpu0 50 2 25 400 20 0 2 5 3 0\n';
  assert.deepEqual(ticksOf(stat), { busy: 170, all: 1010 });
});

/** A machine that is busy for so many looks, and idle afterwards. */
function busyFor(looks: number): () => Ticks {
  let look = 0;
  let busy = 0;
  return () => {
    if (look > 0 && look <= looks) busy += 150;
    return { busy, all: 200 * look++ };
  };
}

test('it is at rest after three quiet looks one after the other', async () => {
  const now = busyFor(4);
  let looked = 0;
  const look = (): Ticks => {
    looked++;
    return now();
  };
  const seconds = await atRest(5000, look, 1);
  assert.ok(seconds !== null && seconds < 5);
  assert.equal(looked, 1 + 4 + 3);
});

test('a machine that never rests is waited for no longer than was said', async () => {
  assert.equal(await atRest(30, busyFor(Number.POSITIVE_INFINITY), 1), null);
});
