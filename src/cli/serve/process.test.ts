// `portolan serve` as a process: its first line, a scan of this machine, its death and its end.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { connect } from '../../server/client/node.ts';
import { ended, type Started, start } from '../spawn.test-data.ts';

async function serve(folder: string, ...words: string[]): Promise<{ child: Started; url: string; token: string }> {
  const environment = { XDG_STATE_HOME: folder };
  const child = start('main', ['serve', '--port', '0', '--db', join(folder, 'inventory.db'), ...words], environment);
  const lines = createInterface({ input: child.stdout });
  const [first] = (await Promise.race([
    new Promise((resolve) => lines.once('line', (line) => resolve([line]))),
    ended(child).then(({ stderr }) => assert.fail(stderr)),
  ])) as [string];
  const [url, token] = first.split('?token=');
  return { child, url, token };
}

const exit = (child: Started): Promise<number | null> => new Promise((resolve) => child.once('exit', resolve));

test('killed in mid-scan: after the restart the scan is there, with what was pushed, and the token is the same', {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-serve-'));
  const listening = createServer().listen(0, '127.0.0.1');
  const { port } = (await new Promise((resolve) =>
    listening.once('listening', () => resolve(listening.address())),
  )) as {
    port: number;
  };
  const one = await serve(folder);
  assert.match(one.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  const portolan = await connect(one.url, { token: one.token, reconnect: false });
  const { promise: pushed, resolve: found } = Promise.withResolvers<void>();
  await portolan.onEvents(({ events }) => {
    if (events.some((event) => event.type === 'line' && event.line.type === 'port' && event.line.port === port))
      found();
  });
  const ports = `${port},1-65535`;
  const request = { targets: ['127.0.0.1'], ports, rate: 400, services: false, identity: false, discovery: false };
  const { scan } = await portolan.call('discovery/start', { ...request, ports: `${port}` });
  await pushed;
  while ((await portolan.call('discovery/status', { scan }))[0].ended === null) await portolan.call('server/info');
  const long = await portolan.call('discovery/start', request);
  const gone = exit(one.child);
  one.child.kill('SIGKILL');
  await gone;
  portolan.close();

  const two = await serve(folder);
  assert.equal(two.token, one.token);
  const again = await connect(two.url, { token: two.token, reconnect: false });
  const { rows } = await again.call('inventory/scans', {});
  assert.deepEqual(
    rows.map(({ id, state }) => [id, state]),
    [
      [long.scan, 'crashed'],
      [scan, 'finished'],
    ],
  );
  const kept = await again.call('inventory/lines', { scan });
  assert.ok(kept.lines.some((line) => line.type === 'port' && line.port === port));
  again.close();
  const over = exit(two.child);
  two.child.kill('SIGTERM');
  assert.equal(await over, 0);
  listening.close();
});

test('a port that is taken, and a token that others may read, are told', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-serve-'));
  const { child, url } = await serve(folder);
  const taken = new URL(url).port;
  const other = await ended(start('main', ['serve', '--port', taken], { XDG_STATE_HOME: folder }));
  assert.equal(other.code, 1);
  assert.equal(other.stdout, '');
  assert.match(
    other.stderr,
    new RegExp(`the port failed in start: port ${taken} of 127\\.0\\.0\\.1 is taken.* \\[E_SERVICE_START\\]`),
  );
  const over = exit(child);
  child.kill('SIGINT');
  assert.equal(await over, 0);
  const { chmodSync } = await import('node:fs');
  chmodSync(join(folder, 'portolan/server/operator.token'), 0o644);
  const open = await ended(start('main', ['serve', '--port', '0'], { XDG_STATE_HOME: folder }));
  assert.match(open.stderr, /others may read .*operator\.token.* \[E_STATE\]/);
});
