// Makes dist/command/, the command as it is shipped, of what the compiler made in dist/src/: finding and loading hundreds of small
// files took a quarter of a ping's time.
//
// Rules:
//  1. A bundle for each process and each thread; none loads another's code. What a process loads when it is needed, by `import()`,
//     stays a file of its own. A thread needs all of its code at once: one file.
//     What writes the inventory is a thread that loads as a process does: most of it only for PostgreSQL, or for new tables.
//  2. What is started by its name lies where the starting code looks for it (src/engine/launch.ts, src/engine/keeper.ts,
//     src/scan/threads.ts).
//  3. Names stay as they are, and a file is called by what is in it, so that the stack of an error can be read. Packages stay
//     outside, with their licences.
//  4. A warning is an error.
import { renameSync, rmSync } from 'node:fs';
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
};

async function bundle(name, file, codeSplitting) {
  const made = await rolldown({
    input: { [name]: join(BUILT, file) },
    platform: 'node',
    external: /^[^./]/,
    // A module may be loaded late by one command and at once by another.
    checks: { ineffectiveDynamicImport: false },
    onLog(level, { message }) {
      if (level === 'warn') throw new Error(message);
    },
  });
  const chunkFileNames = ({ facadeModuleId, moduleIds }) => `${name}.${nameOf(facadeModuleId ?? moduleIds.at(-1))}`;
  await made.write({ dir: ASIDE, format: 'es', entryFileNames: '[name].js', chunkFileNames, codeSplitting });
  await made.close();
}

/** A chunk that only passes names on has no module. `dist/src/cli/scan/command.js` is `cli-scan-command.js`: in no folder (rule 2). */
function nameOf(module) {
  return module?.startsWith(BUILT) ? relative(BUILT, module).replaceAll(sep, '-') : '[name].js';
}

function remove(folder) {
  rmSync(folder, { recursive: true, force: true });
}

try {
  for (const [name, file] of Object.entries(PROCESSES)) await bundle(name, file, true);
  for (const [name, file] of Object.entries(THREADS)) await bundle(name, file, false);
  remove(COMMAND);
  renameSync(ASIDE, COMMAND);
} finally {
  remove(ASIDE);
}
