// `portolan rpc` as a process: calls, events and the end, over stdin and stdout.
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import type { EventBatch, Methods, SurveyStatus } from '../../server/api.ts';
import { scriptPath } from '../spawn.test-data.ts';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly data?: { readonly code?: string } };
}

const children: ChildProcessWithoutNullStreams[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** Messages as the Language Server Protocol frames them: "Content-Length: N", an empty line, N bytes. */
function talk(folder: string) {
  const inherited = Object.entries(process.env).filter(([key]) => !/^(PORTOLAN_|SUDO_|NODE_TEST_CONTEXT)/.test(key));
  const env = { ...Object.fromEntries(inherited), XDG_STATE_HOME: folder };
  const child = spawn(process.execPath, [scriptPath('main'), 'rpc', '--db', join(folder, 'inventory.db')], { env });
  children.push(child);
  const answers = new Map<number, (message: Message) => void>();
  const told: Message[] = [];
  let waiting = Buffer.alloc(0);
  let wake = (): void => {};
  child.stdout.on('data', (piece: Buffer) => {
    waiting = Buffer.concat([waiting, piece]);
    for (;;) {
      const end = waiting.indexOf('\r\n\r\n');
      const length = /^Content-Length: (\d+)/.exec(waiting.toString('latin1', 0, Math.max(0, end)))?.[1];
      if (end < 0 || waiting.length < end + 4 + Number(length)) return;
      assert.ok(length !== undefined, 'stdout is the protocol\'s alone');
      const message = JSON.parse(waiting.toString('utf8', end + 4, end + 4 + Number(length))) as Message;
      waiting = waiting.subarray(end + 4 + Number(length));
      if (message.method === undefined) answers.get(message.id!)?.(message);
      else told.push(message);
      wake();
    }
  });
  let last = 0;
  return {
    child,
    told,
    call(method: string, params: object = {}): Promise<Message> {
      const body = JSON.stringify({ jsonrpc: '2.0', id: ++last, method, params });
      const { promise, resolve } = Promise.withResolvers<Message>();
      answers.set(last, resolve);
      child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      return promise;
    },
    async until(isThere: () => boolean): Promise<void> {
      while (!isThere()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

test('a program calls, hears of a scan as it goes, is refused what does not fit, and ends it by ending stdin', {
  timeout: 60_000,
}, async () => {
  const listening = createServer().listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => listening.once('listening', resolve));
  const { port } = listening.address() as AddressInfo;
  const { child, told, call, until } = talk(mkdtempSync(join(tmpdir(), 'portolan-rpc-')));
  const stderr = text(child.stderr);
  const info = (await call('server/info')).result as Methods['server/info']['result'];
  assert.equal(info.role, 'operator');
  assert.equal((await call('discovery/start', { targets: [] })).error?.data?.code, 'E_PARAMS');
  assert.equal((await call('no/such')).error?.data?.code, 'E_METHOD');
  await call('events/subscribe');
  const request = { targets: ['127.0.0.1'], ports: `${port}`, services: false, identity: false };
  const { scan } = (await call('discovery/start', request)).result as SurveyStatus;
  const events = () =>
    told.flatMap(({ method, params }) => (method === 'events/batch' ? (params as EventBatch).events : []));
  await until(() => events().some((event) => event.type === 'status' && event.status.state === 'finished'));
  const lines = events().flatMap((event) => (event.type === 'line' && event.scan === scan ? [event.line] : []));
  assert.ok(lines.some((line) => line.type === 'port' && line.port === port && line.state === 'open'));
  const { rows } = (await call('inventory/hosts')).result as Methods['inventory/hosts']['result'];
  assert.deepEqual(rows.map(({ ip }) => ip), ['127.0.0.1']);
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.stdin.end();
  assert.equal(await exit, 0, await stderr);
  listening.close();
});
