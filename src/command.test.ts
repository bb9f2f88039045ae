// The command as it is shipped: bundles (bundle.mjs), and nothing beside them.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ended, runFile, startFile } from './cli/spawn.test-data.ts';
import { findRoot } from './root.test-data.ts';

const LIMIT = { timeout: 30_000 };
const root = findRoot();
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: { portolan: string } };
const COMMAND = join(root, bin.portolan);
const BUILT = pathToFileURL(join(root, 'dist/')).href;

/** What the command loads, and its engine and their threads: names below dist/, each process's. Packages are left out. */
async function loads(t: TestContext, ...args: string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-loads-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const list = join(folder, 'list');
  writeFileSync(list, '');
  // The engine is another user.
  chmodSync(folder, 0o711);
  chmodSync(list, 0o666);
  const hooks = `import { registerHooks } from 'node:module';
    import { appendFileSync } from 'node:fs';
    registerHooks({ load(url, context, next) {
      appendFileSync(${JSON.stringify(list)}, url + '\\n');
      return next(url, context);
    } });`;
  const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hooks)}` };
  const { code, stderr } = await runFile(COMMAND, args, environment);
  assert.equal(code, 0, stderr);
  const urls = readFileSync(list, 'utf8').trimEnd().split('\n');
  return urls.filter((url) => url.startsWith(BUILT)).map((url) => url.slice(BUILT.length));
}

test('the command that package.json names can be executed', () => {
  assert.match(readFileSync(COMMAND, 'utf8'), /^#!\/usr\/bin\/env node\n/);
});

test('a scan, its engine and their threads load bundles alone, and few', LIMIT, async (t) => {
  const files = await loads(t, 'scan', '127.0.0.1', '-p', '1', '--no-services', '--no-identity', '--no-db');
  assert.deepEqual(
    files.filter((name) => !name.startsWith('command/')),
    [],
  );
  for (const name of ['main', 'engine-main']) assert.ok(files.includes(`command/${name}.js`), name);
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    for (const name of ['receiver', 'sender']) assert.ok(files.includes(`command/raw/${name}.js`), name);
  }
  assert.ok(files.length < 70, `${files.length} files`);
  // Who asks for ports alone does not pay for the rooms of who hosts are, nor for the packages of the server and of queries.
  const others = /stage-(?:identity|stack|services)|identity-(?:merge|sources|kinds)|\.(?:zod|kysely|hono|ws)\.js$/;
  assert.deepEqual(
    files.filter((name) => others.test(name)),
    [],
  );
});

test('what only a text needs loads next to nothing', LIMIT, async (t) => {
  const files = await loads(t, '--version');
  assert.ok(files.length < 8, files.join(' '));
});

test('the engine alone is not shipped with the code of the command, nor a thread with that of the engine', () => {
  const engine = readFileSync(join(root, 'dist/command/engine-main.js'), 'utf8');
  assert.doesNotMatch(engine, /commander|\.\/main/);
  for (const name of [
    'raw/receiver',
    'raw/sender',
    'kernel/receiver',
    'kernel/sender',
    'keeper-main',
    'watch-thread',
  ]) {
    assert.doesNotMatch(readFileSync(join(root, `dist/command/${name}.js`), 'utf8'), /\bfrom "\.|\bimport\("\./, name);
  }
});

test(
  'the thread that watches the end of the server is shipped: what blocks the process then is ended',
  LIMIT,
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'portolan-watch-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const blocks = `import { Server } from 'node:net';
    Server.prototype.close = function () { setTimeout(() => { for (;;); }, 20); return this; };`;
    const child = startFile(COMMAND, ['serve', '--port', '0', '--db', join(folder, 'inventory.db')], {
      XDG_STATE_HOME: folder,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(blocks)}`,
    });
    t.after(() => child.kill('SIGKILL'));
    child.stdout.once('data', () => child.kill('SIGTERM'));
    const { signal, stderr } = await ended(child);
    assert.equal(signal, 'SIGKILL', stderr);
    assert.match(stderr, /^portolan: something blocked the process for \d+ ms while .+ \[E_SERVICE_STOP\]$/m);
  },
);
