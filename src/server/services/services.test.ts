// Services by themselves: what they keep over restarts, and what they do when it is time.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Methods } from '../api.ts';
import { createLifecycle } from '../container/lifecycle.ts';
import { type FakeWorld, fakeServerWorld, shortScan, untilStopped } from '../fake.test-data.ts';
import { openServices } from '../open-services.ts';
import type { Call } from '../rpc/call.ts';
import { Discovery } from './discovery.ts';
import { Events } from './events.ts';
import { InventoryService } from './inventory.ts';
import { Ping } from './ping.ts';
import { Schedule } from './schedule.ts';
import { Settings } from './settings.ts';

const REQUEST = { targets: ['198.18.0.0/30'], ports: '22', services: false, identity: false };
const NIGHTLY: Methods['schedule/put']['params'] = {
  name: 'nightly',
  cron: '0 3 * * *',
  request: REQUEST,
  enabled: true,
};

function call(): Call {
  const { signal } = new AbortController();
  const client = { gone: signal, confirm: async () => false, subscribe: () => ({ from: 0, missed: 0 }) };
  return { role: 'operator', signal, client, progress: () => {} };
}

async function begun(world: FakeWorld) {
  const { made, parts } = await openServices(world);
  const life = createLifecycle(parts);
  await life.begin();
  return { get: made.get, end: life.end };
}

test('schedules and settings are there after a restart, for their user alone', async () => {
  const world = await fakeServerWorld(shortScan, { now: () => new Date(2026, 10, 27, 22, 40) });
  const first = await begun(world);
  const entry = await first.get(Schedule).put(NIGHTLY);
  assert.deepEqual([entry.id, entry.lastScan, entry.nextRun], [1, null, new Date(2026, 10, 28, 3).toISOString()]);
  await first.get(Settings).set({ name: 'exclude', value: ['198.18.0.9'] });
  await first.end();
  for (const name of ['schedules.json', 'settings.json']) {
    assert.equal(statSync(join(world.folder, name)).mode & 0o777, 0o600);
  }
  const second = await begun(world);
  assert.deepEqual(await second.get(Schedule).list(), [entry]);
  assert.deepEqual(second.get(Settings).current, { exclude: ['198.18.0.9'], rate: null });
  const changed = await second.get(Schedule).put({ ...NIGHTLY, id: 1, enabled: false });
  assert.equal(changed.nextRun, null);
  await second.get(Schedule).remove({ id: 1 });
  assert.deepEqual(await second.get(Schedule).list(), []);
  await assert.rejects(second.get(Schedule).remove({ id: 1 }), { code: 'E_NO_SCHEDULE' });
  await second.end();
});

test('a file that was spoilt is named, and not thrown away', async () => {
  for (const [name, text] of [
    ['schedules.json', '[{"id":1'],
    ['schedules.json', '[{"id":"one"}]'],
    ['settings.json', '{"rate":-1}'],
  ]) {
    const world = await fakeServerWorld();
    writeFileSync(join(world.folder, name), text);
    await assert.rejects(begun(world), { code: 'E_SERVICE_START', message: new RegExp(name.replace('.', '\\.')) });
  }
});

test('what is due is scanned once, with the settings, and what was missed is not', async () => {
  let now = new Date(2026, 10, 27, 2, 59);
  const world = await fakeServerWorld(shortScan, { now: () => now });
  const { get, end } = await begun(world);
  const schedule = get(Schedule);
  await get(Settings).set({ name: 'exclude', value: ['198.18.0.2'] });
  await schedule.put(NIGHTLY);
  await schedule.look();
  now = new Date(2026, 10, 27, 3, 0, 2);
  await schedule.look();
  await schedule.look();
  while ((await schedule.list())[0].lastScan === null) await sleep(5);
  const { rows } = await world.inventory.scans();
  assert.equal(rows.length, 1);
  assert.deepEqual(rows[0].argv, [
    'scan',
    '-p',
    '22',
    '--no-services',
    '--no-identity',
    '--exclude',
    '198.18.0.2',
    '198.18.0.0/30',
  ]);
  assert.equal((await schedule.list())[0].nextRun, new Date(2026, 10, 28, 3).toISOString());
  await end();
  // Two days later: the next one is the next one.
  now = new Date(2026, 10, 29, 12);
  const later = await begun(world);
  assert.equal((await later.get(Schedule).list())[0].nextRun, new Date(2026, 10, 30, 3).toISOString());
  await later.end();
});

test('of two servers with one folder one runs what is due; the other knows what it was told, and does not begin while that runs', async () => {
  let now = new Date(2026, 10, 27, 2, 59);
  const world = await fakeServerWorld(untilStopped, { now: () => now });
  const other = await fakeServerWorld(shortScan, { now: () => now, folder: world.folder });
  const [one, two] = [await begun(world), await begun(other)];
  await one.get(Schedule).put({ ...NIGHTLY, cron: '* * * * *' });
  assert.equal((await two.get(Schedule).list()).length, 1);
  const count = async (): Promise<readonly number[]> => [
    (await world.inventory.scans()).total,
    (await other.inventory.scans()).total,
  ];
  now = new Date(2026, 10, 27, 3, 0, 2);
  await one.get(Schedule).look();
  while ((await two.get(Schedule).list())[0].lastScan === null) await sleep(5);
  await two.get(Schedule).look();
  now = new Date(2026, 10, 27, 3, 1, 2);
  await two.get(Schedule).look();
  await sleep(20);
  assert.deepEqual(await count(), [1, 0]);
  await one.get(Discovery).cancel({ scan: 1 });
  await one.end();
  const isDone = (): boolean =>
    readdirSync(world.folder).some(
      (file) => file.endsWith('.claim') && JSON.parse(readFileSync(join(world.folder, file), 'utf8')).isDone,
    );
  while (!isDone()) await sleep(5);
  // The one of 3:01 was left out (rule 1); the next is anybody's.
  now = new Date(2026, 10, 27, 3, 2, 2);
  await two.get(Schedule).look();
  while ((await count())[1] === 0) await sleep(5);
  assert.deepEqual(await count(), [1, 1]);
  await two.end();
});

test('a scan is paused, goes on, gets another limit, and what has ended is not steered', async () => {
  const world = await fakeServerWorld(untilStopped);
  const { get, end } = await begun(world);
  const discovery = get(Discovery);
  const { scan } = await discovery.start({ ...REQUEST, rate: 500 }, call());
  assert.equal((await discovery.status({ scan }))[0].rateCap, 500);
  assert.equal((await discovery.pause({ scan })).state, 'paused');
  assert.equal((await discovery.setRate({ scan, rate: 7 })).rateCap, 7);
  assert.equal((await discovery.goOn({ scan })).state, 'running');
  await discovery.cancel({ scan });
  while ((await discovery.status({ scan }))[0].ended === null) await sleep(5);
  await assert.rejects(discovery.pause({ scan }), { code: 'E_NOT_RUNNING', message: /scan 1 is interrupted/ });
  await end();
});

test('so many at once and no more; the end of the server ends them, and the inventory says so', async () => {
  const world = await fakeServerWorld(untilStopped);
  const { get, end } = await begun(world);
  const discovery = get(Discovery);
  for (let k = 0; k < 4; k++) await discovery.start(REQUEST, call());
  await assert.rejects(discovery.start(REQUEST, call()), { code: 'E_BUSY' });
  assert.deepEqual(await end(), []);
  assert.deepEqual(
    (await world.inventory.scans()).rows.map(({ state }) => state),
    Array(4).fill('interrupted'),
  );
});

test('one host again: all of it, or one port', async () => {
  const world = await fakeServerWorld(shortScan);
  const { get, end } = await begun(world);
  const discovery = get(Discovery);
  await discovery.lookAgain({ ip: '198.18.0.1', port: 161, proto: 'udp' }, call());
  await discovery.lookAgain({ ip: '198.18.0.1' }, call());
  await end();
  assert.deepEqual((await world.inventory.scans()).rows.map(({ argv }) => argv.join(' ')).sort(), [
    'scan --no-discovery 198.18.0.1',
    'scan --probe udp -p U:161 --no-discovery 198.18.0.1',
  ]);
});

test('changes are those since the last scan of the same targets, or since the one that is named; who looked at one host again hides none', async () => {
  const world = await fakeServerWorld(shortScan);
  const { get, end } = await begun(world);
  const discovery = get(Discovery);
  const scanned = async (targets: string): Promise<number> => {
    const { scan } = await discovery.start({ ...REQUEST, targets: [targets] }, call());
    while ((await discovery.status({ scan }))[0].ended === null) await sleep(5);
    return scan;
  };
  const inventory = get(InventoryService);
  const sides = async (asked: { from?: number; to?: number }) => {
    const { from, to } = await inventory.diff(asked, call());
    return [from, to];
  };
  const before = await scanned('198.18.0.0/30');
  await assert.rejects(sides({}), { code: 'E_NO_SCAN' });
  const other = await scanned('198.18.4.0/30');
  await assert.rejects(sides({ to: other }), { code: 'E_NO_SCAN', message: /targets of scan 2/ });
  const after = await scanned('198.18.0.0/30');
  const again = await scanned('198.18.0.1');
  assert.deepEqual(await sides({}), [before, after]);
  assert.deepEqual(await sides({ to: after }), [before, after]);
  assert.deepEqual(await sides({ from: other }), [other, again]);
  assert.deepEqual(await sides({ from: other, to: before }), [other, before]);
  await assert.rejects(sides({ from: again }), { code: 'E_NO_SCAN' });
  await end();
});

test('an inventory that cannot be written ends the scan, and its status says why', async () => {
  const world = await fakeServerWorld(untilStopped);
  const { begin } = world.inventory;
  Object.assign(world.inventory, {
    begin: async (...words: Parameters<typeof begin>) => ({
      ...(await begin(...words)),
      write: async () => Promise.reject(new Error('the disk is full')),
    }),
  });
  const { get, end } = await begun(world);
  const { scan } = await get(Discovery).start(REQUEST, call());
  let status = (await get(Discovery).status({ scan }))[0];
  while (status.ended === null) {
    await sleep(10);
    [status] = await get(Discovery).status({ scan });
  }
  assert.deepEqual([status.state, status.error], ['failed', 'the disk is full']);
  await end();
});

test('a ping is heard until it is stopped, or its client is gone', async () => {
  const world = await fakeServerWorld();
  const { get, end } = await begun(world);
  const heard: number[] = [];
  get(Events).listen((event) => event.type === 'ping' && heard.push(event.ping));
  const gone = new AbortController();
  const one = await get(Ping).start({ ip: '127.0.0.1', port: 9, intervalMs: 1 }, call());
  const client = { ...call().client, gone: gone.signal };
  const other = await get(Ping).start({ ip: '127.0.0.1', port: 9, intervalMs: 1 }, { ...call(), client });
  while (!heard.includes(one.ping) || !heard.includes(other.ping)) await sleep(2);
  await get(Ping).stop(one);
  gone.abort();
  await sleep(10);
  await assert.rejects(get(Ping).stop(other), { code: 'E_NO_PING' });
  heard.splice(0);
  await sleep(20);
  assert.deepEqual(heard, []);
  await end();
});
