// Every command line in README, docs and helps is one that the command understands; recipes and snippets do what they say.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRoot } from '../root.test-data.ts';
import { COMMANDS } from './commands.ts';
import { parseListenOptions } from './listen/options.ts';
import { COMMAND_TABLE } from './manual/commands.data.ts';
import { parsePingOptions } from './ping/options.ts';
import { parseScanOptions } from './scan/options.ts';

const root = findRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const DOCUMENTS = ['README.md', ...globSync('docs/*.md', { cwd: root }), 'src/cli/help.snapshot.txt'];
/** Prose, where a command is named and not typed. */
const NOT_TYPED = /<|\bFILE\b|\bHOST|\bTARGETS\b|\bCOMMAND\b|\[|…|\.\.\./;

/** The words of a command line behind `portolan`, without what the shell takes; null: none. */
function typed(line: string): string[] | null {
  const match = /(?:^|\s|`|\()(?:sudo )?(?:\.\/)?portolan ((?:[a-z]+|--?[a-zA-Z]).*)$/.exec(line);
  if (match === null) return null;
  const [command] = match[1].split(/ {3,}| +#|\s*[|>;)`]|\s*&&/);
  return command
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
}

function commandLines(path: string): string[][] {
  const text = read(path);
  const lines = path.endsWith('.md')
    ? [
        ...[...text.matchAll(/^```(?!js|json|toml)\w*\n([\s\S]*?)^```/gm)].flatMap(([, block]) => block.split('\n')),
        ...[...text.matchAll(/`((?:sudo )?(?:\.\/)?portolan [^`\n]+)`/g)].map(([, code]) => code),
      ]
    : text.split('\n').filter((line) => /^ {2}(?:sudo )?portolan /.test(line));
  return lines
    .filter((line) => !NOT_TYPED.test(line))
    .flatMap((line) => {
      const words = typed(line);
      return words === null ? [] : [words];
    });
}

/** Throws where the command does not take it. */
function understand([command, ...words]: readonly string[]): void {
  if (command.startsWith('-') || command === 'help') return;
  assert.ok(Object.hasOwn(COMMANDS, command), `no command ${command}`);
  if (command === 'scan' || command === 'discover') parseScanOptions(words, {});
  else if (command === 'ping') parsePingOptions(words, {});
  else if (command === 'listen') parseListenOptions(words, {});
  else {
    const { options } = COMMAND_TABLE[command];
    const known = options.flatMap(([flags]) => flags);
    const taking = options.flatMap(([flags, value]) => (value === null ? [] : flags));
    const strange = words.filter(
      (word, at) =>
        /^-./.test(word) &&
        !/^-[a-z]+:/.test(word) && // what a filter is not to have
        !taking.includes(words[at - 1] ?? '') &&
        !known.includes(word.split('=')[0]),
    );
    assert.deepEqual(strange, [], command);
  }
}

test('every command line of README, docs and helps is understood', () => {
  for (const path of DOCUMENTS) {
    const all = commandLines(path);
    if (path === 'README.md') assert.ok(all.length > 15, `${all.length} in ${path}`);
    for (const words of all) assert.doesNotThrow(() => understand(words), `${path}: portolan ${words.join(' ')}`);
  }
  assert.throws(() => understand(['scan', '--raet', '5']));
  assert.throws(() => understand(['why', '--raet']));
  assert.deepEqual(typed('$ sudo ./portolan scan -F 198.18.0.1 | jq .'), ['scan', '-F', '198.18.0.1']);
});

test('what snippets import is there', async () => {
  const { exports: doors } = JSON.parse(read('package.json')) as { exports: Record<string, { default: string }> };
  let imports = 0;
  for (const path of DOCUMENTS) {
    for (const [, names, room] of read(path).matchAll(/import \{ ([^}]+) \} from 'portolan\/(\w+)'/g)) {
      const { default: file } = doors[`./${room}`];
      const door = await import(join(root, file));
      for (const name of names.split(', ')) assert.equal(typeof door[name], 'function', `${path}: ${name}`);
      imports++;
    }
  }
  assert.ok(imports >= 3);
});

const where = { ip: '198.18.0.1', proto: 'tcp' };
const FOUND = [
  { type: 'port', ...where, port: 22, state: 'open' },
  { type: 'port', ...where, port: 23, state: 'closed' },
  { type: 'service', ...where, port: 22, service: 'ssh', product: 'OpenSSH', version: '9.2p1' },
  { type: 'note', ...where, port: 443, text: 'certificate expires in 9 days', advice: 'renew it' },
];
const RESULTS = [
  '198.18.0.1:22',
  '198.18.0.1\t22\tOpenSSH\t9.2p1',
  '198.18.0.1:443 certificate expires in 9 days: renew it',
];
const isMissing = spawnSync('jq', ['--version']).error !== undefined;
const skip = isMissing && process.env.PORTOLAN_REQUIRE_LAB !== '1' ? 'no jq (Debian: jq)' : false;

test("README's recipes for jq give what they promise", { skip }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-jq-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'found.jsonl'), FOUND.map((line) => `${JSON.stringify({ v: 1, ...line })}\n`).join(''));
  const recipes = read('README.md').match(/^jq .*$/gm) ?? [];
  const results = recipes.map((recipe) =>
    spawnSync('sh', ['-c', recipe], { cwd: folder, encoding: 'utf8' }).stdout.trimEnd(),
  );
  assert.deepEqual(results, RESULTS);
});
