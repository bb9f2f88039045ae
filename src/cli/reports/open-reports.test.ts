import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FINDINGS, linesOf } from '../../report/findings.test-data.ts';
import { ended, start } from '../spawn.test-data.ts';
import { openReports } from './open-reports.ts';

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'portolan-reports-'));
  t.after(() => rm(made, { recursive: true }));
  return made;
}

function recorded() {
  const told = { out: '', err: '' };
  const output = {
    out(text: string) {
      told.out += text;
    },
    err(text: string) {
      told.err += text;
    },
  };
  return { told, output };
}

test('several at once, into files and stdout; again adds where that is asked for', async (t) => {
  const file = join(await folder(t), 'hosts');
  const { told, output } = recorded();
  for (const append of [false, false, true]) {
    const wanted = [{ format: 'hosts', file } as const, { format: 'list', file: null } as const];
    const reports = await openReports(wanted, append, {}, output);
    for (const line of linesOf(FINDINGS)) reports.take(line);
    reports.end();
    reports.end();
    assert.equal(reports.hasFailed, false);
  }
  const once = '198.18.0.20\n198.18.0.3\n198.18.0.100\n';
  assert.equal(await readFile(file, 'utf8'), once + once);
  assert.equal(told.out, '198.18.0.3:8080\n198.18.0.3:22\n'.repeat(3));
  assert.equal(told.err, '');
});

test('a file that cannot be opened is an error before anything is sent', async (t) => {
  const file = join(await folder(t), 'none/x');
  await assert.rejects(openReports([{ format: 'xml', file }], false, {}, recorded().output), {
    code: 'E_REPORT_FILE',
    message: /^".*none\/x" cannot be written: ENOENT/,
  });
});

test('a full disk is told, and ends nothing else', { skip: process.platform !== 'linux' }, async (t) => {
  const file = join(await folder(t), 'list');
  const { told, output } = recorded();
  const wanted = [{ format: 'json', file: '/dev/full' } as const, { format: 'list', file } as const];
  const reports = await openReports(wanted, false, {}, output);
  for (const line of linesOf(FINDINGS)) reports.take(line);
  reports.end();
  assert.equal(reports.hasFailed, true);
  assert.match(told.err, /^portolan: "\/dev\/full" is not whole: no space is left .*\[E_REPORT_FILE\]\n$/);
  assert.equal(await readFile(file, 'utf8'), '198.18.0.3:8080\n198.18.0.3:22\n');
});

test('Ctrl-C leaves whole files', { timeout: 30_000 }, async (t) => {
  const base = join(await folder(t), 'found');
  const args = ['-v', '-oA', base, '-o', `masscan-json=${base}.json`, '198.18.0.3'];
  const child = start('scan/fake-main.test-data', args, { FAKE_SCAN: 'endless' });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGINT');
  const { code } = await ended(child);
  assert.equal(code, 130);
  const xml = await readFile(`${base}.xml`, 'utf8');
  assert.match(xml, /<port protocol="tcp" portid="22">/);
  assert.match(xml, / exit="error" errormsg="interrupted, 7 probes not sent"\/>[\s\S]*<\/nmaprun>\n$/);
  assert.match(
    await readFile(`${base}.gnmap`, 'utf8'),
    /Ports: 22\/open\/tcp\/[\s\S]*\n# Portolan interrupted at .*\n$/,
  );
  assert.match(await readFile(`${base}.nmap`, 'utf8'), /22\/tcp {2}open[\s\S]*interrupted, 7 probes not sent/);
  assert.equal(JSON.parse(await readFile(`${base}.json`, 'utf8')).length, 1);
});

test('another format on stdout stands in place of the table', { timeout: 30_000 }, async () => {
  const { code, stdout } = await ended(start('scan/fake-main.test-data', ['-o', 'list', '198.18.0.3']));
  assert.deepEqual([code, stdout], [0, '198.18.0.3:8080\n198.18.0.3:22\n']);
});
