import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTimeStamp, type StageStamp, stamp } from './stamp.ts';

const TIME = '2026-11-27T03:12:12.042Z';

test('every reason tells what was asked; where it does not, the stage does', () => {
  const asked = (reason: 'local' | 'rst' | 'arp-reply' | 'echo-reply' | 'no-response', probe: StageStamp['probe']) =>
    Object.entries(stamp({ type: 'host', ip: '198.18.0.1', state: 'up', reason }, { stage: 'x', probe }, TIME));
  const probeOf = (...given: Parameters<typeof asked>) => asked(...given).find(([key]) => key === 'probe')?.[1];
  assert.equal(probeOf('local', 'syn'), undefined);
  assert.equal(probeOf('arp-reply', 'udp'), 'arp');
  assert.equal(probeOf('echo-reply', 'icmp'), 'icmp');
  assert.equal(probeOf('no-response', 'udp'), 'udp');
  assert.equal(probeOf('no-response', 'connect'), 'connect');
  assert.deepEqual(asked('rst', 'syn').slice(-3), [
    ['probe', 'syn'],
    ['stage', 'x'],
    ['time', TIME],
  ]);
});

test('a time is RFC 3339 with milliseconds, and new where the clock is', () => {
  let now = Date.UTC(2026, 10, 27, 3, 12, 12, 42);
  const time = createTimeStamp(() => now);
  assert.deepEqual([time(), time()], [TIME, TIME]);
  now += 1;
  assert.equal(time(), '2026-11-27T03:12:12.043Z');
  assert.match(createTimeStamp()(), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});
