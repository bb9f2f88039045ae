import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the repository: tests are run from the sources and from dist. */
export function findRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'tsconfig.json'))) {
    assert.notEqual(dirname(folder), folder, 'the sources are not there');
    folder = dirname(folder);
  }
  return folder;
}
