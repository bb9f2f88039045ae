import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, ProgressFinding } from '../../finding/finding.ts';
import { holdUntil } from './held-findings.ts';

const notice = (text: string): Finding => ({ type: 'notice', code: 'N_TEST', text });
const PROGRESS = { type: 'progress', done: 0.1 } as ProgressFinding;

test('nothing is told of an engine that never worked, its progress neither', () => {
  const told: Finding[] = [];
  const held = holdUntil(
    () => false,
    (finding) => told.push(finding),
  );
  held.emit(notice('one'));
  held.emit(PROGRESS);
  held.emit(notice('two'));
  assert.deepEqual(told, []);
});

test('once it has worked all is told, in order and once', () => {
  const told: Finding[] = [];
  let proved = false;
  const held = holdUntil(
    () => proved,
    (finding) => told.push(finding),
  );
  held.emit(notice('one'));
  held.emit(PROGRESS);
  proved = true;
  held.emit(PROGRESS);
  held.emit(notice('two'));
  assert.deepEqual(told, [notice('one'), PROGRESS, notice('two')]);
  held.letGo();
  assert.equal(told.length, 3);
});

test('the end ends it, proved or not', () => {
  const told: Finding[] = [];
  const held = holdUntil(
    () => false,
    (finding) => told.push(finding),
  );
  const end = { type: 'end' } as Finding;
  held.emit(notice('one'));
  held.emit(end);
  assert.deepEqual(told, [notice('one'), end]);
});
