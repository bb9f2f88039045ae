// Builds the page, but only where something of it is newer than what was built last: an ordinary build stays at seconds.
//
//   node ui/build.mjs [--always]
import { existsSync, globSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const BUILT = join(ROOT, 'dist/ui');
const PAGE = join(BUILT, 'index.html');
/** What the page is made of; its tests and what plays the server for them are not. */
const SOURCES = ['ui/**/*.{ts,svelte,css,html,svg}', 'src/finding/**/*.ts', 'vite.config.mjs', 'package-lock.json'];

function isCurrent() {
  if (!existsSync(PAGE)) return false;
  const built = statSync(PAGE).mtimeMs;
  const newer = (path) => !/\.test(-data)?\.ts$/.test(path) && statSync(join(ROOT, path)).mtimeMs > built;
  return !globSync(SOURCES, { cwd: ROOT }).some(newer);
}

if (process.argv.includes('--always') || !isCurrent()) {
  const begun = new Date();
  const { build } = await import('vite');
  for (const name of ['assets', 'index.html', 'favicon.svg'])
    rmSync(join(BUILT, name), { recursive: true, force: true });
  await build({ configFile: join(ROOT, 'vite.config.mjs') });
  // As old as the sources were when it began: what was changed meanwhile is built next time.
  utimesSync(PAGE, begun, begun);
}
