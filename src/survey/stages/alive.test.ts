import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line } from '../../finding/finding.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { createAlive } from './alive.ts';

const time = '2026-11-27T03:12:12.042Z';
const host = (ip: string, stage = 'discover'): Line => ({ type: 'host', ip, state: 'up', reason: 'rst', stage, time });
const end: Line = { type: 'phase-end', stage: 'discover', time };
const TARGETS = flatten([
  [10, 12],
  [20, 30],
]);

test('all targets until it was looked, and where looking failed; then those that are there and were asked for', () => {
  const alive = createAlive();
  for (const ip of ['0.0.0.25', '0.0.0.11', '0.0.0.12', '0.0.0.15', '0.0.0.40']) alive.take(host(ip));
  alive.take(host('0.0.0.20', 'syn'));
  assert.deepEqual([...alive.of(TARGETS)], [10, 12, 20, 30]);
  alive.take(end);
  assert.deepEqual([...alive.of(TARGETS)], [11, 12, 25, 25]);
  alive.take({ ...end, error: { code: 'E_X', text: 'x' } });
  assert.deepEqual([...alive.of(TARGETS)], [10, 12, 20, 30]);
});

test('nobody is there: nobody is asked', () => {
  const alive = createAlive();
  alive.take(end);
  assert.deepEqual([...alive.of(TARGETS)], []);
});
