// The server from the outside, on 127.0.0.1: who gets in, and what it does for those who are.
import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import type { EventBatch, MethodName, Role, ServerEvent, SurveyStatus } from './api.ts';
import { type PortolanClient, PortolanError } from './client/client.ts';
import { connect } from './client/node.ts';
import { bearer, type FakeServer, fakeServer, shortScan, TOKENS, untilStopped } from './fake.test-data.ts';

const LIMIT = { timeout: 30_000 };
const START = { targets: ['198.18.0.0/30'], ports: '22', services: false, identity: false };

interface Described {
  readonly methods: readonly { readonly name: string; readonly 'x-role': Role }[];
}

async function describe({ get }: FakeServer): Promise<Described['methods']> {
  return ((await (await get('/api/openrpc.json', bearer(TOKENS.operator))).json()) as Described).methods;
}

/** How an upgrade is answered. */
function upgrade(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/rpc`, { headers });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', (error) => (/Unexpected server response/.test(error.message) ? null : reject(error)));
  });
}

/** All that comes back where an upgrade is asked for without a token, and the call sent behind it without waiting (RFC 6455 section 5.2). */
function callUnasked({ server }: FakeServer, call: string): Promise<string> {
  const key = Buffer.alloc(16).toString('base64');
  const head = ['GET /rpc HTTP/1.1', `Host: 127.0.0.1:${server.port()}`, 'Upgrade: websocket', 'Connection: Upgrade'];
  const rest = [`Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13', '', ''];
  const frame = Buffer.from([0x81, 0x80 | 126, call.length >> 8, call.length & 0xff, 0, 0, 0, 0]);
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = createConnection(server.port(), '127.0.0.1');
    socket.setEncoding('latin1').on('data', (text) => {
      said += text;
    });
    socket.on('close', () => resolve(said)).on('error', reject);
    socket.write(Buffer.concat([Buffer.from([...head, ...rest].join('\r\n')), frame, Buffer.from(call)]));
  });
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'done',
    (error: unknown) => (error instanceof PortolanError ? error.code : String(error)),
  );
}

/** What ended it, once it has. */
async function ended(portolan: PortolanClient, scan: number): Promise<SurveyStatus> {
  for (;;) {
    const [status] = await portolan.call('discovery/status', { scan });
    if (status.ended !== null) return status;
    await sleep(10);
  }
}

test('without a token: no page, no data, no WebSocket, and so no method', LIMIT, async () => {
  await using fake = await fakeServer();
  const paths = ['/', '/index.html', '/assets/x.js', '/hosts/198.18.0.1', '/metrics', '/api/openrpc.json', '/api/none'];
  const data = ['/api/scans', '/api/hosts', '/api/ports', '/api/services', '/api/export/1.jsonl'];
  const wrong = [
    {},
    bearer('x'.repeat(43)),
    { cookie: `portolan-${fake.server.port()}=operator.9999999999.${'0'.repeat(64)}` },
  ];
  for (const path of [...paths, ...data]) {
    const answer = await fake.get(path);
    assert.equal(answer.status, 401, path);
    assert.match(await answer.text(), /E_LOGIN/);
  }
  for (const headers of wrong) {
    assert.equal((await fake.get('/api/hosts', headers as Record<string, string>)).status, 401);
    assert.equal(await upgrade(fake.url, headers as Record<string, string>), 401);
  }
  assert.equal((await fake.get('/?token=nonsense')).status, 401);
  assert.equal((await fake.get('/healthz')).status, 200);
  const methods = await describe(fake);
  assert.ok(methods.length >= 20);
  for (const { name } of methods) {
    const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method: name, params: {} });
    for (const path of ['/rpc', '/api/rpc', `/api/${name}`, '/']) {
      const answer = await fetch(new URL(path, fake.url), { method: 'POST', body: call });
      assert.ok([400, 401].includes(answer.status), `${path} ${name}: ${answer.status}`); // 400: no body is taken
      assert.doesNotMatch(await answer.text(), /jsonrpc|result/, `${path} ${name}`);
    }
    const said = await callUnasked(fake, call);
    assert.match(said, /^HTTP\/1\.1 401 /, name);
    assert.doesNotMatch(said, /jsonrpc|101/, name);
  }
  await assert.rejects(connect(fake.url, { reconnect: false }), { code: 'E_CONNECT' });
  assert.equal(await upgrade(fake.url, bearer(TOKENS.viewer)), 101);
});

test('another Host or another Origin is refused, on requests and on upgrades', LIMIT, async () => {
  await using fake = await fakeServer(shortScan, { names: ['charts.example'] });
  const port = fake.server.port();
  const cases: [headers: Record<string, string>, status: number][] = [
    [{ host: `rebound.example:${port}` }, 421],
    [{ host: `127.0.0.1.rebound.example:${port}` }, 421],
    [{ host: '..' }, 421],
    [{ host: `localhost:${port}` }, 200],
    [{ host: `[::1]:${port}` }, 200],
    [{ host: `Charts.example:${port}` }, 200],
    [{ origin: 'http://rebound.example' }, 403],
    [{ origin: `https://127.0.0.1:${port}` }, 403],
    [{ origin: `http://127.0.0.1:${port + 1}` }, 403],
    [{ origin: `http://localhost:${port}` }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: `http://127.0.0.1:${port}` }, 200],
    [{ host: `charts.example`, origin: 'http://charts.example' }, 200],
  ];
  const { request } = await import('node:http');
  const status = (headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path: '/api/scans', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      asked.on('error', reject).end();
    });
  for (const [headers, expected] of cases) {
    const all = { ...headers, ...bearer(TOKENS.operator) };
    assert.equal(await status(all), expected, JSON.stringify(headers));
    assert.equal(await upgrade(fake.url, all), expected === 200 ? 101 : expected);
  }
});

test('the link becomes a session, which outlives the server and ends with the token', LIMIT, async () => {
  const { mkdtempSync, writeFileSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const pages = mkdtempSync(`${tmpdir()}/portolan-pages-`);
  writeFileSync(`${pages}/index.html`, '<title>chart</title>');
  await using fake = await fakeServer(shortScan, { pages });
  const answer = await fake.get(`/?token=${TOKENS.viewer}`);
  const [set] = answer.headers.getSetCookie();
  assert.match(set, /; HttpOnly; SameSite=Strict$/);
  assert.doesNotMatch(await answer.text(), /token|chart/);
  const cookie = set.split(';')[0];
  assert.equal(await (await fake.get('/', { cookie })).text(), '<title>chart</title>');
  assert.equal(await (await fake.get('/hosts/198.18.0.1', { cookie })).text(), '<title>chart</title>');
  assert.equal(await upgrade(fake.url, { cookie, origin: fake.url }), 101);
  // A viewer's session does not become an operator's by being called that.
  assert.equal((await fake.get('/', { cookie: cookie.replace('viewer', 'operator') })).status, 401);
  const posted = await fetch(`${fake.url}/api/session`, { method: 'POST', headers: bearer(TOKENS.operator) });
  assert.deepEqual(((await posted.json()) as { role: string }).role, 'operator');
});

test('who tries wrong tokens is not listened to for a while; sessions go on', LIMIT, async () => {
  await using fake = await fakeServer();
  const [set] = (await fake.get(`/?token=${TOKENS.operator}`)).headers.getSetCookie();
  for (let k = 0; k < 10; k++) assert.equal((await fake.get('/api/scans', bearer(`${k}`))).status, 401);
  assert.equal((await fake.get('/api/scans', bearer(TOKENS.operator))).status, 429);
  assert.equal((await fake.get('/api/scans', { cookie: set.split(';')[0] })).status, 200);
});

test('a viewer may look: of every method that changes something it is refused', LIMIT, async () => {
  await using fake = await fakeServer();
  const viewer = await connect(fake.url, { token: TOKENS.viewer, reconnect: false });
  assert.equal((await viewer.call('server/info')).role, 'viewer');
  const methods = await describe(fake);
  const changing = methods.filter((method) => method['x-role'] === 'operator').map(({ name }) => name as MethodName);
  const call = viewer.call as (method: MethodName, params?: unknown) => Promise<unknown>;
  for (const name of changing) assert.equal(await codeOf(call(name, {})), 'E_ROLE', name);
  assert.deepEqual(
    methods
      .filter((method) => method['x-role'] === 'viewer')
      .map(({ name }) => name)
      .sort(),
    [
      ...['discovery/resumable', 'discovery/status', 'events/subscribe', 'interfaces/list'],
      ...['diff', 'host', 'hosts', 'lines', 'ports', 'scans', 'services'].map((name) => `inventory/${name}`),
      ...['schedule/list', 'server/info', 'settings/get'],
    ],
  );
  viewer.close();
});

test('what does not fit its schema meets no service', LIMIT, async () => {
  await using fake = await fakeServer();
  const portolan = await connect(fake.url, { token: TOKENS.operator, reconnect: false });
  const call = portolan.call as (method: string, params?: unknown) => Promise<unknown>;
  const cases: [method: string, params: unknown, code: string][] = [
    ['discovery/start', {}, 'E_PARAMS'],
    ['discovery/start', { targets: [] }, 'E_PARAMS'],
    ['discovery/start', { targets: ['-'] }, 'E_PARAMS'],
    ['discovery/start', { targets: ['/etc/passwd'] }, 'E_PARAMS'],
    ['discovery/start', { targets: ['198.18.0.1'], targetsFile: ['/etc/passwd'] }, 'E_PARAMS'],
    ['discovery/start', { targets: ['198.18.0.1'], authorized: true }, 'E_PARAMS'],
    ['discovery/start', { targets: ['198.18.0.1'], rate: 0 }, 'E_PARAMS'],
    ['discovery/start', { targets: ['198.18.0.1'], ports: 'x' }, 'E_PORTS'],
    ['discovery/start', [{ targets: ['198.18.0.1'] }], 'E_PARAMS'],
    ['discovery/cancel', { scan: 7 }, 'E_NO_SCAN'],
    ['discovery/lookAgain', { ip: 'host.example' }, 'E_PARAMS'],
    ['discovery/resume', { scan: 7 }, 'E_NO_JOURNAL'],
    ['discovery/addTargets', { scan: 7, targets: ['/etc/passwd'] }, 'E_PARAMS'],
    ['discovery/dropTargets', { scan: 7, targets: ['198.18.0.1'] }, 'E_NO_SCAN'],
    ['inventory/hosts', { limit: 1e9 }, 'E_PARAMS'],
    ['inventory/hosts', { __proto__: null, constructor: 1 }, 'E_PARAMS'],
    ['inventory/lines', { scan: 9 }, 'E_NO_SCAN'],
    ['ping/start', { ip: '127.0.0.1', port: 70_000 }, 'E_PARAMS'],
    ['ping/stop', { ping: 3 }, 'E_NO_PING'],
    ['schedule/put', { name: 'x', cron: '61 * * * *', request: START, enabled: true }, 'E_CRON'],
    ['settings/set', { name: 'constructor', value: 1 }, 'E_SETTING'],
    ['settings/set', { name: 'rate', value: 'quick' }, 'E_SETTING'],
    ['toString', {}, 'E_METHOD'],
    ['discovery/begin', {}, 'E_METHOD'],
    ['inventory/close', {}, 'E_METHOD'],
  ];
  for (const [method, params, code] of cases) {
    assert.equal(await codeOf(call(method, params)), code, `${method} ${JSON.stringify(params)}`);
  }
  assert.deepEqual(fake.world.reported, []);
  portolan.close();
});

test('a scan: its lines are pushed and kept, its status is told, everybody sees it', LIMIT, async () => {
  await using fake = await fakeServer(untilStopped);
  const operator = await connect(fake.url, { token: TOKENS.operator, reconnect: false });
  const viewer = await connect(fake.url, { token: TOKENS.viewer, reconnect: false });
  const events: ServerEvent[] = [];
  const { promise: seen, resolve } = Promise.withResolvers<void>();
  await viewer.onEvents((batch) => {
    events.push(...batch.events);
    if (events.some((event) => event.type === 'line' && event.line.type === 'port')) resolve();
  });
  const { scan, state } = await operator.call('discovery/start', START);
  assert.equal(state, 'running');
  await seen;
  const [running] = await viewer.call('discovery/status', {});
  assert.deepEqual([running.scan, running.hostsUp, running.openPorts, running.ended], [scan, 1, 1, null]);
  assert.deepEqual(
    (await viewer.call('inventory/hosts', {})).rows.map(({ ip }) => ip),
    ['198.18.0.1'],
  );

  assert.equal((await operator.call('discovery/cancel', { scan })).state, 'stopping');
  assert.equal((await ended(viewer, scan)).state, 'interrupted');
  const kept = await viewer.call('inventory/lines', { scan });
  await sleep(150);
  const pushed = events.flatMap((event) => (event.type === 'line' ? [event.line] : []));
  assert.deepEqual(pushed, kept.lines);
  assert.deepEqual([pushed[0].type, pushed.at(-1)?.type], ['start', 'end']);
  const states = events.flatMap((event) => (event.type === 'status' ? [event.status.state] : []));
  assert.deepEqual([...new Set(states)], ['running', 'stopping', 'interrupted']);

  const file = await (await fake.get(`/api/export/${scan}.jsonl`, bearer(TOKENS.viewer))).text();
  assert.equal(file.trimEnd().split('\n').length, kept.lines.length);
  const xml = await (await fake.get(`/api/export/${scan}.xml`, bearer(TOKENS.viewer))).text();
  assert.match(xml, /<address addr="198\.18\.0\.3"/);
  const { formats } = await viewer.call('server/info');
  for (const format of formats) {
    const answer = await fake.get(`/api/export/${scan}.${format}`, bearer(TOKENS.viewer));
    assert.equal(answer.status, 200, format);
    assert.match(await answer.text(), /198\.18\.0\.[13]/, format);
  }
  assert.equal((await fake.get(`/api/export/${scan}.exe`, bearer(TOKENS.viewer))).status, 404);
  const rest = await (await fake.get('/api/scans?limit=1', bearer(TOKENS.viewer))).json();
  assert.equal((rest as { rows: { id: number }[] }).rows[0].id, scan);
  assert.equal((await fake.get('/api/scans?limit=many', bearer(TOKENS.viewer))).status, 400);
  assert.match(
    await (await fake.get('/metrics', bearer(TOKENS.viewer))).text(),
    /portolan_surveys\{state="interrupted"\} 1/,
  );
  operator.close();
  viewer.close();
});

test('many public addresses are scanned when a person said yes, and not before', LIMIT, async () => {
  await using fake = await fakeServer();
  const request = { ...START, targets: ['9.0.0.0/16'] };
  const asked: string[] = [];
  for (const answer of [false, true]) {
    const confirm = ({ text }: { text: string }): boolean => asked.push(text) > 0 && answer;
    const portolan = await connect(fake.url, { token: TOKENS.operator, reconnect: false, confirm });
    assert.equal(await codeOf(portolan.call('discovery/start', request)), answer ? 'done' : 'E_NOT_AUTHORIZED');
    portolan.close();
  }
  assert.equal(asked.length, 2);
  assert.match(asked[0], /9\.0\.0\.0\/16/);
});

test('a call is taken back, a progress token is obeyed, a ping ends with who started it', LIMIT, async () => {
  await using fake = await fakeServer(untilStopped);
  const socket = new WebSocket(`${fake.url.replace('http', 'ws')}/rpc`, { headers: bearer(TOKENS.operator) });
  const heard: { id?: number; method?: string; params?: { token?: string; value?: SurveyStatus } }[] = [];
  socket.on('message', (data) => heard.push(JSON.parse(String(data))));
  await new Promise((resolve) => socket.once('open', resolve));
  const send = (value: object): void => socket.send(JSON.stringify({ jsonrpc: '2.0', ...value }));
  send({ id: 1, method: 'discovery/start', params: { ...START, progressToken: 'p' } });
  send({ id: 2, method: 'ping/start', params: { ip: '127.0.0.1', port: 9, intervalMs: 100 } });
  const progress = () => heard.filter(({ method }) => method === '$/progress');
  while (progress().length < 2) await sleep(10);
  assert.equal(progress()[0].params?.token, 'p');
  assert.equal(progress()[0].params?.value?.state, 'running');

  const watcher = await connect(fake.url, { token: TOKENS.viewer, reconnect: false });
  const pings: number[] = [];
  const { promise: pinged, resolve } = Promise.withResolvers<void>();
  await watcher.onEvents(({ events }) => {
    for (const event of events) if (event.type === 'ping') pings.push(event.ping);
    if (pings.length > 1) resolve();
  });
  await pinged;
  socket.close();
  await sleep(200);
  const count = pings.length;
  await sleep(300);
  assert.equal(pings.length, count);
  watcher.close();
});

test('after a lost connection a client goes on after the last event that it saw', LIMIT, async () => {
  await using fake = await fakeServer(untilStopped);
  const states: string[] = [];
  const { promise: back, resolve } = Promise.withResolvers<void>();
  const portolan = await connect(fake.url, {
    token: TOKENS.operator,
    onState(state) {
      states.push(state);
      if (state === 'connected') resolve();
    },
  });
  const batches: EventBatch[] = [];
  await portolan.onEvents((batch) => batches.push(batch));
  const { scan } = await portolan.call('discovery/start', START);
  while (batches.length === 0) await sleep(10);
  fake.dropClients();
  await back;
  await portolan.call('discovery/cancel', { scan });
  await ended(portolan, scan);
  await sleep(150);
  assert.deepEqual(states, ['lost', 'connected']);
  const kept = (await portolan.call('inventory/lines', { scan })).lines;
  const pushed = batches
    .flatMap(({ events }) => events)
    .flatMap((event) => (event.type === 'line' ? [event.line] : []));
  assert.deepEqual(pushed, kept);
  assert.ok(batches.every(({ missed }) => missed === 0));
  portolan.close();
});

test('what is no message ends the connection, and harms nobody else', LIMIT, async () => {
  await using fake = await fakeServer();
  const closes = (data: string | Buffer): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${fake.url.replace('http', 'ws')}/rpc`, { headers: bearer(TOKENS.viewer) });
      socket.on('open', () => socket.send(data));
      socket.on('close', resolve);
    });
  assert.equal(await closes('{'), 1007);
  assert.equal(await closes('[]'), 1007);
  assert.equal(await closes('null'), 1007);
  assert.equal(await closes(Buffer.from('{}')), 1003);
  assert.equal(await closes('x'.repeat(2 ** 20 + 1)), 1009);
  const body = await fetch(`${fake.url}/api/scans`, { method: 'POST', body: 'x', headers: bearer(TOKENS.operator) });
  assert.equal(body.status, 400);
  const viewer = await connect(fake.url, { token: TOKENS.viewer, reconnect: false });
  assert.equal((await viewer.call('server/info')).version, '0.0.0');
  viewer.close();
});
