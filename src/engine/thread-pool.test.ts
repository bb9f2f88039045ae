import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineThreads } from '../scan/threads.ts';
import { createThreadPool } from './thread-pool.ts';

function testPool() {
  const launched: { threads: EngineThreads; areFree: boolean; launched: boolean; dismissed: boolean }[] = [];
  const pool = createThreadPool((engine) => {
    const each = { areFree: true, launched: false, dismissed: false } as (typeof launched)[number];
    each.threads = {
      engine,
      get areFree() {
        return each.areFree;
      },
      launch() {
        each.launched = true;
      },
      async dismiss() {
        each.dismissed = true;
      },
    } as EngineThreads;
    launched.push(each);
    return each.threads;
  });
  return { pool, launched };
}

test('thread pool: those that have done a scan do the next one', () => {
  const { pool, launched } = testPool();
  pool.prepare('raw');
  const first = pool.take('raw');
  pool.giveBack(first);
  pool.prepare('raw');
  assert.equal(pool.take('raw'), first);
  assert.equal(launched.length, 1);
});

test('thread pool: of several one set waits, and the others are dismissed', () => {
  const { pool, launched } = testPool();
  const both = [pool.take('raw'), pool.take('raw')];
  for (const threads of both) pool.giveBack(threads);
  assert.deepEqual(
    launched.map(({ dismissed }) => dismissed),
    [false, true],
  );
});

test('thread pool: those that are spent, or died while they waited, do no other scan', () => {
  const { pool, launched } = testPool();
  const first = pool.take('raw');
  launched[0].areFree = false;
  pool.giveBack(first);
  assert.equal(launched[0].dismissed, true);
  const second = pool.take('raw');
  assert.notEqual(second, first);
  pool.giveBack(second);
  launched[1].areFree = false;
  assert.notEqual(pool.take('raw'), second);
});

test('thread pool: those that are prepared load their code at once, those that are taken when they are told to', () => {
  const { pool, launched } = testPool();
  const late = pool.take('raw');
  assert.equal(launched[0].launched, false);
  pool.giveBack(late);
  pool.prepare('raw');
  assert.equal(launched[0].launched, true);
});
