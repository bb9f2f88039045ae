import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Batch } from './event-log.ts';
import { createEventLog } from './event-log.ts';
import { createFollowers, type EventSink, TICK_MS } from './follower.ts';

/** A client that reads where `reads` says so; else what it is sent waits. */
function client(reads: boolean): EventSink & { readonly batches: Batch[]; reads: boolean } {
  let waiting = 0;
  return {
    reads,
    batches: [],
    waiting() {
      if (this.reads) waiting = 0;
      return waiting;
    },
    sendBatch(batch) {
      this.batches.push(batch);
      waiting += batch.events.length;
    },
  };
}

const say = (text: string) => ({ type: 'log', level: 'info', text }) as const;

test('a client that does not read is sent little, misses the rest and is told; the others miss nothing', () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const log = createEventLog({ now: 0, countMost: 1000 });
    const followers = createFollowers(log);
    const [quick, slow] = [client(true), client(false)];
    const { signal } = new AbortController();
    for (const sink of [quick, slow]) assert.deepEqual(followers.follow(sink, null, signal), { from: 0, missed: 0 });
    for (let n = 1; n <= 20_000; n++) {
      log.publish(say('x'.repeat(500)));
      if (n % 500 === 0) mock.timers.tick(TICK_MS);
    }
    assert.equal(quick.batches.at(-1)!.last, 20_000);
    assert.ok(quick.batches.every(({ missed }) => missed === 0));
    const sent = slow.batches.reduce((sum, { events }) => sum + events.length, 0);
    assert.ok(sent > 0 && sent < 2 * 2 ** 20, `${sent} bytes wait`);

    const stopped = slow.batches.at(-1)!.last;
    slow.reads = true;
    mock.timers.tick(TICK_MS);
    const next = slow.batches.find(({ last }) => last > stopped)!;
    assert.equal(next.missed, 20_000 - 1000 - stopped);
    assert.equal(slow.batches.at(-1)!.last, 20_000);
    assert.equal(followers.missed(), next.missed);
    followers.close();
  } finally {
    mock.timers.reset();
  }
});

test('events go on after a number, from now on without one, and not after the client is gone', () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const log = createEventLog({ now: 0, countMost: 3 });
    const followers = createFollowers(log);
    for (let n = 1; n <= 5; n++) log.publish(say(`${n}`));
    const [back, fresh, ahead] = [client(true), client(true), client(true)];
    const over = new AbortController();
    assert.deepEqual(followers.follow(back, 1, over.signal), { from: 1, missed: 1 });
    assert.deepEqual(followers.follow(fresh, null, over.signal), { from: 5, missed: 0 });
    assert.deepEqual(followers.follow(ahead, 900, over.signal), { from: 5, missed: 0 });
    mock.timers.tick(TICK_MS);
    assert.deepEqual(
      back.batches.map(({ last, missed }) => [last, missed]),
      [[5, 1]],
    );
    assert.deepEqual(fresh.batches, []);
    log.publish(say('6'));
    over.abort();
    mock.timers.tick(TICK_MS);
    assert.equal(back.batches.length, 1);
    followers.close();
  } finally {
    mock.timers.reset();
  }
});
