import assert from 'node:assert/strict';
import test from 'node:test';
import { breakEven } from './break-even.ts';

const measured = (...ratios: (number | null)[]) => ratios.map((ratio, index) => ({ size: 2 ** index, ratio }));

test('break-even: the least size from which on every ratio is 1 or more, whatever was so below', () => {
  assert.equal(breakEven(measured(0.5, 0.9, 1, 1.4)), 4);
  assert.equal(breakEven(measured(1.2, 0.9, 1.1, 1.4)), 4);
  assert.equal(breakEven(measured(1.2, 1.3)), 1);
  assert.equal(breakEven([...measured(0.5, 0.9, 1, 1.4)].reverse()), 4);
});

test('break-even: none where the largest is slower, or was not measured', () => {
  assert.equal(breakEven(measured(1.2, 1.3, 0.99)), null);
  assert.equal(breakEven(measured(1.2, null)), null);
  assert.equal(breakEven([]), null);
  assert.equal(breakEven(measured(null, 1.2)), 2);
});
