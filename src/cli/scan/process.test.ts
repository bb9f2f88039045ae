// The scan command as a process: signals, pipes, exit codes.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { ended, run, type Started, scriptPath, start } from '../spawn.test-data.ts';

const LIMIT = { timeout: 30_000 };
const TARGET = '198.18.0.3';

/** Each type of line once, in the order of their first. */
function typesOf(lines: string): string[] {
  const types = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).type);
  return [...new Set(types)];
}

async function firstOutput(child: Started): Promise<void> {
  const [chunk] = await once(child.stdout, 'data');
  child.stdout.unshift(chunk);
}

test('a finished scan ends with 0', LIMIT, async () => {
  const { code, stdout, stderr } = await run('scan/fake-main.test-data', [TARGET]);
  assert.equal(code, 0);
  assert.match(stdout, /\n198\.18\.0\.3 [\s\S]*: complete .*\n$/);
  assert.equal(stderr, 'portolan: 198.18.0.255 is not asked: a broadcast address\n');
});

for (const [signal, code] of [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} ends with ${code}, and with what was found`, LIMIT, async () => {
    const child = start('scan/fake-main.test-data', ['-v', TARGET], { FAKE_SCAN: 'endless' });
    await firstOutput(child);
    child.kill(signal);
    const { code: found, stdout, stderr } = await ended(child);
    assert.equal(found, code);
    assert.match(
      stdout,
      /\n198\.18\.0\.3\n {2}22\/tcp {2}open {3}syn-ack {2}\(ssh\)\n\n.*: interrupted, 7 probes not sent\n/,
    );
    assert.match(stderr, /stopping; what was found follows/);
  });
}

const LINUX = { ...LIMIT, skip: process.platform !== 'linux' };

test('a file that may not become larger ends with a whole line, and the command with 1', LINUX, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-limit-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'found.jsonl');
  for (const redirection of ['>', '>>']) {
    // In blocks of 512 bytes (POSIX): no multiple of what a line takes.
    const script = `ulimit -f 9; exec ${process.execPath} ${scriptPath('scan/fake-main.test-data')} --json ${TARGET} ${redirection}${path}`;
    const child = spawn('/bin/sh', ['-c', script], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, FAKE_SCAN: 'endless' },
    });
    const [[code], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
    assert.equal(code, 1);
    assert.match(stderr, /\(EFBIG\).*\[E_OUTPUT\]\n$/);
    const lines = await readFile(path, 'utf8');
    assert.ok(lines.length > 4000 && lines.length < 4608);
    assert.ok(lines.endsWith('}\n'));
    assert.deepEqual(typesOf(lines), ['start', 'phase', 'port']);
  }
});

test('a second Ctrl-C ends at once: even the table is left out', LIMIT, async () => {
  const child = start('scan/fake-main.test-data', ['-v', TARGET], { FAKE_SCAN: 'deaf' });
  await firstOutput(child);
  child.kill('SIGINT');
  const again = setInterval(() => child.kill('SIGINT'), 20);
  const { code, stdout } = await ended(child);
  clearInterval(again);
  assert.equal(code, 130);
  assert.equal(stdout, 'open 198.18.0.3:22  syn-ack\n');
});

test(
  'what was found of millions of hosts may take seconds to tell: the last line is still the end',
  LIMIT,
  async () => {
    const child = start('scan/fake-main.test-data', ['--json', TARGET], { FAKE_SCAN: 'large' });
    await firstOutput(child);
    child.kill('SIGINT');
    const { code, stdout } = await ended(child);
    assert.equal(code, 130);
    assert.equal(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '').type, 'end');
  },
);

test('an engine that does not stop is not waited for', LIMIT, async () => {
  const child = start('scan/fake-main.test-data', ['-v', TARGET], { FAKE_SCAN: 'deaf' });
  await firstOutput(child);
  child.kill('SIGINT');
  const { code, stdout } = await ended(child);
  assert.equal(code, 130);
  assert.match(stdout, /\n198\.18\.0\.3\n {2}22\/tcp {2}open/);
});

test('an engine that dies is told, after what was found', LIMIT, async () => {
  const { code, stdout, stderr } = await run('scan/fake-main.test-data', [TARGET], { FAKE_SCAN: 'dies' });
  assert.equal(code, 1);
  assert.equal(stdout, '    PORT  STATE  SERVICE\n198.18.0.3\n  22/tcp  open   (ssh)\n\n');
  assert.match(stderr, /ended before it was done \(signal SIGKILL\) \[E_ENGINE_DIED\]\n$/);
});

test('an engine that may not open its sockets ends with 3', LIMIT, async () => {
  const { code, stdout, stderr } = await run('scan/fake-main.test-data', ['-sS', TARGET], { FAKE_SCAN: 'refused' });
  assert.deepEqual([code, stdout], [3, '']);
  assert.equal(stderr, 'portolan: raw sockets are refused [E_NO_PERMISSION]\n');
});

test('a stage that fails beside another one: told, and the end is 1', LIMIT, async () => {
  const { code, stdout, stderr } = await run('scan/fake-main.test-data', ['-sS', '-sU', TARGET], {
    FAKE_SCAN: 'udpRefused',
  });
  assert.equal(code, 1);
  assert.match(stdout, /udp failed, so that not all was asked/);
  assert.match(stderr, /^portolan: udp failed: raw sockets are refused\n/m);
});

test('a full pipe that does not block is waited for', { ...LIMIT, skip: process.platform === 'win32' }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-pipe-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const child = spawn(
    process.execPath,
    [scriptPath('scan/fake-main.test-data'), '--dry-run', '-p', '1-20000', TARGET],
    {
      stdio: ['ignore', writer, 'inherit'],
    },
  );
  closeSync(writer);
  // Nothing is read before the pipe, which holds 64 KiB, must be full.
  await setTimeout(600);
  const [[code], read] = await Promise.all([once(child, 'exit'), text(new Socket({ fd: reader }))]);
  assert.equal(code, 0);
  assert.equal(new Set(read.trimEnd().split('\n')).size, 20_000);
});

test('a scan without an end is a failure', LIMIT, async () => {
  const { code, stderr } = await run('scan/fake-main.test-data', [TARGET], { FAKE_SCAN: 'endsEarly' });
  assert.equal(code, 1);
  assert.match(stderr, /\[E_ENGINE_DIED\]/);
});

test('a bug of ours comes with its stack', LIMIT, async () => {
  const { code, stderr } = await run('scan/fake-main.test-data', [TARGET], { FAKE_SCAN: 'broken' });
  assert.equal(code, 1);
  assert.match(stderr, /\[E_INTERNAL\]\nTypeError: x is not a function\n {4}at /);
});

test('a reader that goes away ends the scan, quietly', LIMIT, async () => {
  const child = start('scan/fake-main.test-data', ['--json', TARGET], { FAKE_SCAN: 'endless' });
  await firstOutput(child);
  child.stdout.destroy();
  const [[code], stderr] = await Promise.all([
    once(child, 'exit'),
    ended(child).then(
      (all) => all.stderr,
      () => '',
    ),
  ]);
  assert.equal(code, 141);
  assert.equal(stderr, '');
});

test('results that cannot be written are an error', { ...LIMIT, skip: process.platform !== 'linux' }, async () => {
  const full = await open('/dev/full', 'w');
  try {
    const child = spawn(process.execPath, [scriptPath('scan/fake-main.test-data'), '--json', TARGET], {
      stdio: ['ignore', full.fd, 'pipe'],
    });
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const [code] = await once(child, 'close');
    assert.equal(code, 1);
    assert.match(stderr, /ENOSPC.*\[E_OUTPUT\]\n$/);
  } finally {
    await full.close();
  }
});

test('after kill -9 every line is whole', LIMIT, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-lines-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'found.jsonl');
  const file: FileHandle = await open(path, 'w');
  const child = spawn(process.execPath, [scriptPath('scan/fake-main.test-data'), '--json', TARGET], {
    stdio: ['ignore', file.fd, 'inherit'],
    env: { ...process.env, FAKE_SCAN: 'endless' },
  });
  while ((await stat(path)).size < 20_000) await setTimeout(5);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await file.close();
  const lines = await readFile(path, 'utf8');
  assert.ok(lines.endsWith('}\n'));
  assert.deepEqual(typesOf(lines), ['start', 'phase', 'port']);
});

test('lines come one by one, while the scan runs', LIMIT, async () => {
  const child = start('scan/fake-main.test-data', ['--json', TARGET], { FAKE_SCAN: 'deaf' });
  let lines = '';
  for await (const chunk of child.stdout) {
    lines += chunk;
    if (/"port".*\n/.test(lines)) break;
  }
  child.kill('SIGKILL');
  assert.deepEqual(typesOf(lines), ['start', 'phase', 'port']);
});
