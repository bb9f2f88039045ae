// What documents and comments point to is there: a file that moved takes the words about it along.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRoot } from './root.test-data.ts';

const root = findRoot();
const FILES = globSync(['src/**/*.*', 'lab/**/*.*', 'bench/**/*.*', 'docs/**/*.*', 'ui/**/*.*', '*.*'], { cwd: root });
/** What was measured or changed once names the files of that day; command lines of other tools name those of their users. */
const OF_THEIR_DAY = /^(CHANGELOG|bench\/RESULTS|docs\/from-.*)\.md$/;

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/**
 * Whether a path, or the end of one, is there. Capitals stand for a name of one's own: `src/service/FAMILY/NAME.ts`; what begins with a slash
 * is the server's.
 */
const isThere = (name: string): boolean =>
  /^\/|[A-Z*]/.test(name) || FILES.some((path) => path === name || path.endsWith(`/${name}`));

function missing(text: string, names: RegExp): string[] {
  return [...text.matchAll(names)].map(([, name]) => name.replace(/^(\.\.?\/)+/, '')).filter((name) => !isThere(name));
}

test('files that documents name exist, and folders', () => {
  for (const path of FILES.filter((path) => path.endsWith('.md') && !OF_THEIR_DAY.test(path))) {
    const text = read(path);
    assert.deepEqual(missing(text, /(?<![\w.*/-])([\w./-]*\w\.(?:ts|mjs|json|md|txt))\b/g), [], path);
    for (const [, folder] of text.matchAll(/`((?:src|lab|bench|ui)\/[a-z\d/-]*)`/g)) {
      assert.ok(existsSync(join(root, folder)), `${path}: ${folder}`);
    }
  }
});

test('source files that comments name exist', () => {
  for (const path of FILES.filter((path) => path.endsWith('.ts') || path.endsWith('.mjs'))) {
    const comments = read(path).match(/^ *(?:\/\/|\/\*\*|\*).*$/gm) ?? [];
    assert.deepEqual(missing(comments.join('\n'), /(?<![\w.*/-])([\w./-]*\w\.ts)\b/g), [], path);
  }
});

test('ARCHITECTURE says where twenty things are', () => {
  const [, table] = read('ARCHITECTURE.md').split('## Where is it?');
  const rows = table.split('\n## ')[0].match(/^\| .* \| `.*` \|$/gm) ?? [];
  assert.ok(rows.length >= 20, `${rows.length}`);
});
