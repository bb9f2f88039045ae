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

test('a status of several lines is taken away as a whole, and only made when it is shown', () => {
  const { written, clock, screen } = recorded(true);
  let made = 0;
  const text = () => `a${++made}\nb`;
  screen.status(text);
  screen.out('result\n');
  screen.status(text);
  clock.now = 1000;
  screen.status(text);
  screen.status(null);
  const clear = '\r\x1b[1A\x1b[J';
  assert.deepEqual(written, [
    `err ${CLEAR}a1\nb`,
    `err ${clear}`,
    'out result\n',
    'err a1\nb',
    `err ${clear}`,
    'err a2\nb',
    `err ${clear}`,
  ]);
});
