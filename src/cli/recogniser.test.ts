import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const MODULE = new URL(`./recogniser.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url).href;

/** Makes garbage, some of which lives for a while, and tells how large the space for what is new has become, in MB. */
const PROGRAM = `
  if (process.argv[1] === 'frugal') await (await import('${MODULE}')).loadFrugalRecogniser();
  const kept = [];
  for (let k = 0; k < 3_000_000; k++) kept[k % 20_000] = { k, text: String(k) };
  const { getHeapSpaceStatistics } = await import('node:v8');
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log(Math.round(space.space_size / 2 ** 20));
`;

function newSpace(manner: string): number {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM, manner], {
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  return Number(stdout);
}

test('the space for what is new stays small, and V8 knows the flag', () => {
  const [frugal, usual] = [newSpace('frugal'), newSpace('as it is')];
  assert.ok(frugal <= usual / 2, `${frugal} MB beside ${usual} MB`);
});
