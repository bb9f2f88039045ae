// An engine that cannot be started, or hangs while it starts, is told as what it is.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { type EngineProcess, takeEngine } from './engine-process.ts';

const failed = (code: string) => Object.assign(new Error(`spawn node ${code}`), { code });

test('a limit that is reached is named, whether spawn throws or says so later', async () => {
  for (const [code, remedy] of [
    ['EMFILE', /may not open more files \(EMFILE\).*ulimit -n/],
    ['EAGAIN', /no more processes.*\(EAGAIN\).*ulimit -u/],
    ['ENOMEM', /not enough memory/],
  ] as const) {
    const thrown = takeEngine('raw', undefined, () => {
      throw failed(code);
    });
    await assert.rejects(thrown, { code: 'E_ENGINE_START', message: remedy });
    const child = { pid: undefined, exitCode: null, kill: () => false } as unknown as EngineProcess;
    const started = { child, failure: failed(code) };
    await assert.rejects(
      takeEngine('raw', undefined, () => started),
      { code: 'E_ENGINE_START', message: remedy },
    );
  }
});

test('a process without pipes is ended and told', async () => {
  let kills = 0;
  const child = { pid: 7, exitCode: null, stdin: undefined, stdout: undefined, kill: () => ++kills > 0 };
  const started = { child: child as unknown as EngineProcess, failure: null };
  await assert.rejects(
    takeEngine('raw', undefined, () => started),
    { code: 'E_ENGINE_START', message: /it has no pipes/ },
  );
  assert.equal(kills, 1);
});

test('a prepared engine that could not be started is replaced; one for another engine is ended', async () => {
  const whole = () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return { child, failure: null };
  };
  const torn = { child: { pid: undefined, kill: () => false } as unknown as EngineProcess, failure: failed('EAGAIN') };
  const fresh = await takeEngine('raw', { name: 'raw', process: torn }, whole);
  assert.ok(fresh.pid !== undefined);
  const other = await takeEngine('connect', { name: 'raw', process: { child: fresh, failure: null } }, whole);
  assert.notEqual(other.pid, fresh.pid);
  await new Promise((resolve) => fresh.once('exit', resolve));
  assert.equal(fresh.signalCode, 'SIGKILL');
  other.kill('SIGKILL');
});
