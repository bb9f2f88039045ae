import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';
import { familyOf } from './family.ts';

test('family: a family is the process, its children and theirs, and no other', async () => {
  const grandchild = 'setTimeout(() => {}, 60000)';
  const child = spawn(
    process.execPath,
    [
      '-e',
      `const c = require('node:child_process').spawn(process.execPath, ['-e', '${grandchild}'], { stdio: 'ignore' });
       console.log(c.pid);
       process.stdin.on('end', () => { c.kill(); process.exit(0); }).resume();`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  assert.deepEqual(familyOf(child.pid!), [child.pid, Number(line)]);
  assert.ok(familyOf(process.pid).includes(Number(line)));
  child.stdin.end();
  await once(child, 'exit');
});
