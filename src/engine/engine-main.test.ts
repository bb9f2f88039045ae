// The engine's process itself, started as anybody might start it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fakeSpec } from '../scan/engine-setup.test-data.ts';
import { encodeRun } from './border/messages.ts';
import { encodeScan } from './border/scan-job.ts';

const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const MAIN = fileURLToPath(new URL(`./engine-main.${suffix}`, import.meta.url));

/** What it said, and its exit code; it is ended by `t` where it does not end. */
async function run(hint: string, stdin: 'ignore' | number, signal: AbortSignal) {
  const child = spawn(process.execPath, [MAIN, hint], { stdio: [stdin, 'pipe', 'inherit', 'pipe'], signal });
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  return { code, said };
}

for (const hint of ['raw', 'ping'])
  test(`whose input is /dev/null ends, threads that wait or not (${hint})`, { timeout: 60_000 }, async (t) => {
    const { code, said } = await run(hint, 'ignore', t.signal);
    assert.deepEqual([code, said], [0, '!{"type":"ready","job":0}\n']);
  });

test('whose input is a file does what that says, and ends', { timeout: 60_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-input-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'jobs');
  const target = 0x7f000001;
  const asked = { targets: [[target, target]], ports: [[9, 9]], engine: 'connect', maxRetries: 0 } as const;
  const { head, bytes } = encodeScan(fakeSpec(asked), false);
  writeFileSync(path, Buffer.concat([...encodeRun(1, 'scan', head, bytes)].map((piece) => Buffer.from(piece))));
  const input = openSync(path, 'r');
  const { said } = await run('connect', input, t.signal);
  closeSync(input);
  assert.match(said, /^1 \{.*"type":"end"/m);
});
