import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const skip = process.platform === 'win32';

test('ends with its code, and tears nothing down that might be at work', { skip }, () => {
  const program = `
    import { exitNow } from '${new URL(`./exit.${ending}`, import.meta.url)}';
    process.on('exit', () => process.stdout.write('torn down'));
    exitNow(7);`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  assert.deepEqual([status, stdout], [7, '']);
});
