// The command where something is missing: files, processes, its working directory. Only loopback is asked.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { scriptPath } from './spawn.test-data.ts';

const LINUX = { timeout: 60_000, skip: process.platform !== 'linux' };
const SCAN = `${process.execPath} ${scriptPath('main')} scan --engine connect -p 9 127.0.0.1`;

async function shell(script: string, cwd?: string) {
  const inherited = Object.entries(process.env).filter(([key]) => !/^(PORTOLAN_|SUDO_|NODE_TEST_CONTEXT)/.test(key));
  const child = spawn('/bin/sh', ['-c', script], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: Object.fromEntries(inherited),
  });
  const [[code], stdout, stderr] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

test('a working directory that was removed does not matter', LINUX, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-gone-'));
  const { code, stdout, stderr } = await shell(`rmdir ${folder}; exec ${SCAN}`, folder).finally(() =>
    rmSync(folder, { recursive: true, force: true }),
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /9\/tcp +closed/);
});

test('a low limit of open files is told as that, never as a bug', LINUX, async () => {
  let told = 0;
  for (let files = 20; files <= 32; files += 2) {
    const { code, stderr } = await shell(`ulimit -n ${files}; exec ${SCAN}`);
    assert.doesNotMatch(stderr, /E_INTERNAL|TypeError/, `${files} files`);
    if (/ulimit -n/.test(stderr)) told++;
    if (code === 0) break;
  }
  assert.ok(told > 0);
});
