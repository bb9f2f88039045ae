// `portolan mcp` as a process: the Model Context Protocol over stdin and stdout, a line of JSON a message, on an inventory that a scan made.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { openPort } from '../../open-port.test-data.ts';
import { run, scriptPath } from '../spawn.test-data.ts';

/** Of the end (stdio-command.ts). */
const END_LIMIT_MS = 12_000;

interface Answer {
  readonly id: number;
  readonly error?: { readonly code: number };
  readonly result: {
    readonly protocolVersion?: string;
    readonly serverInfo?: { readonly name: string };
    readonly tools?: readonly { readonly name: string }[];
    readonly content?: readonly { readonly text: string }[];
    readonly isError?: boolean;
  };
}

test('a model is told what tools there are, calls one of them, may start nothing, and the end of stdin ends it', {
  timeout: 90_000,
}, async (t) => {
  const port = await openPort(t);
  const folder = mkdtempSync(join(tmpdir(), 'portolan-mcp-'));
  const db = join(folder, 'inventory.db');
  const words = ['scan', '127.0.0.1', '-p', `${port}`, '--no-services', '--no-identity', '-Pn', '--db', db];
  const scan = await run('main', words, { XDG_STATE_HOME: folder, PORTOLAN_NO_DB: '' });
  assert.equal(scan.code, 0, scan.stderr);

  const inherited = Object.entries(process.env).filter(([key]) => !/^(PORTOLAN_|SUDO_|NODE_TEST_CONTEXT)/.test(key));
  const env = { ...Object.fromEntries(inherited), XDG_STATE_HOME: folder };
  const child = spawn(process.execPath, [scriptPath('main'), 'mcp', '--db', db], { stdio: 'pipe', env });
  t.after(() => child.kill('SIGKILL'));
  const stderr = text(child.stderr);
  const waiting = new Map<number, (answer: Answer) => void>();
  const strange: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    const take = waiting.get(answer.id);
    if (take === undefined) strange.push(line);
    else take(answer);
  });
  const say = (message: object): void => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let asked = 0;
  const ask = (method: string, params: object): Promise<Answer> =>
    new Promise((resolve) => {
      waiting.set(++asked, resolve);
      say({ id: asked, method, params });
    });

  const clientInfo = { name: 'test', version: '1' };
  const begun = await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  assert.deepEqual([begun.result.protocolVersion, begun.result.serverInfo?.name], ['2025-06-18', 'portolan']);
  say({ method: 'notifications/initialized' });
  const names = (await ask('tools/list', {})).result.tools?.map(({ name }) => name) ?? [];
  assert.ok(names.includes('inventory_hosts') && !names.includes('discovery_start'), names.join());
  const hosts = await ask('tools/call', { name: 'inventory_hosts', arguments: {} });
  const { rows, total } = JSON.parse(hosts.result.content?.[0].text ?? '');
  assert.deepEqual([total, rows[0].ip, rows[0].openPorts], [1, '127.0.0.1', 1]);
  const refused = await ask('tools/call', { name: 'discovery_start', arguments: { targets: ['127.0.0.1'] } });
  assert.ok(refused.error !== undefined || refused.result.isError === true, 'it only looks');

  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('exit', (...how) => resolve(how));
  });
  const from = performance.now();
  child.stdin.end();
  assert.deepEqual(await ended, [0, null]);
  assert.ok(performance.now() - from < END_LIMIT_MS);
  assert.deepEqual([await stderr, strange], ['', []]);
});
