import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { readProc } from './family.ts';
import { runTool } from './run-tool.ts';

test('run-tool: output and process id of a run that ends well', async () => {
  let pid = 0;
  const run = await runTool([process.execPath, '-e', 'console.log(process.pid)'], 20_000, (id) => {
    pid = id;
  });
  assert.equal(run.failure, null);
  assert.equal(Number(run.stdout), pid);
});

test('run-tool: a bad exit code, a missing program and the time limit are failures, not exceptions', async () => {
  const bad = await runTool([process.execPath, '-e', 'console.error("why"); process.exit(3)'], 20_000);
  assert.equal(bad.failure, 'exit code 3: why');
  assert.match((await runTool(['/nonexistent/tool'], 20_000)).failure ?? '', /ENOENT/);
  const slow = await runTool([process.execPath, '-e', 'console.log(1); setInterval(() => {}, 1000)'], 500);
  assert.equal(slow.failure, 'ended after 0.5 s');
});

test('run-tool: the time limit ends what the tool started too', async () => {
  const grandchild = 'setInterval(() => {}, 1000)';
  const script = `const c = require('node:child_process').spawn(process.execPath, ['-e', '${grandchild}'], { stdio: 'inherit' });
    console.log(c.pid);
    setInterval(() => {}, 1000);`;
  const run = await runTool([process.execPath, '-e', script], 2000);
  assert.equal(run.failure, 'ended after 2 s');
  assert.match(run.stdout, /^\d+\n$/);
  // Gone, or dead and not yet buried by its new parent. A process that was killed closes its files first, and so ends the
  // run, and is dead a moment later.
  const look = () => readProc(`/proc/${run.stdout.trim()}/stat`);
  const isOver = (stat: string) => stat === '' || stat.includes(') Z ');
  for (let wait = 0; wait < 200 && !isOver(look()); wait++) await setTimeout(10);
  assert.ok(isOver(look()), look());
});
