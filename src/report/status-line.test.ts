import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROGRESS } from './findings.test-data.ts';
import { statusLine } from './status-line.ts';

test('shows where the scan is', () => {
  assert.equal(statusLine(PROGRESS, 200), ' 43 %  asking  184,302/s  2 open  16 hosts up  4 s left');
  assert.equal(
    statusLine({ ...PROGRESS, phase: 'repeat', attempt: 3, remainingMs: null }, 200),
    ' 43 %  asking the silent again (attempt 3)  184,302/s  2 open  16 hosts up',
  );
  assert.match(statusLine({ ...PROGRESS, phase: 'resolve' }, 200), /looking for hosts/);
  assert.equal(statusLine({ ...PROGRESS, openPorts: null }, 200), ' 43 %  asking  184,302/s  16 hosts up  4 s left');
});

test('never exceeds the terminal', () => {
  assert.equal(statusLine(PROGRESS, 10), ' 43 %  ask');
  assert.equal(statusLine(PROGRESS, -1), '');
});
