import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSED, createAnswer, FILTERED, OPEN } from '../../probe/answer.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import { addressOfHost } from '../order/host-table.ts';
import { COUNTER, slotOf } from '../state/shared-state.ts';
import { createAnswerBook } from './answer-book.ts';

const FIRST = 0xc6130001;

function book(probe: ProbeName = 'syn') {
  const setup = fakeSetup({ segments: [{ first: FIRST, last: FIRST }], ports: portsFrom(1, 10), probe });
  const answer = createAnswer();
  answer.host = addressOfHost(setup.table, 0);
  const made = createAnswerBook(setup, answer, () => {});
  made.begin({ number: 1, list: null });
  return { ...setup.state, take: made.take };
}

test('a port that a router filters and that answers after all is one answer, and open alone', () => {
  const { take, counters, hosts } = book();
  take(FILTERED, 0, 3, slotOf(1), 1000);
  take(OPEN, 0, 3, slotOf(1), 2000);
  const { answered, open, filtered, duplicates } = COUNTER;
  assert.deepEqual([counters[answered], counters[open], counters[filtered], counters[duplicates]], [1, 1, 0, 0]);
  assert.deepEqual([hosts.open[0], hosts.filtered[0]], [1, 0]);
});

test('where hosts are looked for, what routers say is no answer: it tells of no loss, and an answer after it counts', () => {
  const { take, counters, hosts } = book('discover');
  for (const [k, pass] of [1, 2, 2].entries()) take(FILTERED, 0, [3, 4, 4][k], slotOf(pass), 1000);
  const { answered, answeredByPass, open, filtered, duplicates } = COUNTER;
  const all = () => [answered, answeredByPass + slotOf(2), open, filtered, duplicates].map((each) => counters[each]);
  assert.deepEqual(all(), [0, 0, 0, 2, 1]);
  take(OPEN, 0, 4, slotOf(2), 2000);
  assert.deepEqual(all(), [1, 1, 1, 1, 1]);
  assert.deepEqual([hosts.open[0], hosts.filtered[0]], [1, 1]);
});

test('whatever else comes of a port that has answered is a duplicate', () => {
  const { take, counters, hosts } = book();
  take(OPEN, 0, 3, slotOf(1), 1000);
  for (const verdict of [OPEN, CLOSED, FILTERED]) take(verdict, 0, 3, slotOf(1), 2000);
  const { answered, open, closed, filtered, duplicates } = COUNTER;
  assert.deepEqual(
    [answered, open, closed, filtered, duplicates].map((each) => counters[each]),
    [1, 1, 0, 0, 3],
  );
  assert.deepEqual([hosts.open[0], hosts.closed[0], hosts.filtered[0]], [1, 0, 0]);
});
