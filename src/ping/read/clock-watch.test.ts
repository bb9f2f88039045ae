// A clock that is set under a ping.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClockWatch } from './clock-watch.ts';

function watched() {
  const time = { real: 1e15, boot: 5e6 };
  const reader = { steppedAt: Number.NEGATIVE_INFINITY };
  const notices: string[] = [];
  const book = { notice: (code: string, text: string) => void notices.push(`${code} ${text}`) };
  const clocks = { real: () => time.real, boot: () => time.boot, offset: () => time.real - time.boot };
  const look = createClockWatch(reader, book, clocks);
  const pass = (micros: number) => {
    time.real += micros;
    time.boot += micros;
  };
  return { time, reader, notices, look, pass };
}

test('a step is told once, with its size, and marks what is under way', () => {
  const { time, reader, notices, look, pass } = watched();
  for (const step of [-3_600_000_000, 5000]) {
    pass(1000);
    look(10);
    time.real += step;
    look(20);
    pass(1000);
    look(30);
  }
  assert.deepEqual(notices, [
    'N_CLOCK_STEPPED the system clock was set by -3600000.0 ms; probes under way have no round-trip time',
    'N_CLOCK_STEPPED the system clock was set by 5.0 ms; probes under way have no round-trip time',
  ]);
  assert.ok(reader.steppedAt >= 20);
});

test('neither a clock that is slewed nor a machine that slept is a step', () => {
  const { time, reader, notices, look, pass } = watched();
  for (let k = 0; k < 1000; k++) {
    pass(100_000);
    time.real += 50; // 500 ppm, the most that adjtimex(2) slews
    look(k);
  }
  pass(3_600_000_000); // an hour of sleep: both clocks count it
  look(5000);
  assert.deepEqual([notices, reader.steppedAt], [[], Number.NEGATIVE_INFINITY]);
});
