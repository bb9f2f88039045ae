import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScreen } from './screen.ts';

const CLEAR = '\r\x1b[K';

function recorded(live: boolean) {
  const written: string[] = [];
  const clock = { now: 0 };
  const output = {
    out: (text: string) => written.push(`out ${text}`),
    err: (text: string) => written.push(`err ${text}`),
  };
  return { written, clock, screen: createScreen(output, live, () => clock.now) };
}

test('the status line is taken away for a result, and put back', () => {
  const { written, screen } = recorded(true);
  screen.status('42 %');
  screen.out('open\n');
  screen.err('note\n');
  screen.status(null);
  screen.out('table\n');
  assert.deepEqual(written, [
    `err ${CLEAR}42 %`,
    `err ${CLEAR}`,
    'out open\n',
    'err 42 %',
    `err ${CLEAR}`,
    'err note\n',
    'err 42 %',
    `err ${CLEAR}`,
    'out table\n',
  ]);
});

test('no more than five a second', () => {
  const { written, clock, screen } = recorded(true);
  for (; clock.now < 1000; clock.now += 10) screen.status(String(clock.now));
  assert.ok(written.length >= 5 && written.length <= 6, `${written.length}`);
});

test('without a terminal there is no status line', () => {
  const { written, screen } = recorded(false);
  screen.status('42 %');
  screen.out('open\n');
  screen.status(null);
  assert.deepEqual(written, ['out open\n']);
});
