// The inventory in PostgreSQL: Debian's own server, started for this test in a folder of its own, as a user who is not root, on a Unix
// socket and no network.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { CHECKS } from '../src/inventory/compliance.test-data.ts';
import { inventoryForTests } from '../src/inventory/inventory.test-data.ts';

const NOBODY = 65_534;
const LIMIT = { timeout: 60_000 };
/** The newest that is there. */
const BIN = globSync('/usr/lib/postgresql/*/bin').sort().at(-1);
const skip = process.getuid?.() !== 0 || BIN === undefined ? 'needs root and the package postgresql' : false;

let folder = '';
let server: ReturnType<typeof spawn> | null = null;

before(async () => {
  if (skip !== false) return;
  folder = mkdtempSync(join(tmpdir(), 'portolan-postgres-'));
  chmodSync(folder, 0o700);
  chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, 'data');
  const who = { uid: NOBODY, gid: NOBODY, cwd: folder };
  const cheap = ['--no-sync', '--auth', 'trust', '--username', 'portolan', '--encoding', 'UTF8', '--locale', 'C.UTF-8'];
  execFileSync(join(BIN!, 'initdb'), ['--pgdata', data, ...cheap], { ...who, stdio: 'ignore' });
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off', 'shared_buffers=16MB'];
  server = spawn(join(BIN!, 'postgres'), ['-D', data, ...settings.flatMap((each) => ['-c', each])], {
    ...who,
    stdio: 'ignore',
  });
  // Its socket is there before it takes a client.
  while (spawnSync(join(BIN!, 'pg_isready'), ['--host', folder]).status !== 0) await setTimeout(20);
}, LIMIT);

after(async () => {
  if (server === null) return;
  const gone = new Promise((resolve) => server!.once('exit', resolve));
  server.kill('SIGINT');
  await gone;
  rmSync(folder, { recursive: true });
}, LIMIT);

/** A database of its own, whose name says nothing. */
function freshDatabase(number: number): string {
  const name = `of_test_${number}`;
  execFileSync(join(BIN!, 'createdb'), ['--host', folder, '--username', 'portolan', name], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return `postgres://portolan@/${name}?host=${encodeURIComponent(folder)}`;
}

for (const [number, [name, check]] of Object.entries(CHECKS).entries()) {
  test(`PostgreSQL: ${name}`, { ...LIMIT, skip }, async () => {
    const where = freshDatabase(number);
    await using inventory = await inventoryForTests(where);
    await check(inventory, where);
  });
}
