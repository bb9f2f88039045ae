// The direction of imports. Everything that names a module is checked against the table in architecture.test-data.ts.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { BARE, LOADED_LATE, PACKAGES, ROOMS, RUNS_THE_PRODUCT, WORKSHOPS } from './architecture.test-data.ts';
import { readModuleNames } from './imports.test-data.ts';
import { findRoot } from './root.test-data.ts';

const FOLDERS = ['src', 'lab', 'bench', 'ui'];

/** `src/wire` of `src/wire/tcp.ts`; null where the file is in no room. */
function roomOf(path: string): string | null {
  return Object.keys(ROOMS).find((room) => path.startsWith(`${room}/`)) ?? null;
}

function isTest(path: string): boolean {
  return /\.test(-data)?\.ts$/.test(path) || path.startsWith(RUNS_THE_PRODUCT);
}

/** What is wrong with the imports of the file at `path` (from the root, with slashes), one sentence each. */
function checkFile(path: string, source: string): string[] {
  const { names, loaded, faults } = readModuleNames(source);
  const problem = (name: string): string | null =>
    /^\.{0,2}\//.test(name) ? checkRoom(path, name) : checkPackage(path, name);
  // Tests may look for what they import; the product says it.
  const unread = isTest(path) ? [] : faults;
  const early = isTest(path) || LOADED_LATE.test(path) ? [] : loaded.filter(isLoadedLate);
  const tooEarly = early.map((name) => `${name} is loaded at once: import its types, or import() it when it is needed`);
  const unfit = isTest(path) ? [] : loaded.filter((name) => isUnfit(path, name));
  const notBare = unfit.map((name) => `${roomOf(path)} needs nothing that ${name} needs: import its types alone`);
  return [...unread, ...tooEarly, ...notBare, ...names.map(problem).filter((each) => each !== null)].map(
    (text) => `${path}: ${text}`,
  );
}

function isLoadedLate(name: string): boolean {
  return LOADED_LATE.test(name) || name === 'zod' || name.startsWith('zod/');
}

/** What could run in a browser loads only what could. */
function isUnfit(path: string, name: string): boolean {
  const [from, to] = [roomOf(path), roomOf(posix.join(posix.dirname(path), name))];
  return name.startsWith('.') && from !== null && BARE.includes(from) && to !== null && !BARE.includes(to);
}

function checkRoom(path: string, name: string): string | null {
  if (name.startsWith('/')) return `${name} is an absolute path`;
  const [from, target] = [roomOf(path), posix.join(posix.dirname(path), name)];
  const to = roomOf(target);
  if (isTest(path)) return null;
  // Benchmarks are not shipped either.
  if (isTest(target) && from !== 'bench') return `${name} belongs to the tests, and this file does not`;
  if (from === null) return 'it is in no room: every source file belongs to a folder of the table';
  if (to === from) return null;
  if (to === null) return `${name} is in no room of the table`;
  const allowed = ROOMS[from];
  const workshop = WORKSHOPS[to];
  if (workshop === undefined ? allowed === 'all' || allowed.includes(to) : workshop.includes(from)) return null;
  return `${from} must not import ${to} (${name})`;
}

function checkPackage(path: string, name: string): string | null {
  const room = roomOf(path);
  if (name.startsWith('node:')) {
    return room !== null && BARE.includes(room) && !isTest(path) ? `${room} must not import ${name}` : null;
  }
  const parts = name.split('/');
  const packageName = name.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
  const places = Object.hasOwn(PACKAGES, packageName) ? PACKAGES[packageName] : undefined;
  if (places === undefined) return `the package ${packageName} is not in the table`;
  if (places === 'tests') return isTest(path) ? null : `${packageName} is for tests only`;
  const inPlace = places.some((place) =>
    place.startsWith('*') ? path.endsWith(place.slice(1)) : place === path || place === room,
  );
  return inPlace ? null : `${packageName} is imported only by ${places.join(', ')}`;
}

test('imports point downwards only', () => {
  const root = findRoot();
  const paths = FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })).map((path) =>
    path.replaceAll('\\', '/'),
  );
  const sources = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  const problems = [...sources].flatMap(([path, source]) => checkFile(path, source));
  assert.deepEqual(problems, []);

  // That it looked at all: known edges of the graph are seen.
  const names = (path: string): readonly string[] => readModuleNames(sources.get(path) ?? '').names;
  assert.ok(names('src/native/libc.ts').includes('koffi'));
  assert.ok(names('src/scan/raw/sender.ts').includes('../../probe/probes.ts'));
  assert.ok(names('src/engine/engine-main.ts').includes('../scan/packet-engine.ts'));
  assert.ok(names('src/wire/index.ts').includes('./tcp.ts'));
});

/** The script of a component, and what else there is of it. */
function partsOf(component: string): [script: string, markup: string] {
  const script = /<script lang="ts">(.*?)<\/script>/s.exec(component)?.[1] ?? '';
  return [script, component.replace(/<script.*?<\/script>|<style.*?<\/style>/gs, '')];
}

test('components of the page: imports, and texts of strangers are text', () => {
  const root = findRoot();
  const paths = globSync('ui/**/*.svelte', { cwd: root });
  assert.ok(paths.length > 10);
  for (const path of paths) {
    const [script, markup] = partsOf(readFileSync(join(root, path), 'utf8'));
    assert.deepEqual(checkFile(path.replaceAll('\\', '/'), script), []);
    assert.doesNotMatch(`${script}${markup}`, /\{@html|innerHTML|outerHTML|insertAdjacentHTML/, path);
    // The strictest policy has no place for attributes of style; `style:top=` is set by script.
    assert.doesNotMatch(markup, /\sstyle=/, path);
  }
  assert.match(checkFile('ui/App.svelte', "import { x } from '../src/server/server.ts';").join(), /types alone/);
  assert.match(
    checkFile('ui/App.svelte', "import type { x } from '../src/cli/main.ts';").join(),
    /must not import src\/cli/,
  );
  assert.match(checkFile('ui/logic/rows.ts', "import { join } from 'node:path';").join(), /must not import node:path/);
});

test('the table: every room of src is in it, and it has no cycle', () => {
  for (const folder of globSync('src/*/', { cwd: findRoot() })) {
    assert.ok(folder.replaceAll('\\', '/').replace(/\/$/, '') in ROOMS, `${folder} is not in the table`);
  }
  const reaches = (from: string, to: string): boolean => {
    const below = ROOMS[from];
    return below !== 'all' && below.some((room) => room === to || reaches(room, to));
  };
  for (const room of Object.keys(ROOMS)) assert.equal(reaches(room, room), false, room);
});

test('the check fails on imports against the direction', () => {
  const cases: [path: string, source: string, problem: RegExp | null][] = [
    ['src/wire/tcp.ts', "import { readU16 } from './bytes.ts';", null],
    ['src/wire/tcp.ts', "import { scan } from '../scan/scan.ts';", /src\/wire must not import src\/scan/],
    ['src/wire/tcp.ts', "import type { Finding } from '../finding/finding.ts';", /must not import src\/finding/],
    ['src/wire/tcp.ts', "import { readFileSync } from 'node:fs';", /must not import node:fs/],
    ['src/wire/tcp.test.ts', "import fc from 'fast-check';\nimport '../scan/scan.ts';", null],
    ['src/wire/tcp.ts', "import fc from 'fast-check';", /for tests only/],
    ['src/wire/tcp.ts', "import { x } from './values.test-data.ts';", /belongs to the tests/],
    ['src/link/ring.ts', "export { scan } from '../scan/scan.ts';", /src\/link must not import src\/scan/],
    ['src/link/ring.ts', "export * from '../scan/scan.ts';", /must not import/],
    ['src/link/ring.ts', "export type { X } from '../scan/scan.ts';", /must not import/],
    ['src/link/ring.ts', "const m = await import('../scan/scan.ts');", /must not import/],
    ['src/link/ring.ts', "const m = await import(/* why */ '../scan/scan.ts');", /must not import/],
    ['src/link/ring.ts', 'let m: import("../scan/scan.ts").Finding;', /must not import/],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    ['src/link/ring.ts', 'const m = await import(`../scan/${name}.ts`);', /must not import src\/scan/],
    ['src/link/ring.ts', "new Worker(new URL('../scan/sender.ts', import.meta.url));", /must not import src\/scan/],
    ['src/link/ring.ts', 'await import(name);', /without a plain text/],
    ['src/link/ring.ts', "await import('../sc' + 'an/scan.ts');", /without a plain text/],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    ['src/link/ring.ts', 'const a = `${`}` + 1}`;\nimport "../scan/scan.ts";', /must not import/],
    ['src/link/ring.ts', "const a = /['\"`]/.test(b) / 2;\nimport '../scan/scan.ts';", /must not import/],
    ['src/link/ring.ts', "import {\n  a, // from '../wire/x.ts'\n  b,\n} from '../probe/udp.ts';", /src\/probe/],
    ['src/link/ring.ts', "// import '../scan/scan.ts'\n/* import '../cli/main.ts' */", null],
    ['src/link/ring.ts', 'const text = "import \'../scan/scan.ts\'";', null],
    ['src/link/ring.ts', 'const here = import.meta.url;\nexport { here };', null],
    ['src/probe/udp.ts', "import { libc } from '../native/libc.ts';", /src\/probe must not import src\/native/],
    ['src/scan/scan.ts', "import { style } from '../report/style.ts';", /must not import src\/report/],
    ['src/scan/scan.ts', "import { buildLab } from '../../lab/network/build.ts';", /must not import lab/],
    ['src/cli/main.ts', "import { buildLab } from '../../lab/network/build.ts';", /must not import lab/],
    ['src/cli/main.ts', "import { scan } from '../scan/scan.ts';", null],
    ['bench/main.ts', "import { buildLab } from '../lab/network/build.ts';\nimport '../src/scan/scan.ts';", null],
    ['lab/network/build.ts', "import { scan } from '../../src/scan/scan.ts';", /lab must not import src\/scan/],
    ['lab/scan.lab.test.ts', "import { scan } from '../src/scan/scan.ts';", null],
    ['src/native/libc.ts', "import koffi from 'koffi';", null],
    ['src/native/netlink/netlink.ts', "import koffi from 'koffi';", /koffi is imported only by src\/native\/libc\.ts/],
    ['src/native/netlink.test.ts', "import koffi from 'koffi';", /koffi is imported only by/],
    ['src/cli/main.ts', "import { Command } from 'commander';", null],
    ['src/scan/scan.ts', "import { Command } from 'commander';", /commander is imported only by src\/cli/],
    ['src/finding/facts/host.schema.ts', "import { z } from 'zod';\nimport { ip } from '../words.schema.ts';", null],
    ['src/finding/finding.ts', "import { z } from 'zod';", /zod is imported only by/],
    ['src/finding/finding.ts', "import type { host } from './facts/host.schema.ts';", null],
    ['src/finding/finding.ts', "import { host } from './facts/host.schema.ts';", /loaded at once/],
    ['src/finding/finding.ts', "import { type host } from './facts/host.schema.ts';", /loaded at once/],
    ['src/finding/finding.ts', "export * from './facts/host.schema.ts';", /loaded at once/],
    ['src/finding/finding.ts', "export type { host } from './facts/host.schema.ts';", null],
    ['src/finding/finding.ts', "const m = await import('./facts/host.schema.ts');", null],
    ['src/scan/scan.ts', "import x from '@some/package/part';", /the package @some\/package is not in the table/],
    ['src/scan/scan.ts', "import x from '/etc/passwd';", /absolute path/],
    ['src/stray.ts', "import '../lab/network/build.ts';", /in no room/],
    ['src/wire/tcp.ts', "import '../stray.ts';", /in no room/],
  ];
  for (const [path, source, problem] of cases) {
    const found = checkFile(path, source);
    if (problem === null) assert.deepEqual(found, [], source);
    else assert.match(found.join('\n'), problem, source);
  }
});

test('no circles between files', () => {
  const root = findRoot();
  const paths = FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }));
  const graph = new Map(
    paths.map((each): [string, string[]] => {
      const path = each.replaceAll('\\', '/');
      const { names } = readModuleNames(readFileSync(join(root, path), 'utf8'));
      const near = names.filter((name) => name.startsWith('.'));
      return [path, near.map((name) => posix.join(posix.dirname(path), name))];
    }),
  );
  assert.deepEqual(circles(graph), []);
  assert.deepEqual(
    circles(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
    [['b', 'c', 'b']],
  );
});

/** Ways that come back to where they began, found by walking depth first. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const walk = (node: string): void => {
    if (way.includes(node)) found.push([...way.slice(way.indexOf(node)), node]);
    if (done.has(node) || way.includes(node)) return;
    way.push(node);
    for (const next of graph.get(node) ?? []) walk(next);
    way.pop();
    done.add(node);
  };
  for (const node of graph.keys()) walk(node);
  return found;
}
