// Scans that are paused and whose pace is changed while they run: nothing goes meanwhile, nothing is lost, no outage is seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScanReins } from '../reins.ts';
import { simulateConnect } from './connect-scan.test-data.ts';
import { simulateScan } from './scan.test-data.ts';

const HOSTS = Array.from({ length: 8 }, (_, host) => ({ open: [host, host + 8, 900], rttMs: 1 + host }));
const SILENT = { ports: 1000, hosts: [...HOSTS, { others: 'silent' as const }] };
const PAUSE_FROM = 600;
const PAUSE_TO = 60_000;
/** What was begun may end. */
const SLACK = 60;

const pausing = (now: () => number): ScanReins => ({
  get paused() {
    return now() >= PAUSE_FROM && now() < PAUSE_TO;
  },
  rateCap: 5000,
});

/** The most frames in any 100 ms, where `samples` are times and how many had gone. */
function mostIn100ms(samples: readonly (readonly [number, number])[]): number {
  let most = 0;
  let first = 0;
  for (const [now, sent] of samples) {
    while (samples[first][0] < now - 100) first++;
    most = Math.max(most, sent - samples[first][1]);
  }
  return most;
}

test('raw: a pause of a minute sends nothing, is no outage, and nothing is missed', async () => {
  const sent: number[] = [];
  const outcome = await simulateScan(SILENT, {
    spec: { rateCap: 5000 },
    reins: pausing,
    watch: (now, frames) => {
      if (now > PAUSE_FROM + SLACK && now < PAUSE_TO) sent.push(frames);
    },
  });
  assert.ok(sent.length > 100);
  assert.equal(sent.at(-1), sent[0]);
  assert.ok(outcome.elapsed > PAUSE_TO);
  assert.deepEqual(outcome.open, outcome.truth);
  assert.deepEqual(outcome.notices('N_OUTAGE'), []);
  assert.equal(outcome.end.interrupted, false);
});

test('raw: a scan without a limit is paused as well', async () => {
  const outcome = await simulateScan(SILENT, {
    reins: (now) => ({
      get paused() {
        return now() >= 5 && now() < PAUSE_TO;
      },
      rateCap: null,
    }),
  });
  assert.ok(outcome.elapsed > PAUSE_TO);
  assert.deepEqual(outcome.open, outcome.truth);
  assert.deepEqual(outcome.notices('N_OUTAGE'), []);
});

test('raw: the newest limit is never exceeded, lower or higher than the one before', async () => {
  const phases = [
    [0, 1000, 2000],
    [1000, 2000, 500],
    [2000, Number.POSITIVE_INFINITY, 4000],
  ] as const;
  const samples: (readonly [number, number])[] = [];
  const outcome = await simulateScan(SILENT, {
    spec: { rateCap: 2000 },
    reins: (now) => ({
      paused: false,
      get rateCap() {
        return phases.find(([from, to]) => now() >= from && now() < to)![2];
      },
    }),
    watch: (now, sent) => samples.push([now, sent]),
  });
  assert.deepEqual(outcome.open, outcome.truth);
  for (const [from, to, cap] of phases) {
    const within = samples.filter(([now]) => now >= from + (from > 0 ? SLACK : 0) && now < to);
    const most = mostIn100ms(within);
    assert.ok(most <= cap / 10 && most > cap / 20, `${cap} a second: ${most} in 100 ms`);
  }
});

test('connect: a pause of a minute begins nothing and repeats nothing, is no outage, and nothing is missed', async () => {
  const outcome = await simulateConnect(SILENT, { spec: { rateCap: 5000 }, sockets: { reins: pausing } });
  const meanwhile = outcome.syns.filter(({ at }) => at > PAUSE_FROM + SLACK && at < PAUSE_TO);
  assert.deepEqual(meanwhile, []);
  assert.ok(outcome.elapsed > PAUSE_TO);
  assert.deepEqual(outcome.open, outcome.truth);
  assert.ok(!outcome.codes.includes('N_OUTAGE'));
});

test('connect: a lower limit holds from a third of a second on, and a higher one is used', async () => {
  const outcome = await simulateConnect(SILENT, {
    spec: { rateCap: 4000 },
    sockets: {
      reins: (now) => ({
        paused: false,
        get rateCap() {
          return now() < 500 ? 4000 : now() < 2500 ? 400 : null;
        },
      }),
    },
  });
  const low = outcome.syns.filter(({ at }) => at > 850 && at < 2500).map(({ at }, k) => [at, k] as const);
  const most = mostIn100ms(low);
  assert.ok(most <= 40 && most > 10, `${most} in 100 ms`);
  assert.deepEqual(outcome.open, outcome.truth);
});
