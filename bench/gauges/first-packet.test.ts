import assert from 'node:assert/strict';
import test from 'node:test';
import { firstAfter } from './first-packet.ts';
import type { Segment } from './tcp-capture.ts';

/** SYNs, milliseconds after second 1000. */
const probes = (...ms: number[]): Segment[] =>
  ms.map((each, k) => ({ nanos: each * 1e6, outbound: true, port: 5, seq: k, ack: 0, flags: 2 }));

test('first-packet: each run by the first probe of its own', () => {
  const begins = [1_000_000, 1_000_500, 1_001_000];
  const captured = { firstSecond: 1000, segments: probes(90, 95, 610, 1120) };
  assert.deepEqual(firstAfter(begins, captured), [90, 110, 120]);
});

test('first-packet: a run without a probe does not take the next one of another', () => {
  const begins = [1_000_000, 1_000_500];
  assert.deepEqual(firstAfter(begins, { firstSecond: 1000, segments: probes(600) }), [null, 100]);
  assert.deepEqual(firstAfter(begins, { firstSecond: 1000, segments: probes(90) }), [90, null]);
  assert.deepEqual(firstAfter(begins, { firstSecond: 0, segments: [] }), [null, null]);
});
