// The answers of servers that the records' own tests have: what the fuzz run changes.
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ascii } from '../../src/service/bytes.ts';
import { recordFiles } from '../../src/service/mutate.test-data.ts';

const SUFFIX = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const SERVICE = dirname(new URL('../../src/service/registry.ts', import.meta.url).pathname);
const RECORDER = new URL(`./recorder.${SUFFIX}`, import.meta.url).href;
const TESTS_MOST_MS = 120_000;

/** By record's name. Throws where a record's test makes none. */
export async function recordedAnswers(): Promise<Map<string, Uint8Array[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-fuzz-'));
  const written = join(folder, 'answers');
  try {
    const files = recordFiles();
    const tests = globSync(`*/*.test.${SUFFIX}`, { cwd: SERVICE })
      .filter((name) => [...files.values()].flat().includes(name.replace(/\.test\.[jt]s$/, '')))
      .map((name) => join(SERVICE, name));
    const args = ['--import', RECORDER, '--test', '--test-isolation=none', ...tests];
    const env = { ...process.env, PORTOLAN_ANSWERS: written };
    await promisify(execFile)(process.execPath, args, { env, timeout: TESTS_MOST_MS, maxBuffer: 2 ** 26 });
    const byFile = JSON.parse(readFileSync(written, 'utf8')) as Record<string, string[]>;
    return new Map([...files].map(([name, own]) => [name, own.flatMap((file) => answersOf(file, byFile[file]))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function answersOf(file: string, texts: readonly string[] | undefined): Uint8Array[] {
  if (texts === undefined) throw new Error(`the test of ${file} makes no answer by reply() or fakeTalk()`);
  return texts.map(ascii);
}
