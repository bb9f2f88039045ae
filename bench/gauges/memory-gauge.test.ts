import assert from 'node:assert/strict';
import test from 'node:test';
import { proportionalBytes, residentBytes } from './memory-gauge.ts';

test('memory-gauge: sizes are bytes, those of a process that is gone 0', () => {
  const measured = process.memoryUsage.rss();
  const resident = residentBytes(process.pid);
  assert.ok(resident > measured / 2 && resident < measured * 2, `${resident} beside ${measured}`);
  const proportional = proportionalBytes(process.pid);
  assert.ok(proportional > 0 && proportional <= resident * 1.1, `${proportional} of ${resident}`);
  assert.equal(residentBytes(2 ** 30), 0);
});
