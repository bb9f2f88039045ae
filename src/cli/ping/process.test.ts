// The ping command as a process: signals, pipes, exit codes.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { ended, run, type Started, start } from '../spawn.test-data.ts';

const LIMIT = { timeout: 30_000 };
const HOST = 'host.example';
const SCRIPT = 'ping/fake-ping-main.test-data';

async function firstOutput(child: Started): Promise<void> {
  const [chunk] = await once(child.stdout, 'data');
  child.stdout.unshift(chunk);
}

test('probes without an answer end with 1', LIMIT, async () => {
  const { code, stdout, stderr } = await run(SCRIPT, [HOST]);
  assert.equal(code, 1);
  assert.match(stdout, /^ping host\.example [\s\S]*\n3 sent, 1 received, 66\.6667 % lost/);
  assert.equal(stderr, 'portolan: no transmit timestamps on tun0\n');
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal}: the summary, and the exit code of what was sent`, LIMIT, async () => {
    const child = start(SCRIPT, [HOST], { FAKE_PING: 'endless' });
    await firstOutput(child);
    child.kill(signal);
    const { code, stdout, stderr } = await ended(child);
    assert.equal(code, 0);
    assert.match(stdout, /\n\n--- host\.example .* ---\n[\d,]+ sent, [\d,]+ received, 0 % lost/);
    assert.equal(stderr, '');
  });
}

test('an engine that does not stop is not waited for', LIMIT, async () => {
  const child = start(SCRIPT, [HOST], { FAKE_PING: 'deaf' });
  await firstOutput(child);
  child.kill('SIGINT');
  const { code, stdout } = await ended(child);
  assert.equal(code, 1);
  assert.match(stdout, / open\n$/);
});

test('a second Ctrl-C ends at once', LIMIT, async () => {
  const child = start(SCRIPT, [HOST], { FAKE_PING: 'deaf' });
  await firstOutput(child);
  child.kill('SIGINT');
  const again = setInterval(() => child.kill('SIGINT'), 20);
  const { code } = await ended(child);
  clearInterval(again);
  assert.equal(code, 1);
});

test('a bug of ours comes with its stack, and is no answer', LIMIT, async () => {
  const { code, stderr } = await run(SCRIPT, [HOST], { FAKE_PING: 'broken' });
  assert.equal(code, 4);
  assert.match(stderr, /\[E_INTERNAL\]\nTypeError: x is not a function\n {4}at /);
});

test('lines come one by one, while the ping runs', LIMIT, async () => {
  const child = start(SCRIPT, ['--json', HOST], { FAKE_PING: 'deaf' });
  const lines: string[] = [];
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    lines.splice(0, lines.length, ...text.split('\n'));
    if (lines.length > 2) break;
  }
  child.kill('SIGKILL');
  assert.deepEqual(
    lines.slice(0, 2).map((line) => JSON.parse(line).type),
    ['ping-start', 'ping'],
  );
});

test('a reader that goes away ends the ping, quietly', LIMIT, async () => {
  const child = start(SCRIPT, ['--json', HOST], { FAKE_PING: 'endless' });
  await firstOutput(child);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  assert.deepEqual([code, stderr], [141, '']);
});
