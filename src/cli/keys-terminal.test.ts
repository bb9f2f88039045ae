// Keys on a real terminal (script(1) has one to lend): read unechoed, and the terminal is as it was at the end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { scriptPath } from './spawn.test-data.ts';

const LINUX = { timeout: 60_000, skip: process.platform === 'linux' ? false : 'keys are read on Linux only' };

/** Presses each key once the words before it have been shown. */
async function typing(scan: string, steps: readonly (readonly [after: string, key: string])[]): Promise<string> {
  const main = `FAKE_SCAN=${scan} ${process.execPath} ${scriptPath('scan/fake-main.test-data')} 198.18.0.1 --no-color`;
  const child = spawn('script', ['-qec', `sh -c 'trap : INT; ${main}; echo code $?; stty -a'`, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', SHELL: '/bin/sh', PORTOLAN_NO_DB: '1' },
    timeout: 20_000,
  });
  let text = '';
  let next = 0;
  let from = 0;
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString();
    for (; next < steps.length && text.indexOf(steps[next][0], from) >= 0; next++) {
      from = text.length;
      child.stdin.write(steps[next][1]);
    }
  });
  await new Promise((resolve) => child.once('close', resolve));
  assert.equal(next, steps.length, text.slice(-2000));
  return text;
}

test('p pauses and goes on, a minus slows down, Ctrl-C ends, and the terminal is as it was', LINUX, async () => {
  const text = await typing('watched', [
    ['asking', 'p'],
    ['paused: p goes on', 'p'],
    ['goes on', '-'],
    ['at most 1,000 probes/s', ' '],
    ['asking', '\x03'],
  ]);
  assert.match(text, /stopping; what was found follows/);
  assert.match(text, /code 130/);
  assert.match(text, /[^-]icanon/);
  assert.match(text, /[^-]echo /);
  assert.match(text, /[^-]isig/);
});

test('a second Ctrl-C, and a command that fails, leave the terminal as it was too', LINUX, async () => {
  for (const [scan, steps] of [
    [
      'deaf',
      [
        ['asking', '\x03'],
        ['stopping', '\x03'],
      ],
    ],
    ['broken', []],
  ] as const) {
    const text = await typing(scan, steps);
    assert.match(text, /code (130|1)\b/);
    assert.match(text, /[^-]icanon/);
  }
});
