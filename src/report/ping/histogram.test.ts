import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRttHistogram, histogramText } from './histogram.ts';

function filled(times: readonly number[]) {
  const histogram = createRttHistogram();
  for (const time of times) histogram.add(time);
  return histogram;
}

test('even steps where the times are close', () => {
  assert.equal(
    histogramText('host', filled([0.201, 0.202, 0.202, 0.202, 0.202, 0.205])),
    `RTT of host: 6 answers
  0.201 to 0.202 ms  1  ██████████
  0.202 to 0.203 ms  4  ████████████████████████████████████████
  0.203 to 0.204 ms  0
  0.204 to 0.205 ms  0
  0.205 to 0.206 ms  1  ██████████
`,
  );
});

test('growing steps where they are far apart', () => {
  const times = [...Array.from({ length: 1000 }, () => 0.3), 0.7, 15.1234];
  assert.equal(
    histogramText('host', filled(times)),
    `RTT of host: 1,002 answers
   0.200 to  0.500 ms  1,000  ████████████████████████████████████████
   0.500 to  1.000 ms      1  ▏
   1.000 to  2.000 ms      0
   2.000 to  5.000 ms      0
   5.000 to 10.000 ms      0
  10.000 to 20.000 ms      1  ▏
`,
  );
});

test('nothing measured, and nothing between', () => {
  assert.equal(histogramText('host', filled([])), 'RTT of host: 0 answers\n');
  assert.deepEqual(filled([0]).bars(), [{ from: 0, to: 1, count: 1 }]);
  assert.deepEqual(filled([0, 0.002]).bars(), [
    { from: 0, to: 1, count: 1 },
    { from: 1, to: 2, count: 0 },
    { from: 2, to: 5, count: 1 },
  ]);
});

test('every time is in the bar that its microsecond belongs to; the bars have no hole and no empty end', () => {
  const time = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 100, noNaN: true }),
    fc.double({ min: 100, max: 101, noNaN: true }),
    fc.double({ min: 0, max: 3_600_000, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 200 }), (times) => {
      const bars = filled(times).bars();
      const exact = times.map((each) => Math.round(each * 1000));
      for (const { from, to, count } of bars) {
        assert.equal(exact.filter((each) => each >= from && each < to).length, count);
      }
      for (let i = 1; i < bars.length; i++) assert.equal(bars[i].from, bars[i - 1].to);
      assert.ok(bars[0].count > 0 && bars[bars.length - 1].count > 0);
      assert.ok(bars.length <= 32);
    }),
  );
});
