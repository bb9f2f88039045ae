import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { readTargetFile, splitWords, type TargetWord } from './target-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-targets-'));
after(() => rmSync(folder, { recursive: true }));

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

async function words(source: AsyncIterable<TargetWord>): Promise<string[]> {
  const list: string[] = [];
  for await (const { text, line } of source) list.push(`${line}:${text}`);
  return list;
}

const LIST = '\ufeff198.18.0.1 198.18.0.2\t198.18.0.3\r\n# a comment 1.2.3.4\n\n a.example#not this\n198.18.0.4';
const WORDS = ['1:198.18.0.1', '1:198.18.0.2', '1:198.18.0.3', '4:a.example', '5:198.18.0.4'];

test('words and their lines; comments end with the line', async () => {
  assert.deepEqual(await words(splitWords(pieces(LIST), 'x')), WORDS);
});

test('however the text is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(LIST.length), { maxLength: 6 }), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), LIST.length];
      const parts = places.slice(1).map((end, i) => LIST.slice(places[i], end));
      assert.deepEqual(await words(splitWords(pieces(...parts), 'x')), WORDS);
    }),
  );
});

test('a word without end is an error that names file and line, and is not collected', async () => {
  let given = 0;
  async function* endless(): AsyncGenerator<string> {
    yield '198.18.0.1\n';
    for (; ; given++) yield 'x'.repeat(100);
  }
  const message = /^list:2: "x{80}…" is too long for a target/;
  await assert.rejects(words(splitWords(endless(), 'list')), { code: 'E_TARGET_FILE', message });
  assert.ok(given < 20);
});

test('reads a file; a missing one is named', async () => {
  const path = join(folder, 'list');
  writeFileSync(path, LIST);
  assert.deepEqual(await words(readTargetFile(path)), WORDS);
  const missing = join(folder, 'missing');
  await assert.rejects(words(readTargetFile(missing)), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'E_TARGET_FILE');
    return error.message.includes(missing) && error.message.includes('ENOENT');
  });
  await assert.rejects(words(readTargetFile(folder)), { code: 'E_TARGET_FILE', message: /EISDIR/ });
});

test('stops at the signal', async () => {
  const path = join(folder, 'list');
  writeFileSync(path, LIST);
  const reason = new Error('enough');
  await assert.rejects(words(readTargetFile(path, AbortSignal.abort(reason))), reason);
  const controller = new AbortController();
  const large = join(folder, 'large');
  writeFileSync(large, '198.18.0.1\n'.repeat(100_000));
  const source = readTargetFile(large, controller.signal);
  await source.next();
  controller.abort(reason);
  await assert.rejects(words(source), reason);
});

test('- is stdin', () => {
  const built = import.meta.url.endsWith('.js');
  const module = new URL(built ? './target-file.js' : './target-file.ts', import.meta.url).href;
  const script = `import { readTargetFile } from ${JSON.stringify(module)};
    for await (const { text, line } of readTargetFile('-')) console.log(line + ':' + text);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { input: LIST });
  assert.equal(stdout.toString(), `${WORDS.join('\n')}\n`, stderr.toString());
});
