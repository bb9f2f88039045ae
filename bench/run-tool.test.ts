import assert from 'node:assert/strict';
import test from 'node:test';
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
