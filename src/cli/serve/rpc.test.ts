// `portolan rpc` as a process: calls, events and the end, over stdin and stdout.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type RpcProgram, startRpc } from '../../../lab/runs/rpc-program.ts';
import { openPort } from '../../open-port.test-data.ts';
import { scriptPath } from '../spawn.test-data.ts';

const programs: RpcProgram[] = [];
after(() => {
  for (const { child } of programs) child.kill('SIGKILL');
});

test('a program calls, hears of a scan as it goes, is refused what does not fit, and ends it by ending stdin', {
  timeout: 60_000,
}, async (t) => {
  const port = await openPort(t);
  const folder = mkdtempSync(join(tmpdir(), 'portolan-rpc-'));
  const inherited = Object.entries(process.env).filter(([key]) => !/^(PORTOLAN_|SUDO_|NODE_TEST_CONTEXT)/.test(key));
  const env = { ...Object.fromEntries(inherited), XDG_STATE_HOME: folder };
  const program = startRpc(process.execPath, [scriptPath('main'), 'rpc', '--db', join(folder, 'inventory.db')], env);
  programs.push(program);
  const { child, call, events, until } = program;
  assert.equal((await call('server/info')).role, 'operator');
  await assert.rejects(call('discovery/start', { targets: [] }), { code: 'E_PARAMS' });
  await assert.rejects(call('no/such' as 'server/info'), { code: 'E_METHOD' });
  await call('events/subscribe', {});
  const request = { targets: ['127.0.0.1'], ports: `${port}`, services: false, identity: false };
  const { scan } = await call('discovery/start', request);
  await until(() => events.some((event) => event.type === 'status' && event.status.state === 'finished'));
  const lines = events.flatMap((event) => (event.type === 'line' && event.scan === scan ? [event.line] : []));
  assert.ok(lines.some((line) => line.type === 'port' && line.port === port && line.state === 'open'));
  const { rows } = await call('inventory/hosts', {});
  assert.deepEqual(
    rows.map(({ ip }) => ip),
    ['127.0.0.1'],
  );
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.stdin.end();
  assert.equal(await exit, 0);
});
