import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LISTED_MOST, startLine } from './start.ts';

const GIVEN = {
  version: '0.1.0',
  stages: ['syn'],
  seed: 'abc',
  engine: 'raw',
  time: '2026-11-27T03:12:12.042Z',
} as const;

test('what is going to be done', () => {
  const targets = ['198.18.0.0/24'];
  assert.deepEqual(startLine({ ...GIVEN, argv: ['scan', targets[0]], targets, targetCount: 1 }), {
    ...{ type: 'start', argv: ['scan', '198.18.0.0/24'], targets, ...GIVEN },
  });
});

test('ten million targets, and as many arguments, make a short line', () => {
  let asked = 0;
  const targets = (function* () {
    for (;;) yield `198.18.0.${asked++}`;
  })();
  const argv = Array.from({ length: 300 }, () => 'x'.repeat(10_000));
  const line = startLine({ ...GIVEN, argv, targets, targetCount: 10_000_000 });
  assert.deepEqual([line.targets.length, line.targetsUnlisted], [LISTED_MOST, 10_000_000 - LISTED_MOST]);
  assert.deepEqual([line.argv.length, line.argvUnlisted], [LISTED_MOST, 300 - LISTED_MOST]);
  assert.ok(asked <= LISTED_MOST + 1);
  assert.ok(line.argv.every((word) => word.length === 1025 && word.endsWith('x…')));
});
