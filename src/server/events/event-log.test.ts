import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEvent } from '../api.ts';
import { createEventLog } from './event-log.ts';

const say = (text: string): ServerEvent => ({ type: 'log', level: 'info', text });
const texts = (events: string): string[] => (JSON.parse(events) as { text: string }[]).map(({ text }) => text);

test('events come in order, once, and their numbers go on', () => {
  const log = createEventLog({ now: 1 });
  const start = log.last();
  assert.equal(start, 1000);
  assert.equal(log.batchAfter(start), null);
  for (const text of ['a', 'b', 'c']) log.publish(say(text));
  const batch = log.batchAfter(start)!;
  assert.deepEqual([batch.last, batch.missed, texts(batch.events)], [1003, 0, ['a', 'b', 'c']]);
  assert.deepEqual(texts(log.batchAfter(1002)!.events), ['c']);
  assert.equal(log.batchAfter(1003), null);
  assert.equal(log.count(), 3);
});

test('of more than it holds the oldest go, by count and by size, and a reader is told how many', () => {
  const byCount = createEventLog({ now: 0, countMost: 3 });
  for (let n = 1; n <= 5; n++) byCount.publish(say(`${n}`));
  const batch = byCount.batchAfter(1)!;
  assert.deepEqual([batch.missed, batch.last, texts(batch.events)], [1, 5, ['3', '4', '5']]);
  assert.equal(byCount.batchAfter(2)!.missed, 0);

  const bySize = createEventLog({ now: 0, charactersMost: 3 * JSON.stringify(say('x')).length });
  for (let n = 1; n <= 9; n++) bySize.publish(say(`${n}`));
  assert.deepEqual(texts(bySize.batchAfter(0)!.events), ['7', '8', '9']);
  assert.equal(bySize.missedAfter(0), 6);
});

test('one event that is larger than all is kept for as long as it is the newest', () => {
  const log = createEventLog({ now: 0, charactersMost: 10 });
  log.publish(say('much larger than ten characters'));
  assert.equal(texts(log.batchAfter(0)!.events).length, 1);
  log.publish(say('the next one, which is as large'));
  assert.deepEqual(texts(log.batchAfter(0)!.events), ['the next one, which is as large']);
});

test('who comes from an earlier life of the server missed something, and gets what there is', () => {
  const log = createEventLog({ now: 50 });
  assert.equal(log.missedAfter(20), 1);
  assert.equal(log.missedAfter(50_000), 0);
  log.publish(say('a'));
  assert.deepEqual([log.batchAfter(20)!.missed, texts(log.batchAfter(20)!.events)], [1, ['a']]);
});

test('a batch is bounded, and the next one goes on', () => {
  const log = createEventLog({ now: 0 });
  for (let n = 1; n <= 5000; n++) log.publish(say(`${n}`));
  const first = log.batchAfter(0)!;
  const second = log.batchAfter(first.last)!;
  assert.equal(first.last, 2000);
  assert.equal(texts(second.events)[0], '2001');
  const large = createEventLog({ now: 0 });
  for (let n = 1; n <= 10; n++) large.publish(say('x'.repeat(200_000)));
  assert.equal(texts(large.batchAfter(0)!.events).length, 2);
});
