// An engine that cannot be started, or dies, is told as what it is.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';
import type { ScanError } from '../scan/scan-error.ts';
import { startEngine } from './process.ts';

const OPTIONS = { hint: 'raw', giveUp: false, packets: false };
const failed = (code: string) => Object.assign(new Error(`spawn node ${code}`), { code });

/** The first reason that is told. */
function reasonOf(launch: () => ChildProcess): Promise<ScanError> {
  return startEngine(OPTIONS, launch).gone;
}

test('a limit that is reached is named, whether spawn throws or says so later', async () => {
  for (const [code, remedy] of [
    ['EMFILE', /may not open more files \(EMFILE\).*ulimit -n/],
    ['EAGAIN', /no more processes.*\(EAGAIN\).*ulimit -u/],
    ['ENOMEM', /not enough memory/],
  ] as const) {
    const thrown = await reasonOf(() => {
      throw failed(code);
    });
    const later = await reasonOf(() => {
      const child = Object.assign(new EventEmitter(), { pid: undefined, kill: () => false, stdio: [] });
      process.nextTick(() => child.emit('error', failed(code)));
      return child as unknown as ChildProcess;
    });
    for (const reason of [thrown, later]) {
      assert.equal(reason.code, 'E_ENGINE_START');
      assert.match(reason.message, remedy);
    }
  }
});

test('a process without pipes is ended and told', async () => {
  let kills = 0;
  const child = Object.assign(new EventEmitter(), {
    pid: 7,
    stdin: undefined,
    stdout: undefined,
    kill: () => ++kills > 0,
  });
  const reason = await reasonOf(() => child as unknown as ChildProcess);
  assert.equal(reason.code, 'E_ENGINE_START');
  assert.match(reason.message, /it has no pipes/);
  assert.equal(kills, 1);
});

test('how it ended is told once all that it said was read', async () => {
  const { process: engine, gone } = startEngine(OPTIONS, () =>
    spawn(process.execPath, ['-e', "process.stdout.write('last words'); process.exitCode = 7"], {
      stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    }),
  );
  assert.ok(engine !== null);
  engine.hold(true);
  const [words] = await once(engine.stdout, 'data');
  assert.equal(String(words), 'last words');
  await engine.ended;
  const { code, message } = await gone;
  assert.deepEqual([code, message], ['E_ENGINE_DIED', 'the packet engine ended before it was done (exit code 7)']);
});
