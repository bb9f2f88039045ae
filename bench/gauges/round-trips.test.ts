import assert from 'node:assert/strict';
import test from 'node:test';
import { roundTripsOf } from './round-trips.ts';
import type { Segment } from './tcp-capture.ts';

const probe = (nanos: number, port: number, seq: number): Segment => ({
  ...{ nanos, outbound: true, port, seq, ack: 0, flags: 0x02 },
});
const answer = (nanos: number, port: number, ack: number, seq = 1, flags = 0x12): Segment => ({
  ...{ nanos, outbound: false, port, seq, ack, flags },
});
const times = (segments: Segment[]): unknown => roundTripsOf(segments).map(({ rttNanos, sure }) => [rttNanos, sure]);

test('round-trips: port and acknowledgement decide, not the order', () => {
  const segments = [
    probe(0, 1, 0xffffffff),
    probe(10, 2, 5),
    probe(20, 1, 5),
    answer(100, 1, 6),
    answer(200, 2, 6),
    answer(300, 1, 0),
  ];
  assert.deepEqual(times(segments), [
    [300, true],
    [190, true],
    [80, true],
  ]);
});

test('round-trips: a RST with an acknowledgement is an answer; other segments and wrong numbers are none', () => {
  assert.deepEqual(times([probe(0, 1, 5), answer(9, 1, 6, 0, 0x14)]), [[9, true]]);
  const none = [answer(1, 1, 7), answer(2, 2, 6), answer(3, 1, 6, 0, 0x10), answer(4, 1, 6, 0, 0x04)];
  assert.deepEqual(times([probe(0, 1, 5), ...none]), [[null, true]]);
  // What we send is no answer, and our RST is no probe.
  assert.deepEqual(times([probe(0, 1, 5), { ...answer(1, 1, 6), outbound: true }]), [[null, true]]);
  assert.deepEqual(times([{ ...probe(0, 1, 5), flags: 0x04 }]), []);
});

test('round-trips: the first answer counts, with its own number', () => {
  const trips = roundTripsOf([probe(0, 1, 5), answer(4, 1, 6, 77), answer(9, 1, 6, 78)]);
  assert.deepEqual(trips, [{ port: 1, seq: 5, sentNanos: 0, rttNanos: 4, answerSeq: 77, sure: true }]);
});

test('round-trips: the same probe again: sure while one waits, unsure where several do', () => {
  const alternating = [probe(0, 1, 5), answer(3, 1, 6), probe(10, 1, 5), answer(14, 1, 6)];
  assert.deepEqual(times(alternating), [
    [3, true],
    [4, true],
  ]);
  const together = [probe(0, 1, 5), probe(10, 1, 5), answer(13, 1, 6), answer(15, 1, 6)];
  assert.deepEqual(times(together), [
    [13, false],
    [5, true],
  ]);
});
