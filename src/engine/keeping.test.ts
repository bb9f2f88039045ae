import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineThreads } from '../scan/threads.ts';
import { createKeeping } from './keeping.ts';
import { createThreadPool } from './thread-pool.ts';

function testKeeping() {
  const told: string[] = [];
  const pool = createThreadPool(
    (engine) =>
      ({ engine, areFree: true, launch() {}, rest: () => void told.push('threads rest') }) as unknown as EngineThreads,
  );
  const session = { isIdle: true };
  const keeping = createKeeping(() => session.isIdle, pool, {
    prepare: () => void told.push('ports ahead'),
    take: () => ({ base: 32_768, count: 32, close() {} }),
    close: () => void told.push('ports given back'),
  });
  return { keeping, session, told };
}

test('keeping: ready soon after a job, and at rest after a minute without one', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { keeping, told } = testKeeping();
  keeping.threads.giveBack(keeping.threads.take('raw'));
  keeping.idle();
  t.mock.timers.tick(50);
  assert.deepEqual(told, ['ports ahead']);
  t.mock.timers.tick(30_000);
  keeping.idle(); // another job has ended
  t.mock.timers.tick(59_000);
  assert.deepEqual(told, ['ports ahead', 'ports ahead']);
  t.mock.timers.tick(2000);
  assert.deepEqual(told.slice(2), ['threads rest', 'ports given back']);
});

test('keeping: nothing is made ready, and nothing rests, while a job runs', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { keeping, session, told } = testKeeping();
  keeping.threads.giveBack(keeping.threads.take('raw'));
  keeping.idle();
  session.isIdle = false;
  t.mock.timers.tick(120_000);
  assert.deepEqual(told, []);
});

test('keeping: a session of other jobs alone holds no ports', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { keeping, told } = testKeeping();
  keeping.idle();
  t.mock.timers.tick(1000);
  assert.deepEqual(told, []);
});
