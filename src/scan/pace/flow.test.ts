import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BIN_COUNT, createSharedState } from '../state/shared-state.ts';
import { readFlow } from './flow.ts';

/** Takes a bin up as the sender does. */
function put(bins: ReturnType<typeof createSharedState>['bins'], ms: number, values: [number, number, number]): void {
  const bin = ms & (BIN_COUNT - 1);
  bins.millisecond[bin] = ms;
  [bins.sent[bin], bins.answered[bin], bins.frames[bin]] = values;
}

test('the sums of the milliseconds asked for, and of no others', () => {
  const entry = fc.tuple(fc.nat(300), fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)));
  const starts = fc.constantFrom(0, 1, BIN_COUNT - 100, 5 * BIN_COUNT - 7, 2 ** 30);
  fc.assert(
    fc.property(starts, fc.array(entry, { maxLength: 80 }), fc.nat(300), fc.nat(300), (start, entries, from, to) => {
      const { bins } = createSharedState(1, 16, 1);
      const model = new Map(entries.map(([ms, values]) => [start + ms, values]));
      for (const [ms, values] of model) put(bins, ms, values);
      const expected = { sent: 0, answered: 0, frames: 0, milliseconds: Math.max(1, to - from), kernelDrops: 7 };
      for (const [ms, [sent, answered, frames]] of model) {
        if (ms < start + from || ms >= start + to) continue;
        expected.sent += sent;
        expected.answered += answered;
        expected.frames += frames;
      }
      assert.deepEqual(readFlow(bins, start + from, start + to, 7), expected);
    }),
  );
});

test('a bin that still holds an earlier round of the ring counts for nothing', () => {
  const { bins } = createSharedState(1, 16, 1);
  put(bins, 100, [5, 4, 6]);
  assert.equal(readFlow(bins, 100, 101, 0).frames, 6);
  assert.deepEqual(readFlow(bins, 100 + BIN_COUNT, 101 + BIN_COUNT, 0), {
    sent: 0,
    answered: 0,
    frames: 0,
    milliseconds: 1,
    kernelDrops: 0,
  });
});

test('bins that were never used are no millisecond 0', () => {
  const { bins } = createSharedState(1, 16, 1);
  bins.frames.fill(9);
  assert.equal(readFlow(bins, 0, 10, 0).frames, 0);
});
