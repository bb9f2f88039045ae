import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { UNSTEERED } from '../finding/steering.ts';
import {
  AT_ONCE,
  BESIDE,
  type CrowdOptions,
  createCrowd as createCrowdBeside,
  type Found,
  LISTENING_PER_HOST,
  PER_HOST,
} from './crowd.ts';
import { createLoad } from './load.ts';
import type { Recognised } from './recognise/recognised.ts';

const KNOWN: Recognised = { service: 'ssh', verdict: { confidence: 1 }, tls: null, exchanges: [] };
const endpoint = (ip: string, port: number) => ({ ip, port, proto: 'tcp' }) as const;

/** On a machine that keeps up with everything. */
const load = { limit: () => AT_ONCE };

function createCrowd(options: CrowdOptions) {
  const crowd = createCrowdBeside({ load, ...options });
  crowd.alone();
  return crowd;
}

async function all(crowd: ReturnType<typeof createCrowd>): Promise<Found[]> {
  const found: Found[] = [];
  while (await crowd.next()) found.push(...crowd.ready());
  return found;
}

test('no more of one host at once than is allowed, and another is not kept waiting', async () => {
  const running = new Map<string, number>();
  let most = 0;
  const order: string[] = [];
  const crowd = createCrowd({
    signal: new AbortController().signal,
    async recognise({ ip }) {
      order.push(ip);
      running.set(ip, (running.get(ip) ?? 0) + 1);
      most = Math.max(most, running.get(ip)!);
      await setImmediate();
      running.set(ip, running.get(ip)! - 1);
      return KNOWN;
    },
  });
  for (let port = 1; port <= 3 * PER_HOST; port++) crowd.add(endpoint('198.18.0.1', port));
  crowd.add(endpoint('198.18.0.2', 1));
  const found = await all(crowd);
  assert.equal(found.length, 3 * PER_HOST + 1);
  assert.equal(most, PER_HOST);
  assert.equal(order.indexOf('198.18.0.2'), PER_HOST);
  assert.deepEqual([crowd.asked, crowd.done], [found.length, found.length]);
});

test('as long as ports are still being looked for few are asked at once', async () => {
  let running = 0;
  let most = 0;
  const crowd = createCrowdBeside({
    signal: new AbortController().signal,
    load,
    async recognise() {
      most = Math.max(most, ++running);
      await setImmediate();
      running--;
      return KNOWN;
    },
  });
  for (let port = 1; port <= 3 * BESIDE; port++) crowd.add(endpoint('198.18.0.1', port));
  let found = 0;
  while (found < 2 * BESIDE && (await crowd.next())) found += crowd.ready().length;
  assert.equal(most, BESIDE);
  for (let port = 1; port <= 2 * PER_HOST; port++) crowd.add(endpoint('198.18.0.1', port));
  crowd.alone();
  assert.equal((await all(crowd)).length + found, 3 * BESIDE + 2 * PER_HOST);
  assert.equal(most, PER_HOST);
});

test('hosts take turns: one with many ports keeps no other waiting', async () => {
  const order: string[] = [];
  const crowd = createCrowd({
    signal: new AbortController().signal,
    async recognise({ ip }) {
      order.push(ip);
      await setImmediate();
      return KNOWN;
    },
  });
  for (let host = 1; host <= 3; host++) {
    for (let port = 1; port <= 2 * PER_HOST; port++) crowd.add(endpoint(`198.18.0.${host}`, port));
  }
  await all(crowd);
  assert.ok(order.indexOf('198.18.0.3') < 3 * PER_HOST, `${order.indexOf('198.18.0.3')}`);
});

test('of a host those ports begin first whose talk takes long, in the order they were found', async () => {
  const order: number[] = [];
  const crowd = createCrowd({
    signal: new AbortController().signal,
    takesLong: ({ port }) => port % 2 === 0,
    load: { limit: () => 1 },
    async recognise({ port }) {
      order.push(port);
      await setImmediate();
      return KNOWN;
    },
  });
  for (const port of [1, 3, 6, 5, 4, 7, 2]) crowd.add(endpoint('198.18.0.1', port));
  await all(crowd);
  assert.deepEqual(order, [1, 6, 4, 2, 3, 5, 7]); // the first began at once
});

test('aborted, what runs ends and nothing else begins', async () => {
  const stop = new AbortController();
  let begun = 0;
  const crowd = createCrowd({
    signal: stop.signal,
    async recognise() {
      begun++;
      await setImmediate();
      return KNOWN;
    },
  });
  for (let port = 1; port <= 2 * PER_HOST; port++) crowd.add(endpoint('198.18.0.1', port));
  stop.abort();
  crowd.add(endpoint('198.18.0.1', 1));
  assert.equal((await all(crowd)).length, PER_HOST);
  assert.equal(begun, PER_HOST);
});

test('with a rate they begin one after another, and all of them', async () => {
  const crowd = createCrowd({ signal: new AbortController().signal, rate: 200, recognise: async () => KNOWN });
  const begin = performance.now();
  for (let port = 1; port <= 60; port++) crowd.add(endpoint('198.18.0.1', port));
  assert.equal((await all(crowd)).length, 60);
  // 100 ms may be made up for: 20 at once, the other 40 at 5 ms each. Never faster, however slow the machine is.
  assert(performance.now() - begin >= 190);
});

test('paused none begins, and with a limit none beside the scan; then they go on', async () => {
  const control = { ...UNSTEERED, paused: true };
  let begun = 0;
  const crowd = createCrowdBeside({
    signal: new AbortController().signal,
    steering: control,
    recognise: async () => {
      begun++;
      return KNOWN;
    },
  });
  for (let port = 1; port <= 3; port++) crowd.add(endpoint('198.18.0.1', port));
  await setTimeout(5);
  assert.equal(begun, 0);
  Object.assign(control, { paused: false, rateCap: 1000 });
  crowd.add(endpoint('198.18.0.1', 4));
  assert.equal(begun, 0);
  crowd.alone();
  assert.equal((await all(crowd)).length, 4);
});

test('a fault of ours is told at the end', async () => {
  const crowd = createCrowd({
    signal: new AbortController().signal,
    recognise: async ({ port }) => {
      if (port === 1) throw new Error('broken');
      return KNOWN;
    },
  });
  crowd.add(endpoint('198.18.0.1', 1));
  crowd.add(endpoint('198.18.0.1', 2));
  assert.equal(await crowd.next(), true);
  crowd.ready();
  await assert.rejects(crowd.next(), /broken/);
});

test('who was not asked to the end is not told to be unknown', async () => {
  const stop = new AbortController();
  const crowd = createCrowd({
    signal: stop.signal,
    async recognise({ port }) {
      await setImmediate();
      return port === 1 ? KNOWN : { ...KNOWN, service: 'unknown', verdict: { confidence: 0 } };
    },
  });
  crowd.add(endpoint('198.18.0.1', 1));
  crowd.add(endpoint('198.18.0.1', 2));
  stop.abort();
  assert.deepEqual(
    (await all(crowd)).map((found) => found.endpoint.port),
    [1],
  );
});

test('a port that is only listened to makes room for another, unless too many of its host are', async () => {
  const release = Promise.withResolvers<void>();
  let begun = 0;
  const crowd = createCrowd({
    signal: new AbortController().signal,
    async recognise(_, idle) {
      begun++;
      await setImmediate();
      idle();
      idle();
      await release.promise;
      return KNOWN;
    },
  });
  const ports = LISTENING_PER_HOST + 2 * PER_HOST;
  for (let port = 1; port <= ports; port++) crowd.add(endpoint('198.18.0.1', port));
  assert.equal(begun, PER_HOST);
  for (let k = 0; k < 10; k++) await setImmediate();
  assert.equal(begun, LISTENING_PER_HOST + PER_HOST);
  release.resolve();
  assert.equal((await all(crowd)).length, ports);
  assert.deepEqual([crowd.asked, crowd.done], [ports, ports]);
});

test('whoever keeps up takes more at once, though nobody of those that are asked has an end', async () => {
  const release = Promise.withResolvers<void>();
  let begun = 0;
  const crowd = createCrowd({
    signal: new AbortController().signal,
    load: createLoad(AT_ONCE),
    async recognise() {
      begun++;
      await release.promise;
      return KNOWN;
    },
  });
  for (let host = 1; host <= 200; host++) crowd.add(endpoint(`198.18.0.${host}`, 1));
  const first = begun;
  assert(first < 200);
  while (begun < 200) await setTimeout(10);
  release.resolve();
  assert.equal((await all(crowd)).length, 200);
});
