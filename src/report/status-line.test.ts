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

test('services have a line of their own', () => {
  const line = statusLine({ ...PROGRESS, phase: 'services', done: 0.5, sent: 10, answered: 5 }, 80);
  assert.equal(line, ' 50 %  asking what they are for  5 of 10 open ports');
});
