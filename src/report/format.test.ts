import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { counted, duration, estimate, percent, roundTrip, thousands } from './format.ts';

test('thousands have separators', () => {
  const cases = [0, 12, 999, 1000, 65_535, 1_048_560, 4_294_967_296, 0.6];
  assert.deepEqual(cases.map(thousands), ['0', '12', '999', '1,000', '65,535', '1,048,560', '4,294,967,296', '1']);
});

test('any whole number reads back', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      assert.match(thousands(value), /^\d{1,3}(,\d{3})*$/);
      assert.equal(Number(thousands(value).replaceAll(',', '')), value);
    }),
  );
});

test('one host, two hosts', () => {
  assert.deepEqual(
    [0, 1, 2000].map((n) => counted(n, 'host')),
    ['0 hosts', '1 host', '2,000 hosts'],
  );
  assert.equal(counted(2, 'address', 'addresses'), '2 addresses');
});

test('round-trip times', () => {
  assert.deepEqual([0.187, 9.99, 12.34, 250, 1500].map(roundTrip), [
    '0.19 ms',
    '9.99 ms',
    '12.3 ms',
    '250 ms',
    '1,500 ms',
  ]);
});

test('durations', () => {
  assert.deepEqual([0, 640, 999.6, 6412, 9996, 41_000, 59_960, 187_000, 3_599_400, 7_500_000].map(duration), [
    '0 ms',
    '640 ms',
    '1.00 s',
    '6.41 s',
    '10.0 s',
    '41.0 s',
    '1 min 00 s',
    '3 min 07 s',
    '59 min 59 s',
    '2 h 05 min',
  ]);
});

test('estimates are coarse', () => {
  assert.deepEqual([200, 8400, 100_000, 7_500_000].map(estimate), ['under 1 s', '8 s', '2 min', '2 h 05 min']);
});

test('per cent is rounded down, so that 100 % is never said of less', () => {
  assert.deepEqual(
    [0, 0.29, 0.99999, 1].map((share) => percent(share)),
    ['0 %', '29 %', '99 %', '100 %'],
  );
  assert.equal(percent(0.999999, 2), '99.99 %');
  assert.equal(percent(16_776_959 / 16_776_960, 2), '99.99 %');
});
