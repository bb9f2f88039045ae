// What package.json promises is there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRoot } from './root.test-data.ts';

const root = findRoot();
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const manifest = read('package.json');
const sourceOf = (built: string): string =>
  join(root, built.replace(/^(\.\/)?dist\//, '').replace(/(\.d\.ts|\.js)$/, '.ts'));

test('every export has a source', async () => {
  const doors = Object.entries(manifest.exports as Record<string, string | { types: string; default: string }>);
  assert.ok(doors.length > 1);
  for (const [name, door] of doors) {
    if (typeof door === 'string') {
      assert.ok(existsSync(join(root, door)), name);
      continue;
    }
    const { types, ...ways } = door;
    for (const file of [types, ...Object.values(ways)]) assert.ok(existsSync(sourceOf(file)), `${name}: ${file}`);
    const order = Object.keys(door);
    assert.deepEqual([order[0], order.at(-1)], ['types', 'default'], `${name}: what comes first counts`);
    assert.ok(Object.keys(await import(sourceOf(door.default))).length > 0, `${name} is empty`);
  }
  const [bundles, ...files] = manifest.sideEffects as string[];
  assert.equal(bundles, './dist/command/**');
  for (const file of files) assert.ok(existsSync(sourceOf(file)), file);
});

test('the lock file is of this package.json', () => {
  const locked = read('package-lock.json').packages[''];
  for (const key of ['name', 'version', 'license', 'bin', 'engines', 'dependencies', 'devDependencies']) {
    assert.deepEqual(locked[key], manifest[key], `${key}: run npm install`);
  }
});
