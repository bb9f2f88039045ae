import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { RoundTrip } from '../gauges/round-trips.ts';
import {
  PING_COLUMNS,
  percentile,
  pingRow,
  printedByHping,
  printedByNping,
  printedByPortolan,
  scorePing,
} from './ping-score.ts';

/** Probes a millisecond apart; one time each, null: lost. */
function trips(...rttNanos: (number | null)[]): RoundTrip[] {
  return rttNanos.map((nanos, k) => ({
    ...{ port: 50_000 + k, seq: 0xffffffff - k, sentNanos: k * 1e6, rttNanos: nanos, sure: true },
    answerSeq: nanos === null ? null : 100 + k,
  }));
}

test('ping-score: differences, the smallest first, and the rate', () => {
  const printed = [
    { index: 0, rttMicros: 30 },
    { index: 1, rttMicros: 19 },
    { index: 2, rttMicros: 20 },
  ];
  const score = scorePing(trips(20_000, 20_000, 20_500), printed);
  assert.deepEqual(score.differences, [0.5, 1, 10]);
  assert.deepEqual([score.rate, score.wrong, score.missing, score.lost], [1000, 0, 0, 0]);
});

test('ping-score: wrongly paired, missing and lost', () => {
  const twice = { index: 0, rttMicros: 20 };
  const lost = { index: 1, rttMicros: 20 };
  const score = scorePing(trips(20_000, null, 20_000), [twice, twice, lost, { index: -1, rttMicros: 20 }]);
  assert.deepEqual(score.differences, [0]);
  assert.deepEqual([score.wrong, score.missing, score.lost], [3, 1, 1]);
  assert.deepEqual([score.probes, score.answered, score.printed], [3, 2, 4]);
});

test('ping-score: what the capture cannot pair is left out of the differences, and counted', () => {
  const [trip] = trips(20_000);
  const score = scorePing([{ ...trip, sure: false }], [{ index: 0, rttMicros: 900 }]);
  assert.deepEqual([score.differences, score.unsure, score.missing, score.wrong], [[], 1, 0, 0]);
});

test('ping-score: portolan is held to port, sequence number and acknowledgement', () => {
  const reply = (port: number, seq: number, ack: number) => ({ port, seq, ack, rttMs: 0.02 });
  const replies = [
    reply(50_001, 0xfffffffe, 0xffffffff),
    reply(50_000, 0xffffffff, 0),
    reply(50_000, 0xffffffff, 1),
    reply(50_001, 0xffffffff, 0),
  ];
  assert.deepEqual(
    printedByPortolan({ replies, end: null }, trips(1, 1)).map(({ index }) => index),
    [1, 0, -1, -1],
  );
  assert.equal(printedByPortolan({ replies, end: null }, trips(1, 1))[0].rttMicros, 20);
});

test('ping-score: hping3 is held to the number it prints', () => {
  const replies = [
    { n: 1, rttMs: 0.5 },
    { n: 2, rttMs: 0.5 },
  ];
  assert.deepEqual(printedByHping(replies, trips(1, 1)), [
    { index: 1, rttMicros: 500 },
    { index: -1, rttMicros: 500 },
  ]);
});

test('ping-score: the answer that nping prints is looked up in the capture', () => {
  const received = [
    { seconds: 2.25, seq: 101 },
    { seconds: 3, seq: 999 },
  ];
  const found = printedByNping({ sent: [1, 2], received, rttMs: null }, trips(1, 1));
  assert.deepEqual(found[0], { index: 1, rttMicros: 250_000 });
  assert.equal(found[1].index, -1);
  // A probe without a line of its own has no time to count from.
  assert.equal(printedByNping({ sent: [1], received, rttMs: null }, trips(1, 1))[0].index, -1);
});

test('ping-score: a percentile is one of the values, with at least that share not above it', () => {
  assert.equal(percentile([], 0.5), null);
  assert.deepEqual(
    [0, 0.5, 0.75, 0.76, 1].map((share) => percentile([1, 2, 3, 4], share)),
    [1, 2, 3, 4, 4],
  );
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const sorted = values.sort((a, b) => a - b);
      const value = percentile(sorted, share)!;
      const below = sorted.filter((each) => each <= value).length;
      assert.ok(sorted.includes(value) && below >= share * sorted.length);
    }),
  );
});

test('ping-score: a cell for each column; a dash where the tool says nothing', () => {
  const score = scorePing(trips(20_000, 20_000), [
    { index: 0, rttMicros: 30 },
    { index: 0, rttMicros: 30 },
  ]);
  const pairs = ['x', '2', '1,000', '2', '2', '10.00', '10.00', '10.00', '1', '1', '0'];
  assert.deepEqual(pingRow('x', score, 'pairs', null), pairs);
  assert.equal(pairs.length, PING_COLUMNS.length);
  assert.equal(pingRow('x', score, 'replies', null)[8], '-');
  const quiet = pingRow('x', scorePing(trips(20_000, null), []), 'summary', 1);
  assert.deepEqual(quiet, ['x', '2', '1,000', '1', '1', '-', '-', '-', '-', '-', '1']);
});
