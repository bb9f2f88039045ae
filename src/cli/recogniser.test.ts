import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const MODULE = new URL(`./recogniser.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url).href;

/** Makes garbage, of which `alive` objects are needed at a time, and tells how large both spaces of the heap were at the most, in MB. */
const PROGRAM = `
  const [manner, alive] = process.argv.slice(1);
  if (manner === 'frugal') await (await import('${MODULE}')).loadFrugalRecogniser();
  const { getHeapSpaceStatistics } = await import('node:v8');
  const most = { new_space: 0, old_space: 0 };
  const kept = [];
  for (let k = 0; k < 3_000_000; k++) {
    kept[k % Number(alive)] = { k, text: String(k) };
    if (k % 10_000 !== 0) continue;
    for (const { space_name, space_size } of getHeapSpaceStatistics())
      if (space_name in most) most[space_name] = Math.max(most[space_name], space_size / 2 ** 20);
  }
  console.log(JSON.stringify(most));
`;

function spaces(manner: string, alive: number): { readonly new_space: number; readonly old_space: number } {
  const words = ['--input-type=module', '-e', PROGRAM, manner, String(alive)];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

test('the space for what is new stays small, and V8 knows the flag', () => {
  const [frugal, usual] = [spaces('frugal', 20_000).new_space, spaces('as it is', 20_000).new_space];
  assert.ok(frugal <= usual / 2, `${frugal} MB beside ${usual} MB`);
});

test('what lived for a while and is dead does not pile up in the space for what lives long', () => {
  const [frugal, usual] = [spaces('frugal', 200_000).old_space, spaces('as it is', 200_000).old_space];
  assert.ok(frugal <= 0.75 * usual, `${frugal} MB beside ${usual} MB`);
});
