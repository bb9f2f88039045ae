import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSlowRepeats } from './slow-repeats.ts';

const PORTS = 1000;

/** What is thought of host 0 after a quick repeat that brought 30 RSTs; `atOnce`: what each host answered before it. */
function judged(atOnce: readonly number[], isKnown = false): string {
  const answers = (host: number): number => atOnce[host] + (host === 0 ? 30 : 0);
  const repeats = createSlowRepeats(
    atOnce.length,
    PORTS,
    answers,
    (host) => atOnce[host],
    () => isKnown,
  );
  repeats.asksAgain(0, atOnce[0]);
  return repeats.judge(0, PORTS - answers(0), answers(0)).verdict;
}

test('who answered far less than the others is asked slowly, who answered as they did is not', () => {
  assert.equal(judged([100, 1000, 1000]), 'slowly');
  assert.equal(judged([100, 100, 100]), 'unknown');
});

test('who is alone is held against one that answers everything, unless it is known to limit its RSTs', () => {
  assert.equal(judged([100]), 'slowly');
  assert.equal(judged([100, 0]), 'slowly', 'nobody else has answered');
  assert.equal(judged([100], true), 'unknown');
});
