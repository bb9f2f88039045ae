// Scans of the server that are gone on with, and those whose targets change while they run.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding, Line } from '../../finding/finding.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { fakeEngine, type Scan } from '../../survey/fake.test-data.ts';
import { endOfScan, OPEN } from '../../survey/run.test-data.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { rangeWords } from '../../target/range-words.ts';
import type { SurveyStatus } from '../api.ts';
import { createLifecycle } from '../container/lifecycle.ts';
import { type FakeWorld, fakeServerWorld, shortScan, untilStopped } from '../fake.test-data.ts';
import { openServices } from '../open-services.ts';
import type { Call } from '../rpc/call.ts';
import { Discovery } from './discovery.ts';
import { Settings } from './settings.ts';

const REQUEST = { targets: ['198.18.0.0/29'], ports: '22', services: false, identity: false, discovery: false };
const PLACE = '/state/inventory.db';

function call(): Call {
  const { signal } = new AbortController();
  const client = { gone: signal, confirm: async () => false, subscribe: () => ({ from: 0, missed: 0 }) };
  return { role: 'operator', signal, client, progress: () => {} };
}

interface Begun {
  readonly discovery: Discovery;
  readonly settings: Settings;
  readonly world: FakeWorld;
  /** Of each job of the engine. */
  readonly asked: () => readonly string[];
  readonly folders: () => readonly string[];
  ended(scan: number): Promise<SurveyStatus>;
  lines(scan: number): Promise<readonly Line[]>;
  end(): Promise<readonly string[]>;
}

/** `before`: one that has ended, whose inventory and journals are there. */
async function begun(scan: Scan, before?: Begun): Promise<Begun> {
  const specs: ScanSpec[] = [];
  const made = await fakeServerWorld();
  const { folder, inventory } = before?.world ?? made;
  const root = join(folder, 'journals');
  const change = { folder, inventory, openInventory: async () => inventory, journals: { root, place: PLACE } };
  const world: FakeWorld = { ...made, ...change, engine: fakeEngine(scan, specs) };
  const { made: services, parts } = await openServices(world);
  const life = createLifecycle(parts);
  await life.begin();
  const discovery = services.get(Discovery);
  return {
    discovery,
    settings: services.get(Settings),
    world,
    asked: () => specs.map(({ targets }) => [...rangeWords(flatten(targets))].join(' ')),
    folders: () => readdirSync(root),
    async ended(scan) {
      for (;;) {
        const [status] = await discovery.status({ scan });
        if (status.ended !== null) return status;
        await sleep(5);
      }
    },
    async lines(scan) {
      const all: Line[] = [];
      for await (const line of inventory.lines(scan)) all.push(line);
      return all;
    },
    end: life.end,
  };
}

/** The engine dies in the middle. */
const dies: Scan = async function* () {
  yield { ...OPEN };
  throw Object.assign(new Error('the packet engine ended before it was done'), { code: 'E_ENGINE_DIED' });
};

test('a scan that was interrupted is gone on with under its number, with the exclusions of now, and then its journal is gone', async () => {
  const one = await begun(untilStopped);
  const { scan } = await one.discovery.start(REQUEST, call());
  assert.deepEqual(await one.discovery.resumable(), [], 'it runs');
  await assert.rejects(one.discovery.resume({ scan }, call()), { code: 'E_NO_JOURNAL' });
  await one.end();
  assert.deepEqual(one.folders(), ['1']);

  const two = await begun(shortScan, one);
  assert.deepEqual(await two.discovery.resumable(), [scan]);
  await two.settings.set({ name: 'exclude', value: ['198.18.0.7'] });
  assert.equal((await two.discovery.resume({ scan }, call())).scan, scan);
  assert.equal((await two.ended(scan)).state, 'finished');
  assert.deepEqual(two.asked(), ['198.18.0.0-198.18.0.6']);
  assert.deepEqual([await two.discovery.resumable(), two.folders()], [[], []]);
  assert.equal((await two.world.inventory.scans()).total, 1);
  await two.end();
});

test('a scan whose engine died can be gone on with; one that ended by itself, and one of another inventory, cannot', async () => {
  const one = await begun(dies);
  const { scan } = await one.discovery.start(REQUEST, call());
  assert.equal((await one.ended(scan)).state, 'failed');
  assert.deepEqual(await one.discovery.resumable(), [scan]);
  Object.assign(one.world.journals!, { place: '/state/other.db' });
  assert.deepEqual(await one.discovery.resumable(), []);
  await one.end();
  const two = await begun(shortScan);
  await two.ended((await two.discovery.start(REQUEST, call())).scan);
  assert.deepEqual(await two.discovery.resumable(), []);
  await two.end();
});

test('targets are added: a further job when the first has ended, one scan, one end, each address once', async () => {
  const { promise: goes, resolve: go } = Promise.withResolvers<void>();
  const slow: Scan = async function* (spec) {
    yield { ...OPEN };
    await goes;
    yield endOfScan(spec);
  };
  const { discovery, asked, ended, lines, world, end } = await begun(slow);
  const { scan } = await discovery.start(REQUEST, call());
  const status = await discovery.addTargets({ scan, targets: ['198.18.0.4-198.18.0.9'] }, call());
  assert.deepEqual(status.targets, ['198.18.0.0-198.18.0.9']);
  await assert.rejects(discovery.addTargets({ scan, targets: ['198.18.0.9'] }, call()), { code: 'E_TARGETS' });
  assert.deepEqual(await discovery.resumable(), []);
  go();
  assert.equal((await ended(scan)).state, 'finished');
  assert.deepEqual(asked(), ['198.18.0.0/29', '198.18.0.8/31']);
  const all = await lines(scan);
  const count = (type: Line['type']): number => all.filter((line) => line.type === type).length;
  assert.deepEqual([count('start'), count('end')], [1, 1]);
  const row = await world.inventory.scan(scan);
  assert.deepEqual([row.targets, row.end?.probes, row.end?.hostsAsked], [['198.18.0.0-198.18.0.9'], 40, 4]);
  await assert.rejects(discovery.addTargets({ scan, targets: ['198.18.1.1'] }, call()), { code: 'E_NOT_RUNNING' });
  await end();
});

test('what was added or dropped holds when the scan is gone on with', async () => {
  const one = await begun(untilStopped);
  const { scan } = await one.discovery.start(REQUEST, call());
  await one.discovery.addTargets({ scan, targets: ['198.18.9.0/30'] }, call());
  const { targets } = await one.discovery.dropTargets({ scan, targets: ['198.18.0.0/30', '198.18.9.3'] }, call());
  assert.deepEqual(targets, ['198.18.0.4/30', '198.18.9.0-198.18.9.2']);
  for (const nobody of ['198.18.0.1', '198.18.7.7']) {
    await assert.rejects(one.discovery.dropTargets({ scan, targets: [nobody] }, call()), { code: 'E_TARGETS' });
  }
  const all = { scan, targets: ['198.18.0.0/16'] };
  await assert.rejects(one.discovery.dropTargets(all, call()), { code: 'E_TARGETS', message: /cancel it/ });
  while (one.asked().length < 2) await sleep(5);
  assert.deepEqual(one.asked(), ['198.18.0.0/29', '198.18.0.4/30']);
  await one.end();

  const two = await begun(shortScan, one);
  await two.discovery.resume({ scan }, call());
  await two.ended(scan);
  assert.deepEqual(two.asked(), ['198.18.0.4/30', '198.18.9.0-198.18.9.2']);
  assert.deepEqual(two.folders(), []);
  await two.end();
});

test('paused and capped, what is added is so too', async () => {
  const controls: (readonly [paused: boolean, rateCap: number | null | undefined])[] = [];
  const scan: Scan = async function* (spec, { signal, steering }) {
    controls.push([steering!.paused, steering!.rateCap]);
    while (controls.length === 1 && steering!.paused === false && !signal?.aborted) await sleep(2);
    yield { ...endOfScan(spec) } as Finding;
  };
  const { discovery, ended, end } = await begun(scan);
  const { scan: number } = await discovery.start(REQUEST, call());
  while (controls.length === 0) await sleep(2);
  await discovery.setRate({ scan: number, rate: 7 });
  await discovery.addTargets({ scan: number, targets: ['198.18.9.0/30'] }, call());
  await discovery.pause({ scan: number });
  await ended(number);
  assert.deepEqual(controls, [
    [false, undefined],
    [true, 7],
  ]);
  await end();
});
