import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quote } from './quote.ts';

test('quotes, escapes what a terminal would obey, and cuts off', () => {
  assert.equal(quote('a b'), '"a b"');
  assert.equal(quote('\u001b[31m"\u007f\u009b\u202e'), '"\\u001b[31m\\"\\u007f\\u009b\\u202e"');
  assert.equal(quote('x'.repeat(100)), `"${'x'.repeat(80)}…"`);
});
