import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROGRESS } from './findings.test-data.ts';
import { statusLine } from './status-line.ts';

test('shows where the scan is', () => {
  assert.equal(statusLine(PROGRESS, 200), ' 43 %  4 s left  asking  2 open  16 hosts up  184,302 probes/s');
  assert.equal(
    statusLine({ ...PROGRESS, phase: 'repeat', attempt: 3, remainingMs: null }, 200),
    ' 43 %  asking the silent again (3)  2 open  16 hosts up  184,302 probes/s',
  );
  assert.match(statusLine({ ...PROGRESS, phase: 'resolve' }, 200), /looking for hosts/);
  assert.equal(
    statusLine({ ...PROGRESS, openPorts: null }, 200),
    ' 43 %  4 s left  asking  16 hosts up  184,302 probes/s',
  );
});

test('never exceeds the terminal', () => {
  assert.equal(statusLine(PROGRESS, 10), ' 43 %');
  assert.equal(statusLine(PROGRESS, 24), ' 43 %  4 s left  asking');
  assert.equal(statusLine(PROGRESS, 3), ' 43');
  const long = { ...PROGRESS, phase: 'repeat', attempt: 12, rate: 1_843_021, openPorts: 1_234_567 } as const;
  assert.match(statusLine({ ...long, hostsUp: 65_536, remainingMs: 7_384_000 }, 79), /^ 43 % {2}2 h 03 min left /);
  assert.equal(statusLine(PROGRESS, -1), '');
});

test('one probe is one, and a share is rounded', () => {
  assert.match(statusLine({ ...PROGRESS, rate: 1, done: 0.313433 }, 200), /^ 31 % .* 1 probe\/s$/);
});

test('services have a line of their own', () => {
  const line = statusLine({ ...PROGRESS, phase: 'services', done: 0.5, sent: 10, answered: 5 }, 80);
  assert.equal(line, ' 50 %  asking what they are for  5 of 10 open ports');
});
