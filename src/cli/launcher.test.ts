// ./portolan, the launcher, in small checkouts made for the purpose: an npm of our own, the real compiler.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';

const LIMIT = { timeout: 120_000, skip: process.platform === 'win32' };

const repository = (() => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

interface Checkout {
  readonly root: string;
  /** Runs the launcher by this path, else by its own. */
  run(args?: readonly string[], options?: { path?: string; cwd?: string; env?: Record<string, string> }): Promise<Ran>;
  /** How often npm was run. */
  installs(): number;
  source(name: string): string;
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = `console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)]));\n`;
/** In place of the bundler: what runs is what it made. */
const BUNDLE = `import { cpSync } from 'node:fs';
cpSync(import.meta.dirname + '/dist/src/cli', import.meta.dirname + '/dist/command', { recursive: true });
`;

function checkout(t: TestContext, folderName = 'checkout'): Checkout {
  const parent = mkdtempSync(join(tmpdir(), 'portolan launcher '));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  const [root, bin] = [join(parent, folderName), join(parent, 'bin')];
  mkdirSync(join(root, 'src/cli'), { recursive: true });
  mkdirSync(bin);
  cpSync(join(repository, 'portolan'), join(root, 'portolan'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  const compilerOptions = { rootDir: '.', outDir: 'dist', module: 'nodenext', types: [], noCheck: true };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  writeFileSync(join(root, 'src/cli/main.ts'), MAIN);
  writeFileSync(join(root, 'bundle.mjs'), BUNDLE);
  // An npm that takes its time, counts, and gives the repository's compiler.
  const npm = `#!/bin/sh
    [ "$1" = install ] || exit 9
    echo install >>${quoted(join(parent, 'installs'))}
    sleep 0.3
    mkdir -p node_modules
    [ -e node_modules/typescript ] || ln -s ${quoted(join(repository, 'node_modules/typescript'))} node_modules/typescript
    [ -e node_modules/@typescript ] || ln -s ${quoted(join(repository, 'node_modules/@typescript'))} node_modules/@typescript
  `;
  writeFileSync(join(bin, 'npm'), npm, { mode: 0o755 });
  symlinkSync(process.execPath, join(bin, 'node'));
  return {
    root,
    source: (name) => join(root, name),
    installs: () => {
      const path = join(parent, 'installs');
      return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').length : 0;
    },
    async run(args = [], { path = join(root, 'portolan'), cwd = parent, env = {} } = {}) {
      const child = spawn(path, args, {
        cwd,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: [bin, '/usr/bin', '/bin'].join(delimiter), HOME: parent, ...env },
      });
      const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await code, stdout, stderr };
    },
  };
}

function quoted(path: string): string {
  return `'${path}'`;
}

/** So that files written before count as older than what is written next. */
function age(path: string, seconds: number): void {
  const time = Date.now() / 1000 + seconds;
  utimesSync(path, time, time);
}

test('the shells find nothing wrong with it', LIMIT, () => {
  for (const shell of ['sh', 'dash', 'bash']) {
    if (existsSync(`/bin/${shell}`)) execFileSync(shell, ['-n', join(repository, 'portolan')]);
  }
});

test('a fresh clone is installed and built once, then only run', LIMIT, async (t) => {
  const { run, installs, root } = checkout(t);
  const first = await run(['scan', 'two words', '', '*'], { cwd: '/' });
  assert.deepEqual([first.code, first.stdout], [0, '["/","scan","two words","","*"]\n']);
  assert.match(first.stderr, /^portolan: installing packages \(npm install\)\nportolan: building\n$/);
  assert.deepEqual(await run(['x'], { cwd: '/' }), { code: 0, stdout: '["/","x"]\n', stderr: '' });
  assert.equal(installs(), 1);
  assert.equal(existsSync(join(root, 'dist/.lock')), false);
});

test('what changed is built again, what was installed anew too; tests do not count', LIMIT, async (t) => {
  const { run, installs, source } = checkout(t);
  await run();
  writeFileSync(source('src/cli/main.ts'), "console.log('second');\n");
  age(source('src/cli/main.ts'), 5);
  const rebuilt = await run();
  assert.deepEqual([rebuilt.stdout, rebuilt.stderr], ['second\n', 'portolan: building\n']);

  writeFileSync(source('bundle.mjs'), `${BUNDLE}console.error('bundled');`);
  age(source('bundle.mjs'), 6);
  assert.equal((await run()).stderr, 'portolan: building\nbundled\n');

  age(source('dist/.built'), 10);
  writeFileSync(source('src/cli/main.test.ts'), '');
  age(source('src/cli/main.test.ts'), 20);
  assert.equal((await run()).stderr, '');

  age(source('package-lock.json'), 10);
  // The stamp that npm install leaves has to be the newer one.
  await run().then(({ stderr }) => assert.match(stderr, /installing packages/));
  assert.equal(installs(), 2);
});

test('two launches at once on a fresh clone share one installation and one build', LIMIT, async (t) => {
  const { run, installs } = checkout(t);
  const both = await Promise.all([run(['a'], { cwd: '/' }), run(['b'], { cwd: '/' }), run(['c'], { cwd: '/' })]);
  assert.deepEqual(
    both.map(({ code, stdout }) => [code, stdout]),
    ['a', 'b', 'c'].map((name) => [0, `["/","${name}"]\n`]),
  );
  assert.equal(installs(), 1);
  assert.equal(both.filter(({ stderr }) => stderr.includes('building')).length, 1);
  assert.equal(both.filter(({ stderr }) => stderr.includes('waiting for another portolan')).length, 2);
});

test('a lock that a dead launcher left is taken over', LIMIT, async (t) => {
  const { run, source } = checkout(t);
  mkdirSync(source('dist/.lock'), { recursive: true });
  const dead = spawn('true');
  await new Promise((resolve) => dead.once('exit', resolve));
  writeFileSync(source('dist/.lock/pid'), `${dead.pid}\n`);
  const { code, stderr } = await run();
  assert.equal(code, 0, stderr);
  assert.equal(existsSync(source('dist/.lock')), false);
});

test('it is found through symbolic links, and where folders have odd names', LIMIT, async (t) => {
  const { run, root } = checkout(t, '-odd name');
  await run();
  const parent = dirname(root);
  symlinkSync('-odd name/portolan', join(parent, 'relative'));
  symlinkSync(join(parent, 'relative'), join(parent, 'absolute'));
  for (const path of [join(parent, 'absolute'), './relative', './-odd name/portolan']) {
    assert.deepEqual(await run(['x'], { path, cwd: parent }), {
      code: 0,
      stdout: `${JSON.stringify([parent, 'x'])}\n`,
      stderr: '',
    });
  }
});

test('a Node that went away is looked for again', LIMIT, async (t) => {
  const { run, source } = checkout(t);
  await run();
  writeFileSync(source('dist/.node'), '/nowhere/node\n');
  const { code, stderr } = await run();
  assert.deepEqual([code, stderr], [0, '']);
  assert.notEqual(readFileSync(source('dist/.node'), 'utf8'), '/nowhere/node\n');
});

test("where the system's Node is too old, the checkout's own is used", LIMIT, async (t) => {
  const { run, root, source } = checkout(t);
  const old = join(dirname(root), 'bin/node');
  unlinkSync(old);
  writeFileSync(old, '#!/bin/sh\necho 20\n', { mode: 0o755 });
  assert.match((await run()).stderr, /Node\.js 24 or newer.*\[E_NO_NODE\]\n$/);
  mkdirSync(source('node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, source('node_modules/node/bin/node'));
  assert.equal((await run()).code, 0);
  assert.equal(readFileSync(source('dist/.node'), 'utf8'), `${source('node_modules/node/bin/node')}\n`);
});

test('a build that fails is told, and tried again', LIMIT, async (t) => {
  const { run, source } = checkout(t);
  appendFileSync(source('src/cli/main.ts'), 'const const = 1;\n');
  const failed = await run();
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /main\.ts.*error TS[\s\S]*portolan: the build failed, see above \[E_BUILD\]\n$/);
  assert.equal(failed.stdout, '');
  assert.equal(existsSync(source('dist/.lock')), false);
  writeFileSync(source('src/cli/main.ts'), "console.log('mended');\n");
  assert.equal((await run()).stdout, 'mended\n');
  writeFileSync(source('bundle.mjs'), 'const const = 1;\n');
  age(source('bundle.mjs'), 5);
  assert.match((await run()).stderr, /the build failed, see above \[E_BUILD\]\n$/);
});

test('an installation that fails is told', LIMIT, async (t) => {
  const { run, root } = checkout(t);
  writeFileSync(join(dirname(root), 'bin/npm'), '#!/bin/sh\necho offline\nexit 1\n', { mode: 0o755 });
  const { code, stdout, stderr } = await run();
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /\noffline\nportolan: npm install failed.*\[E_INSTALL\]\n$/);
});

/** An npm that cannot reach its registry: `ping` says how it finds that out. */
function npmWithoutNetwork(root: string, ping: string): void {
  const npm = `#!/bin/sh
    case $1 in
      ping) ${ping} ;;
      config) echo http://127.0.0.1:9/ ;;
      install) case "$*" in *--offline*) exit 1 ;; *) exec sleep 300 ;; esac ;;
    esac
  `;
  writeFileSync(join(dirname(root), 'bin/npm'), npm, { mode: 0o755 });
}

test('a first start without a network says so soon, and what to do', LIMIT, async (t) => {
  const { run, root } = checkout(t);
  npmWithoutNetwork(root, "echo 'npm error code ECONNREFUSED' >&2; exit 1");
  const began = performance.now();
  const { code, stderr } = await run();
  assert.equal(code, 1);
  assert.match(stderr, /registry \(http:\/\/127\.0\.0\.1:9\/\) does not answer: .* \[E_NO_NETWORK\]\n$/);
  assert.ok(performance.now() - began < 20_000);
  assert.equal(existsSync(join(root, 'dist/.lock')), false);
});

test('where nobody answers and npm waits, the launcher does not, and leaves none behind', LIMIT, async (t) => {
  const { run, root } = checkout(t);
  const pid = join(dirname(root), 'ping.pid');
  npmWithoutNetwork(root, `echo $$ >${quoted(pid)}; exec sleep 300`);
  const began = performance.now();
  const { code, stderr } = await run();
  assert.equal(code, 1);
  assert.match(stderr, /\[E_NO_NETWORK\]\n$/);
  assert.ok(performance.now() - began < 20_000);
  assert.throws(() => process.kill(Number(readFileSync(pid, 'utf8')), 0), { code: 'ESRCH' });
});

test('a registry that answers but knows no ping is there', LIMIT, async (t) => {
  const { run, root, installs } = checkout(t);
  const npm = join(dirname(root), 'bin/npm');
  writeFileSync(
    npm,
    readFileSync(npm, 'utf8').replace(
      '#!/bin/sh',
      "#!/bin/sh\n[ $1 = ping ] && { echo 'npm error code E404' >&2; exit 1; }",
    ),
  );
  assert.equal((await run()).code, 0);
  assert.equal(installs(), 1);
});

test('PORTOLAN_NO_BUILD=1 runs what is there', LIMIT, async (t) => {
  const { run, source } = checkout(t);
  await run();
  writeFileSync(source('src/cli/main.ts'), "console.log('second');\n");
  age(source('src/cli/main.ts'), 5);
  const { stdout, stderr } = await run(['x'], { cwd: '/', env: { PORTOLAN_NO_BUILD: '1' } });
  assert.deepEqual([stdout, stderr], ['["/","x"]\n', '']);
});

test('root leaves the checkout to its owner', {
  ...LIMIT,
  skip: process.getuid?.() !== 0 && 'needs root',
}, async (t) => {
  const { run, root } = checkout(t);
  const parent = dirname(root);
  // The owner has to reach what it runs.
  if (!reachable(dirname(process.execPath), 12345)) return t.skip('another user cannot run this Node');
  chmodSync(parent, 0o755);
  execFileSync('chown', ['-R', '12345:12346', parent]);
  const { code, stderr } = await run();
  assert.equal(code, 0, stderr);
  assert.equal(execFileSync('find', [root, '!', '-user', '12345'], { encoding: 'utf8' }), '');
});

function reachable(folder: string, uid: number): boolean {
  try {
    execFileSync('setpriv', ['--reuid', `${uid}`, '--clear-groups', 'test', '-x', folder]);
    return true;
  } catch {
    return false;
  }
}
