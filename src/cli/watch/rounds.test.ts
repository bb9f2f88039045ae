import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { End, Line } from '../../finding/finding.ts';
import { ended, host, open, survey } from '../../inventory/diff/diff.test-data.ts';
import { END } from '../../report/findings.test-data.ts';
import { watchRounds } from './rounds.ts';

const A = '198.18.0.5';
const at = (round: number): string => `2026-01-05T10:0${round}:00.000Z`;

function whole(round: number, facts: readonly Line[], end: Partial<End> = {}): readonly Line[] {
  return [...survey({ time: at(round), facts }), { ...END, time: at(round), interrupted: false, ...end } as End];
}

const HERE = [host(A), open(A, 22), ended(A)];
const CLOSED = [host(A), ended(A, { open: 0, closed: 100 })];

/** What is said in rounds that find this; each takes `took` milliseconds. */
async function watched(rounds: readonly (readonly Line[] | Error)[], took = 1000) {
  const controller = new AbortController();
  const said: string[] = [];
  const waits: number[] = [];
  let [round, now] = [0, 0];
  await watchRounds({
    intervalMs: 30_000,
    signal: controller.signal,
    async *scan() {
      now += took;
      const lines = rounds[round++];
      if (lines instanceof Error) throw lines;
      yield* lines;
    },
    changed: async (changes) => {
      for (const { text } of changes) said.push(text);
    },
    note: (text) => said.push(text.split(':')[0]),
    failed: ({ message }: Error) => said.push(message),
    now: () => now,
    async wait(milliseconds) {
      waits.push(milliseconds);
      now += milliseconds;
      if (round === rounds.length) controller.abort();
    },
  });
  return { said, waits };
}

test('the first scan is the measure; what changes is told once', async () => {
  const { said, waits } = await watched([whole(0, HERE), whole(1, HERE), whole(2, CLOSED), whole(3, CLOSED)]);
  assert.deepEqual(said, ['watching', `${A} 22/tcp is closed, was open`]);
  assert.deepEqual(waits, [29_000, 29_000, 29_000, 29_000]);
  assert.deepEqual((await watched([whole(0, HERE), whole(1, HERE)], 40_000)).waits, [0, 0]);
});

test('a scan that is not whole is no measure, neither now nor for the next one', async () => {
  const unfinished = 'this scan did not come to its end, and says nothing of changes';
  for (const end of [{ interrupted: true }, { cutShort: true as const }, { failedStages: ['syn'] }]) {
    const { said } = await watched([whole(0, HERE), whole(1, [], end), whole(2, CLOSED)]);
    assert.deepEqual(said, ['watching', unfinished, `${A} 22/tcp is closed, was open`]);
  }
  const { said } = await watched([whole(0, HERE), new Error('no way'), whole(2, CLOSED)]);
  assert.deepEqual(said, ['watching', 'no way', `${A} 22/tcp is closed, was open`]);
});
