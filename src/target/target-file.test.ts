import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { createWordSplitter, readTargetFile } from './target-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-targets-'));
after(() => rmSync(folder, { recursive: true }));

function split(...pieces: string[]): string[] {
  const list: string[] = [];
  const words = createWordSplitter('x', (text, line) => list.push(`${line}:${text}`));
  for (const piece of pieces) words.write(piece);
  words.end();
  return list;
}

async function read(path: string, signal?: AbortSignal): Promise<string[]> {
  const list: string[] = [];
  await readTargetFile(path, (text, line) => list.push(`${line}:${text}`), signal);
  return list;
}

const LIST = '\ufeff198.18.0.1 198.18.0.2\t198.18.0.3\r\n# a comment 1.2.3.4\n\n a.example#not this\n198.18.0.4';
const WORDS = ['1:198.18.0.1', '1:198.18.0.2', '1:198.18.0.3', '4:a.example', '5:198.18.0.4'];

test('words and their lines; comments end with the line', () => {
  assert.deepEqual(split(LIST), WORDS);
});

test('however the text is cut into pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(LIST.length), { maxLength: 6 }), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), LIST.length];
      const parts = places.slice(1).map((end, i) => LIST.slice(places[i], end));
      assert.deepEqual(split(...parts), WORDS);
    }),
  );
});

test('a word without end is an error that names file and line, and is not collected', () => {
  const words = createWordSplitter('list', () => {});
  words.write('198.18.0.1\n');
  let given = 0;
  const message = /^list:2: "x{80}…" is too long for a target/;
  assert.throws(
    () => {
      for (; ; given++) words.write('x'.repeat(100));
    },
    { code: 'E_TARGET_FILE', message },
  );
  assert.ok(given < 20);
});

test('reads a file; a missing one is named', async () => {
  const path = join(folder, 'list');
  writeFileSync(path, LIST);
  assert.deepEqual(await read(path), WORDS);
  const missing = join(folder, 'missing');
  await assert.rejects(read(missing), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'E_TARGET_FILE');
    return error.message.includes(missing) && error.message.includes('ENOENT');
  });
  await assert.rejects(read(folder), { code: 'E_TARGET_FILE', message: /EISDIR/ });
});

test('stops at the signal', async () => {
  const path = join(folder, 'list');
  writeFileSync(path, LIST);
  const reason = new Error('enough');
  await assert.rejects(read(path, AbortSignal.abort(reason)), reason);
  const controller = new AbortController();
  const large = join(folder, 'large');
  writeFileSync(large, '198.18.0.1\n'.repeat(100_000));
  let taken = 0;
  const take = () => {
    if (++taken === 1) controller.abort(reason);
  };
  await assert.rejects(readTargetFile(large, take, controller.signal), reason);
  assert.ok(taken < 100_000);
});

test('- is stdin', () => {
  const built = import.meta.url.endsWith('.js');
  const module = new URL(built ? './target-file.js' : './target-file.ts', import.meta.url).href;
  const script = `import { readTargetFile } from ${JSON.stringify(module)};
    await readTargetFile('-', (text, line) => console.log(line + ':' + text));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { input: LIST });
  assert.equal(stdout.toString(), `${WORDS.join('\n')}\n`, stderr.toString());
});

test('a list as another system wrote it: byte order mark, CRLF, tabs, comments', () => {
  const words: string[] = [];
  const splitter = createWordSplitter('list', (text, line) => words.push(`${line} ${text}`));
  splitter.write('\ufeff198.18.0.1\r\n# all of them\r\n\t198.18.0.2 # two\r\n\r\n198.18.0.3,198.18.0.4\u00a0x');
  splitter.end();
  assert.deepEqual(words, ['1 198.18.0.1', '3 198.18.0.2', '5 198.18.0.3,198.18.0.4', '5 x']);
});
