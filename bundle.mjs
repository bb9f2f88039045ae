// Makes dist/command/, the command as it is shipped, of what the compiler made in dist/src/: finding and loading hundreds of small
// files took a quarter of a ping's time.
//
// Rules:
//  1. A bundle for each process and each thread; none loads another's code. What a process loads when it is needed, by `import()`,
//     stays a file of its own. A thread needs all of its code at once: one file.
//     What writes the inventory is a thread that loads as a process does: most of it only for PostgreSQL, or for new tables.
//  2. What is started by its name lies where the starting code looks for it (src/engine/launch.ts, src/engine/keeper.ts,
//     src/scan/threads.ts, src/server/container/watch.ts).
//  3. Names stay as they are, and a file is called by what is in it, so that the stack of an error can be read.
//  4. Packages of many small files are bundled too, a file each: finding and loading 400 files of theirs took half of the server's start. Their
//     licences stand in LICENSES.txt. All others stay outside: binaries, data, what seldom is needed.
//  5. What a command always loads together is a file of its own: a scan needed a hundred. What several commands share lies apart, so that
//     none loads what it does not need.
//  6. A warning is an error.
import { globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { rolldown } from 'rolldown';

const BUILT = join(import.meta.dirname, 'dist/src');
const COMMAND = join(import.meta.dirname, 'dist/command');
/** Written aside: a command that starts meanwhile finds all of the old files or all of the new ones. */
const ASIDE = `${COMMAND}.${process.pid}`;

const PROCESSES = {
  main: 'cli/main.js',
  'engine-main': 'engine/engine-main.js',
  'keeper-main': 'engine/keeper-main.js',
  writer: 'inventory/thread/writer.js',
};
const THREADS = {
  'raw/receiver': 'scan/raw/receiver.js',
  'raw/sender': 'scan/raw/sender.js',
  'kernel/receiver': 'scan/kernel/receiver.js',
  'kernel/sender': 'scan/kernel/sender.js',
  'watch-thread': 'server/container/watch-thread.js',
};

/** Rule 4. */
const PACKAGES = ['@hono/node-server', 'commander', 'hono', 'kysely', 'vscode-jsonrpc', 'ws', 'zod'];
const IN_PACKAGE = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

function isOutside(name) {
  return /^[^./]/.test(name) && !PACKAGES.some((each) => name === each || name.startsWith(`${each}/`));
}

/** Rule 5: by where a command begins, and what it loads by `import()` every time. */
const COMMANDS = {
  start: ['cli/commands.js', 'cli/config/apply.js', 'cli/early-engine.js', 'cli/privileges.js'],
  scan: ['cli/scan/command.js', 'cli/scan/world.js', 'target/targets.js', 'link/interfaces/interfaces.js'],
  ping: ['cli/ping/command.js', 'cli/ping/world.js'],
};
/** The same for the engine's jobs. */
const JOBS = {
  start: ['engine/engine-main.js'],
  ping: ['ping/ping.js', 'ping/raw-run.js'],
  scan: ['scan/packet-engine.js'],
  connect: ['scan/connect/engine.js', 'link/connect/connect-sockets-linux.js'],
};
/** Commands of which only what they share with those is told apart. */
const OTHERS = {
  version: ['survey/version.js'],
  serve: ['cli/serve/command.js', 'server/server.js', 'server/open-services.js'],
  kept: ['cli/hosts/command.js', 'cli/show/command.js', 'cli/diff/command.js', 'inventory/open.js'],
};

const USES = { main: [COMMANDS, OTHERS], 'engine-main': [JOBS, {}] };

/** What needs a module, as the name of a file; null where it is loaded by itself. `infoOf`: what rolldown knows of a module. */
function neededBy(id, [uses, others], infoOf) {
  const needing = (each) => Object.keys(each).filter((name) => closureOf(each[name], infoOf).has(id));
  const [first, ...more] = needing(uses);
  if (first === undefined) return null;
  if (first === 'start') return 'for-all';
  return `for-${[first, ...more, ...needing(others)].join('-')}`;
}

const closures = new Map();

/** All that is loaded with these files, packages aside. */
function closureOf(files, infoOf) {
  let closure = closures.get(files);
  if (closure !== undefined) return closure;
  closure = new Set();
  const left = files.map((file) => join(BUILT, file));
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (closure.has(id) || packageOf(id) !== null) continue;
    closure.add(id);
    left.push(...(infoOf(id)?.importedIds ?? []));
  }
  closures.set(files, closure);
  return closure;
}

async function bundle(name, file, codeSplitting) {
  const made = await rolldown({
    input: { [name]: join(BUILT, file) },
    platform: 'node',
    external: isOutside,
    preserveEntrySignatures: 'allow-extension', // nobody imports a process
    // A module may be loaded late by one command and at once by another.
    checks: { ineffectiveDynamicImport: false },
    onLog(level, { message }) {
      if (level === 'warn') throw new Error(message);
    },
  });
  const chunkFileNames = (chunk) =>
    `${name}.${chunk.name.startsWith('for-') ? `${chunk.name}.js` : nameOf(chunk.facadeModuleId ?? chunk.moduleIds.at(-1))}`;
  await made.write({ dir: ASIDE, format: 'es', entryFileNames: '[name].js', chunkFileNames, codeSplitting });
  await made.close();
}

/** A chunk that only passes names on has no module. `dist/src/cli/scan/command.js` is `cli-scan-command.js`: in no folder (rule 2). */
function nameOf(module) {
  if (module?.startsWith(BUILT)) return relative(BUILT, module).replaceAll(sep, '-');
  const inside = packageOf(module ?? '');
  return inside === null ? '[name].js' : `${inside.replace('@', '').replaceAll('/', '-')}.js`;
}

/** The package that a module is of; null: ours. */
function packageOf(module) {
  return IN_PACKAGE.exec(module)?.[1].replaceAll('\\', '/') ?? null;
}

/** Of each bundled package its licence, as it wants it. */
function licences() {
  return PACKAGES.map((name) => {
    const folder = join(import.meta.dirname, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const [text] = globSync('{LICENSE,License}*', { cwd: folder });
    if (text === undefined) throw new Error(`${name} has no licence that could go with its code: leave it outside`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, text), 'utf8').trim()}\n`;
  }).join(`\n${'-'.repeat(80)}\n\n`);
}

function remove(folder) {
  rmSync(folder, { recursive: true, force: true });
}

try {
  const packages = { test: IN_PACKAGE, name: packageOf, debugName: 'packages' };
  for (const [name, file] of Object.entries(PROCESSES)) {
    const together = {
      name: (id, context) => neededBy(id, USES[name], (each) => context.getModuleInfo(each)),
      debugName: 'together',
      includeDependenciesRecursively: false,
    };
    await bundle(name, file, { groups: name in USES ? [packages, together] : [packages] });
  }
  for (const [name, file] of Object.entries(THREADS)) await bundle(name, file, false);
  writeFileSync(join(ASIDE, 'LICENSES.txt'), licences());
  remove(COMMAND);
  renameSync(ASIDE, COMMAND);
} finally {
  remove(ASIDE);
}
