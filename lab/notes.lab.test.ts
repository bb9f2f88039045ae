// What a person should act on, tried on real daemons that are set up as nobody should: each is noted, with what was seen and what
// to do, in the table, in the JSON lines and in the HTML report; and nothing is noted of what is set up well.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CARELESS_DAEMONS, CARELESS_NAME, CARELESS_NOTES } from './daemons/careless.ts';
import { buildDaemonLab, type DaemonLab } from './daemons/daemon-lab.ts';
import { howToInstall, missingPackages } from './daemons/packages.ts';
import { run } from './process.ts';
import { knowing } from './runs/hosts-file.ts';
import { type Line, PRODUCT, withoutMore } from './runs/product.ts';

const missing = missingPackages(CARELESS_DAEMONS);
const skip = missing.length > 0 && `to try it: ${howToInstall(missing)}`;

let lab: DaemonLab;
let table: string;
let html: string;
let notes: readonly Line[];

before(async () => {
  if (skip !== false) return;
  lab = await buildDaemonLab(CARELESS_DAEMONS);
  const folder = mkdtempSync(join(tmpdir(), 'plab-notes-'));
  try {
    const [lines, report] = [join(folder, 'lines'), join(folder, 'report')];
    const ports = [...CARELESS_NOTES.keys()].join(',');
    const words = ['scan', CARELESS_NAME, '-p', ports, '-o', `json=${lines}`, '-o', `html=${report}`];
    const command = [...knowing(CARELESS_NAME, lab.ports[0]!.ip), process.execPath, PRODUCT];
    const asked = withoutMore(words, { services: true });
    table = await run('ip', ['netns', 'exec', lab.scannerNamespace, ...command, ...asked], { timeoutMs: 60_000 });
    html = readFileSync(report, 'utf8');
    const all = readFileSync(lines, 'utf8').trim().split('\n');
    notes = all.map((line) => JSON.parse(line) as Line).filter(({ type }) => type === 'note');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

after(() => lab?.[Symbol.asyncDispose]());

test('each is noted, and nothing else is', { skip }, () => {
  const codesOf = (wanted: number): unknown[] =>
    notes
      .filter(({ port }) => port === wanted)
      .map(({ code }) => code)
      .toSorted();
  assert.deepEqual(
    Object.fromEntries([...CARELESS_NOTES.keys()].map((port) => [port, codesOf(port)])),
    Object.fromEntries(CARELESS_NOTES),
  );
});

test('what was seen and what to do stand in the table and in the report', { skip }, () => {
  const escaped = (text: unknown): string =>
    String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  for (const { port, text, advice } of notes) {
    const row = table.split('\n').find((line) => line.includes('!') && line.includes(`${text}: ${advice}`));
    assert.match(String(row), new RegExp(`\\b${port}\\b`), table);
    for (const words of [text, advice]) assert(html.includes(escaped(words)), `${port}: ${words}`);
  }
});
