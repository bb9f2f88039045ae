// What is made of the helps is what stands in the checkout. With WRITE_TEXTS=1 (`npm run texts`) it is written instead.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRoot } from '../../root.test-data.ts';
import { version } from '../../survey/version.ts';
import { COMMANDS } from '../commands.ts';
import { run } from '../spawn.test-data.ts';
import { readHelp } from './help-text.ts';
import { makeTexts, SNAPSHOT, summariesOf } from './make.ts';
import { manPage } from './man-page.ts';

const root = findRoot();
const names = Object.keys(COMMANDS);
const helps = new Map<string | null, string>();

async function help(command: string | null): Promise<string> {
  const { code, stdout, stderr } = await run('main', command === null ? ['--help'] : [command, '--help']);
  assert.deepEqual([code, stderr], [0, ''], `${command} --help`);
  helps.set(command, stdout);
  return stdout;
}

const made = await makeTexts(help, version());

test('snapshot of the helps, manual pages, table of options: npm run texts', () => {
  mkdirSync(join(root, 'man'), { recursive: true });
  const pages = readdirSync(join(root, 'man'));
  if (process.env.WRITE_TEXTS === '1') {
    for (const page of pages) if (!made.has(`man/${page}`)) rmSync(join(root, 'man', page));
    for (const [path, text] of made) writeFileSync(join(root, path), text);
    return;
  }
  for (const [path, text] of made) assert.equal(readFileSync(join(root, path), 'utf8'), text, `${path}: npm run texts`);
  assert.deepEqual(
    pages.filter((page) => !made.has(`man/${page}`)),
    [],
  );
});

test('every command stands in the list, says what it takes, and fits a screen', () => {
  const listed = summariesOf(helps.get(null)!);
  assert.deepEqual([...listed.keys()].sort(), [...names, 'help'].sort());
  for (const name of names) {
    const text = helps.get(name)!;
    const { usage, sections } = readHelp(text);
    assert.match(usage, new RegExp(`^portolan ${name}\\b`));
    assert.ok(
      sections.some(({ options }) => options.some(({ flags }) => flags.includes('--help'))),
      name,
    );
    for (const line of text.split('\n')) assert.ok(line.length <= 120, line);
  }
  assert.ok(made.get(SNAPSHOT)!.startsWith(helps.get(null)!));
});

test('what a help says is read: options, what they take, lines that go on', () => {
  const { usage, description, sections, notes } = readHelp(`Usage: portolan x [options] word

Does
something.

Options:
  -iL, --list <file>  one
                      two
  --long-one-without-room <n>
                      three
  --sort COLUMN       four
  -h, --help          print this

Targets:
  -            stdin
  a -b         no option

A note.
`);
  assert.deepEqual([usage, description, notes], ['portolan x [options] word', ['Does something.'], ['A note.']]);
  assert.deepEqual(sections[0].options, [
    { flags: ['-iL', '--list'], value: 'file', text: 'one two' },
    { flags: ['--long-one-without-room'], value: 'n', text: 'three' },
    { flags: ['--sort'], value: 'column', text: 'four' },
    { flags: ['-h', '--help'], value: null, text: 'print this' },
  ]);
  assert.deepEqual(sections[1].lines, ['  -            stdin', '  a -b         no option']);
});

test('a manual page obeys nothing that a help says', () => {
  const about = { name: 'portolan-x', summary: 's', version: '1', others: ['portolan'] };
  const page = manPage(about, {
    usage: 'portolan x',
    description: [".so /etc/passwd\n'br\n\\n(.k"],
    sections: [],
    notes: [],
  });
  assert.match(page, /\n\\&\.so \/etc\/passwd\n\\\(aqbr\n\\en\(\.k\n/);
});
