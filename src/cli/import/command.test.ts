// Into the inventory and out of it again, as commands.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openInventory } from '../../inventory/open.ts';
import { FORMATS } from '../../report/formats/formats.ts';
import { surveySaying } from '../../report/formats/survey.test-data.ts';
import { exportCommand } from '../export/command.ts';
import { fakeConsole } from '../scan/fake-world.test-data.ts';
import { importCommand } from './command.ts';

/** A folder with a survey in nmap's XML, in JSON lines and in masscan's list. */
async function withFiles(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-import-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of ['xml', 'json', 'masscan-list'] as const) {
    let text = '';
    const report = (await FORMATS[name]()).open((more) => {
      text += more;
    }, {});
    for (const line of surveySaying(() => 'said')) report.take(line);
    report.end();
    await writeFile(join(folder, name), text);
  }
  return folder;
}

async function run(command: typeof importCommand | typeof exportCommand, args: readonly string[]) {
  const console = fakeConsole();
  const code = await command(args, console);
  return { code, stdout: console.stdout, stderr: console.stderr };
}

test('each file becomes a scan in state imported; what is none is told, and the others are read', async (t) => {
  const folder = await withFiles(t);
  await writeFile(join(folder, 'torn'), `<nmaprun version="7"><host><status state="up"/></what>`);
  const db = join(folder, 'made/inventory.db');
  const files = ['xml', 'missing', 'torn', 'json', 'masscan-list'].map((name) => join(folder, name));
  const { code, stdout, stderr } = await run(importCommand, ['--db', db, ...files]);
  assert.equal(code, 1);
  assert.deepEqual(
    stdout.split('\n').map((line) => line.replace(/^".*\//, '"')),
    [
      '"xml" is scan 1 of the inventory: 1 host, 1 open port',
      '"json" is scan 3 of the inventory: 1 host, 1 open port',
      '"masscan-list" is scan 4 of the inventory: 1 host, 1 open port',
      '',
    ],
  );
  assert.match(
    stderr,
    /missing" cannot be read: there is no such file \[E_FILE\]\n.*torn": no whole XML: .* \[E_IMPORT\]\n/,
  );
  const inventory = await openInventory(db);
  t.after(() => inventory.close());
  const { rows } = await inventory.scans();
  assert.deepEqual(
    rows.map(({ state }) => state),
    ['imported', 'imported', 'failed', 'imported'],
  );
});

test('a scan of the inventory, or a file, is written in other formats', async (t) => {
  const folder = await withFiles(t);
  const db = join(folder, 'inventory.db');
  await run(importCommand, ['--db', db, '--quiet', join(folder, 'json'), join(folder, 'json')]);
  const page = join(folder, 'page.html');
  const fromInventory = await run(exportCommand, ['last', '--db', db, '-o', `html=${page}`, '-o', 'list']);
  assert.deepEqual(fromInventory, { code: 0, stdout: '198.18.0.3:443\n', stderr: '' });
  // Beside the scan before it.
  assert.match(
    await readFile(page, 'utf8'),
    /<h2 id="changes">Changes since [\s\S]*Nothing is different, 1 host compared/,
  );
  const fromFile = await run(exportCommand, [
    join(folder, 'xml'),
    '-o',
    'csv',
    '--fields',
    'ip,port,product',
    '--open',
  ]);
  assert.deepEqual(fromFile, { code: 0, stdout: 'ip,port,product\r\n198.18.0.3,443,said\r\n', stderr: '' });
  await assert.rejects(run(exportCommand, ['7', '--db', db, '-o', 'xml']), { code: 'E_NO_SCAN' });
  await assert.rejects(run(exportCommand, ['last', '--db', db]), { code: 'E_USAGE', message: /no format is given/ });
  await assert.rejects(run(importCommand, []), { code: 'E_USAGE' });
});
