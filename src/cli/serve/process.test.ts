// `portolan serve` as a process: its first line, a scan of this machine, its death and its end.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { openPort } from '../../open-port.test-data.ts';
import { connect } from '../../server/client/node.ts';
import { CERTIFICATE, KEY } from '../../service/talk/certificate.test-data.ts';
import { ended, type Started, start } from '../spawn.test-data.ts';

/** So many that killing it comes in between. */
const PORTS = 12_000;
/** So many that one of them is found long before the end, in whatever order. */
const OPEN = 12;

const children: Started[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

async function serve(folder: string, ...words: string[]): Promise<{ child: Started; url: string; token: string }> {
  return listening(
    start('main', ['serve', '--port', '0', '--db', join(folder, 'inventory.db'), ...words], { XDG_STATE_HOME: folder }),
  );
}

async function listening(child: Started): Promise<{ child: Started; url: string; token: string }> {
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const [first] = (await Promise.race([
    new Promise((resolve) => lines.once('line', (line) => resolve([line]))),
    ended(child).then(({ stderr }) => assert.fail(stderr)),
  ])) as [string];
  const [url, token] = first.split('?token=');
  return { child, url, token };
}

const exit = (child: Started): Promise<number | null> => new Promise((resolve) => child.once('exit', resolve));

test('killed in mid-scan: after the restart the scan is there, with what was pushed, and is gone on with; the token is the same', {
  timeout: 120_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-serve-'));
  const open = await Promise.all(Array.from({ length: OPEN }, () => openPort(t)));
  const one = await serve(folder);
  assert.match(one.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  const portolan = await connect(one.url, { token: one.token, reconnect: false });
  const { promise: pushed, resolve: found } = Promise.withResolvers<void>();
  const heard = new Set<number>();
  await portolan.onEvents(({ events }) => {
    for (const event of events) {
      if (event.type === 'line' && event.line.type === 'port' && open.includes(event.line.port))
        heard.add(event.line.port);
      if (event.type === 'status' && (event.status.done ?? 0) > 0.3 && heard.size > 0) found();
    }
  });
  const few = { targets: ['127.0.0.1'], services: false, identity: false, discovery: false };
  const ports = `${open},1-${PORTS}`;
  const { scan } = await portolan.call('discovery/start', { ...few, ports, rate: 6000 });
  await pushed;
  const gone = exit(one.child);
  one.child.kill('SIGKILL');
  await gone;
  portolan.close();

  const two = await serve(folder);
  assert.equal(two.token, one.token);
  const again = await connect(two.url, { token: two.token, reconnect: false });
  const [{ id, state }] = (await again.call('inventory/scans', {})).rows;
  assert.deepEqual([id, state], [scan, 'crashed']);
  const kept = async (): Promise<Set<number>> => {
    const { lines } = await again.call('inventory/lines', { scan });
    return new Set(lines.flatMap((line) => (line.type === 'port' && open.includes(line.port) ? [line.port] : [])));
  };
  const before = await kept();
  assert.ok([...heard].every((port) => before.has(port)));
  assert.deepEqual(await again.call('discovery/resumable'), [scan]);
  assert.equal((await again.call('discovery/resume', { scan })).scan, scan);
  let [status] = await again.call('discovery/status', { scan });
  while (status.ended === null) {
    await sleep(20);
    [status] = await again.call('discovery/status', { scan });
  }
  assert.equal(status.state, 'finished', status.error ?? '');
  const { rows } = await again.call('inventory/scans', {});
  assert.equal(rows.length, 1);
  assert.deepEqual([rows[0].state, rows[0].end?.probes, rows[0].end?.silent], ['finished', PORTS + OPEN, 0]);
  assert.deepEqual(await kept(), new Set(open));
  assert.deepEqual(await again.call('discovery/resumable'), []);
  again.close();
  const over = exit(two.child);
  two.child.kill('SIGTERM');
  assert.equal(await over, 0);
});

test('with TLS: a handshake that the certificate stands for, and nobody is served in the clear', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-serve-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(cert, CERTIFICATE);
  writeFileSync(key, KEY, { mode: 0o600 });
  const { child, url, token } = await serve(
    folder,
    '--tls-cert',
    cert,
    '--tls-key',
    key,
    '--server-name',
    'mail.example.org',
  );
  assert.match(url, /^https:\/\/127\.0\.0\.1:\d+\/$/);
  const port = Number(new URL(url).port);
  const ask = (path: string): Promise<{ status?: number; cookies: readonly string[]; protocol: string | null }> =>
    new Promise((resolve, reject) => {
      const headers = { host: `mail.example.org:${port}` };
      const options = { host: '127.0.0.1', port, path, headers, ca: CERTIFICATE, servername: 'mail.example.org' };
      const asked = request(options, (answer) => {
        const protocol = (answer.socket as TLSSocket).getProtocol();
        answer.resume();
        resolve({ status: answer.statusCode, cookies: answer.headers['set-cookie'] ?? [], protocol });
      });
      asked.on('error', reject).end();
    });
  assert.equal((await ask('/healthz')).status, 200);
  const { status, cookies, protocol } = await ask(`/?token=${token}`);
  assert.ok([200, 302, 303].includes(status!), `${status}`);
  assert.match(cookies[0], /; Secure/);
  assert.match(protocol ?? '', /^TLSv1\.[23]$/);
  // In the clear: no answer, to a request and to an upgrade.
  await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`));
  await assert.rejects(connect(`http://127.0.0.1:${port}`, { token, reconnect: false }), { code: 'E_CONNECT' });
  const over = exit(child);
  child.kill('SIGTERM');
  assert.equal(await over, 0);
  const open = await ended(start('main', ['serve', '--port', '0', '--host', '0.0.0.0'], { XDG_STATE_HOME: folder }));
  assert.deepEqual([open.code, open.stdout], [2, '']);
  assert.match(open.stderr, /\[E_INSECURE\]/);
  writeFileSync(key, 'no key');
  const words = ['serve', '--port', '0', '--tls-cert', cert, '--tls-key', key];
  const wrong = await ended(start('main', words, { XDG_STATE_HOME: folder }));
  assert.deepEqual([wrong.code, wrong.stdout], [1, '']);
  assert.match(wrong.stderr, /\[E_\w+\]/);
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

/** A service of the registry that misbehaves, between one that it needs and one that needs it. */
function startBad(bad: string): Started {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-serve-'));
  const words = ['serve', '--port', '0', '--db', join(folder, 'inventory.db')];
  return start('serve/bad-service-main.test-data', words, { XDG_STATE_HOME: folder, BAD_SERVICE: bad });
}

const steps = (stderr: string): string[] => stderr.split('\n').filter((line) => /^(init|destroy) \w+$/.test(line));

const FAULTS: readonly [how: string, text: RegExp][] = [
  ['throws', /the service bad failed in (init|destroy): no water/],
  ['hangs', /the service bad hung in (init|destroy) for \d+ ms/],
  ['blocks', /the service bad blocked the process for 5000 ms in (init|destroy)/],
];

for (const [how, text] of FAULTS) {
  test(`a service that ${how} at the start: the process ends by itself, no port was open, those that had begun end in order, and it is named`, {
    timeout: 30_000,
  }, async () => {
    const { code, signal, stdout, stderr } = await ended(startBad(`${how} in init`));
    assert.deepEqual([code, signal, stdout], [1, null, ''], stderr);
    assert.match(stderr, text);
    assert.match(stderr, /\[E_SERVICE_START\]/);
    assert.deepEqual(steps(stderr), ['init below', 'init bad', 'destroy below']);
  });

  test(`a service that ${how} at the end: the process ends within its limit, the others end in order, and it is named`, {
    timeout: 30_000,
  }, async () => {
    const child = startBad(`${how} in destroy`);
    const end = ended(child);
    const { url, token } = await listening(child);
    const portolan = await connect(url, { token, reconnect: false });
    child.kill('SIGTERM');
    const { code, signal, stderr } = await end;
    assert.deepEqual([code, signal], [1, null], stderr);
    assert.match(stderr, text);
    assert.match(stderr, /\[E_SERVICE_STOP\]/);
    const order = ['init below', 'init bad', 'init above', 'destroy above', 'destroy bad', 'destroy below'];
    assert.deepEqual(steps(stderr), order);
    await assert.rejects(portolan.call('server/info'), { code: 'E_CONNECTION_LOST' });
    await assert.rejects(fetch(`${url}healthz`), 'the port is closed');
    portolan.close();
  });
}

/** A step's limit, and the second after that (src/server/container/watch-thread.ts). */
const BLOCKED_MS = 6000;

test('a service that keeps the process to itself while it ends: the process is killed within its limit, and it is named', {
  timeout: 30_000,
}, async () => {
  const child = startBad('blocks later in destroy');
  const end = ended(child);
  await listening(child);
  const from = performance.now();
  child.kill('SIGTERM');
  const { code, signal, stderr } = await end;
  const took = performance.now() - from;
  assert.deepEqual([code, signal], [null, 'SIGKILL'], stderr);
  assert.match(
    stderr,
    /^portolan: something blocked the process for 6000 ms while the service bad was in destroy: .*\[E_SERVICE_STOP\]$/m,
  );
  assert.deepEqual(steps(stderr), ['init below', 'init bad', 'init above', 'destroy above', 'destroy bad']);
  assert.ok(took >= BLOCKED_MS && took < 2 * BLOCKED_MS, `${took} ms`);
});
