// The engine's process is started on a guess, before anything else is read: however the command ends, and however soon, nothing
// of it is left. Known by the session that all of them are in (proc_pid_stat(5)).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { scriptPath } from './spawn.test-data.ts';

const OPTIONS = { timeout: 60_000, skip: process.platform === 'linux' ? false : 'reads /proc' };
/** The field behind the name, which may hold anything but ends at the last parenthesis: state, parent, group, session. */
const SESSION = 3;

function sessionOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[SESSION]);
  } catch {
    return null; // it has ended meanwhile
  }
}

const inSession = (session: number): string[] =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && sessionOf(name) === session);

/** Processes of the command that are there ten seconds after its end. */
async function leftBehind(words: string, signal?: NodeJS.Signals, afterMs = 0): Promise<string[]> {
  const args = [scriptPath('main'), ...words.split(' ')];
  const child = spawn(process.execPath, args, { stdio: 'ignore', detached: true });
  const over = once(child, 'exit');
  if (signal !== undefined) {
    await delay(afterMs);
    child.kill(signal);
  }
  await over;
  const session = child.pid as number;
  const until = performance.now() + 10_000;
  while (inSession(session).length > 0 && performance.now() < until) await delay(50);
  return inSession(session);
}

test(
  'an engine that was started too soon is never left behind: wrong use, a text, an end at any moment',
  OPTIONS,
  async () => {
    assert.ok(inSession(sessionOf('self') as number).length > 0, 'the way to look for them works');
    for (const words of [
      'scan --no-such-option 127.0.0.1',
      'scan 300.0.0.1',
      'scan --help',
      'ping --no-such 127.0.0.1',
    ]) {
      assert.deepEqual(await leftBehind(words), [], words);
    }
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
      for (const afterMs of [0, 60, 120, 250, 500]) {
        assert.deepEqual(
          await leftBehind('scan 127.0.0.1 -p 1-3 --rate 1', signal, afterMs),
          [],
          `${signal} at ${afterMs}`,
        );
      }
    }
  },
);
