// A scan with its inventory, as a process: what was printed is kept whatever happens, and what cannot be kept ends nothing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openInventory } from '../../inventory/open.ts';
import { ended, run, start } from '../spawn.test-data.ts';

const LIMIT = { timeout: 120_000 };
const TARGET = '198.18.0.3';
const MAIN = 'scan/fake-main.test-data';

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-kept-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('killed at any moment: all that was printed is in the inventory', LIMIT, () =>
  inFolder(async (folder) => {
    const db = join(folder, 'inventory.db');
    for (const bytes of [1, 100_000]) {
      const child = start(MAIN, [TARGET, '--json', '--db', db], { FAKE_SCAN: 'counting', PORTOLAN_NO_DB: '' });
      let text = '';
      child.stdout.setEncoding('utf8');
      for await (const chunk of child.stdout) {
        text += chunk;
        if (text.length >= bytes) child.kill('SIGKILL');
      }
      // Its output closes a little before it is gone.
      if (child.signalCode === null) await once(child, 'exit');
      const printed = text.slice(0, text.lastIndexOf('\n')).split('\n');
      const inventory = await openInventory(db);
      const [{ id, state }] = (await inventory.scans()).rows;
      assert.equal(state, 'crashed');
      const kept = new Set<number>();
      for await (const line of inventory.lines(id)) if (line.type === 'port') kept.add(line.port);
      const ports = printed.map((line) => JSON.parse(line)).filter(({ type }) => type === 'port');
      assert.deepEqual(
        ports.filter(({ port }) => !kept.has(port)),
        [],
      );
      assert.equal((await inventory.scan(id)).openPorts, kept.size);
      await inventory.close();
    }
  }),
);

test('what cannot be written is told, and the scan goes on', LIMIT, async () => {
  const nowhere = { PORTOLAN_NO_DB: '', PORTOLAN_DB: '/proc/none/inventory.db' };
  const [plain, { code, stdout }] = await Promise.all([
    run(MAIN, [TARGET, '--json']),
    run(MAIN, [TARGET, '--json'], nowhere),
  ]);
  assert.equal(code, 0);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const [told] = lines.filter((line) => line.code === 'N_NOT_KEPT');
  assert.match(told.text, /nothing more of this scan is kept .*\/proc\/none\/inventory\.db .*\[E_INVENTORY\]$/);
  const types = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type);
  assert.deepEqual(
    lines.filter((line) => line !== told).map(({ type }) => type),
    types(plain.stdout),
  );
});

test('by default in the folder for state; interrupted it says so', LIMIT, () =>
  inFolder(async (folder) => {
    const places = { PORTOLAN_NO_DB: '', XDG_STATE_HOME: folder, SUDO_UID: '' };
    const child = start(MAIN, [TARGET, '--json'], { ...places, FAKE_SCAN: 'counting' });
    const [chunk] = await once(child.stdout, 'data');
    child.stdout.unshift(chunk);
    child.kill('SIGINT');
    assert.equal((await ended(child)).code, 130);
    const file = join(folder, 'portolan/inventory.db');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await run(MAIN, [TARGET], places);
    const inventory = await openInventory(file);
    assert.deepEqual(
      (await inventory.scans()).rows.map(({ state }) => state),
      ['finished', 'interrupted'],
    );
    await inventory.close();
  }),
);
