// What every inventory does, whatever it is kept in. One test a place: a database is made once.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { Line, StartLine } from '../finding/finding.ts';
import { factsOf, inventoryForTests, scanned, startOf, type TestInventory, timeOf } from './inventory.test-data.ts';
import { openDatabase } from './open-database.ts';
import { askAll } from './query/ask.test-data.ts';
import { thisProcess } from './write/process.ts';

const IP = '198.18.0.7';
const AT = { stage: 'syn', time: timeOf(0) } as const;
const SILENT: Line = {
  type: 'port',
  ip: IP,
  proto: 'tcp',
  port: 22,
  state: 'filtered',
  reason: 'no-response',
  probe: 'syn',
  ...AT,
};
const OPEN: Line = { ...SILENT, state: 'open', reason: 'syn-ack', ttl: 64 };
const SSH: Line = {
  ...{
    type: 'service',
    ip: IP,
    proto: 'tcp',
    port: 22,
    service: 'ssh',
    product: 'OpenSSH',
    version: '9.2p1',
    tls: false,
  },
  ...{ confidence: 1, evidence: [], stage: 'services', time: timeOf(0) },
};
const UP: Line = { type: 'host', ip: IP, state: 'up', reason: 'rst', probe: 'syn', ...AT };
const HOST_END: Line = { type: 'host-end', ip: IP, open: 1, closed: 65_534, filtered: 0, ...AT };

export type Check = (inventory: TestInventory, where: string) => Promise<void>;

export const CHECKS: Readonly<Record<string, Check>> = {
  'filters, order and parts of hosts, ports and services': askAll,

  async 'a fact that comes again is one fact, and lines come back as a survey has them'(inventory) {
    const scan = await scanned(inventory, [
      { type: 'phase', ...AT },
      ...[UP, SILENT, SILENT, OPEN, SSH, HOST_END],
      { type: 'phase-end', ...AT },
    ]);
    const [start, ...lines] = await every(inventory.lines(scan));
    assert.deepEqual(start, startOf(0));
    assert.deepEqual(
      lines.map(({ type }) => type),
      ['host', 'port', 'service', 'host-end', 'phase-end'],
    );
    assert.equal((lines[1] as { state: string }).state, 'open');
    assert.deepEqual((await inventory.ports()).rows, [
      {
        ...{
          device: 1,
          ip: IP,
          proto: 'tcp',
          port: 22,
          state: 'open',
          service: 'ssh',
          product: 'OpenSSH',
          version: '9.2p1',
        },
        ...{ tls: false, firstSeen: timeOf(0), lastSeen: timeOf(0), scan },
      },
    ]);
    assert.deepEqual((await inventory.services()).rows, [
      { service: 'ssh', product: 'OpenSSH', version: '9.2p1', hosts: 1, ports: 1 },
    ]);
    assert.equal((await inventory.hosts()).rows[0].openPorts, 1);
    await assert.rejects(every(inventory.lines(99)), { code: 'E_NO_SCAN' });
  },

  async 'of two scans the later one counts, whichever was written first'(inventory) {
    const later = await inventory.begin(startOf(5));
    await later.write([{ ...OPEN, time: timeOf(5) }]);
    await later.close('finished');
    const earlier = await inventory.begin(startOf(1));
    await earlier.write([{ ...OPEN, state: 'closed', reason: 'rst', time: timeOf(1) } as Line]);
    await earlier.close('imported');
    assert.deepEqual(
      (await inventory.ports()).rows.map(({ state, scan }) => [state, scan]),
      [['open', later.scan]],
    );
    const again = await inventory.begin(startOf(6));
    await again.write([{ ...OPEN, state: 'closed', reason: 'rst', time: timeOf(6) } as Line]);
    await again.close('finished');
    assert.deepEqual((await inventory.ports()).rows, [], 'open ones where nothing is said of the state');
    const [{ state, firstSeen }] = (await inventory.ports({ filter: 'state:closed' })).rows;
    assert.deepEqual([state, firstSeen, (await inventory.hosts()).rows[0].openPorts], ['closed', timeOf(6), 0]);
    const said = await every(inventory.linesOf(IP));
    assert.deepEqual(
      said.map((line) => (line as { state: string }).state),
      ['closed'],
    );
  },

  async 'an inventory from before short lines is brought up to date with what is in it'(inventory, where) {
    const scan = await scanned(inventory, [UP, OPEN]);
    const before = await every(inventory.lines(scan));
    const database = await openDatabase(where);
    await database.transaction(async ({ all }) => {
      for (const index of ['line_host_scan', 'line_scan_id']) await all(`drop index ${index}`);
      await all('create index line_scan_host on line (scan, host)');
      await all('create index line_host on line (host)');
      await all("delete from kysely_migration where name = '0002-short-lines'");
    });
    await database.close();
    await using updated = await inventoryForTests(where);
    assert.deepEqual(await every(updated.lines(scan)), before);
    const later = await scanned(updated, [
      { ...OPEN, time: timeOf(1) },
      { ...OPEN, port: 23, time: timeOf(1) } as Line,
    ]);
    assert.equal((await every(updated.lines(later))).length, 3);
    assert.equal((await updated.ports()).rows.length, 2);
  },

  async 'whatever strangers say is kept as it is'(inventory) {
    const evil = '\0\u001b[2J]]>\ud800 "\'; drop table host; -- ?$1';
    const scan = await scanned(inventory, [UP, { ...SSH, product: evil, info: evil } as Line]);
    const [, , service] = await every(inventory.lines(scan));
    assert.equal((service as { info: string }).info, evil);
    assert.equal((await inventory.ports()).rows[0].product, evil.replace('\0', '').toWellFormed());
  },

  async 'a process that is gone leaves a scan that crashed; what it had kept is known'(inventory, where) {
    const dead = spawnSync(process.execPath, ['--version']).pid;
    const { scan, write } = await inventory.begin(startOf(0));
    await write([UP, OPEN]);
    const database = await openDatabase(where);
    await database.transaction(({ all }) =>
      all('update scan set process = ? where id = ?', [JSON.stringify({ ...thisProcess(), pid: dead }), scan]),
    );
    await database.close();
    assert.deepEqual((await inventory.ports()).rows, []);
    const other = await inventoryForTests(where);
    const { state, hostsUp, openPorts } = await other.scan(scan);
    assert.deepEqual([state, hostsUp, openPorts], ['crashed', 1, 1]);
    assert.equal((await other.ports()).rows.length, 1);
    // It is gone on with.
    const writer = await other.begin(startOf(0), scan);
    await writer.write([{ ...OPEN, port: 23 } as Line]);
    await writer.close('finished');
    await other[Symbol.asyncDispose]();
    assert.deepEqual((await inventory.scan(scan)).openPorts, 2);
  },

  async 'what was said comes page by page, in its order, and from where one was when more was said'(inventory) {
    const [one, other] = await Promise.all([inventory.begin(startOf(0)), inventory.begin(startOf(1))]);
    const port = (number: number): Line => ({ ...OPEN, port: number }) as Line;
    for (let k = 1; k <= 5; k++) {
      await one.write([port(k)]);
      await other.write([UP, port(100 + k)]);
    }
    const numbers = (lines: readonly Line[]): unknown[] =>
      lines.map((line) => (line.type === 'port' ? line.port : line.type));
    const first = await inventory.said(one.scan, null, 3);
    assert.deepEqual([numbers(first.lines), first.isAll], [['start', 1, 2], false]);
    const second = await inventory.said(one.scan, first.last, 10);
    assert.deepEqual([numbers(second.lines), second.isAll], [[3, 4, 5], true]);
    const none = await inventory.said(one.scan, second.last, 10);
    assert.deepEqual(none, { lines: [], last: second.last, isAll: true });
    await one.write([port(6)]);
    assert.deepEqual(numbers((await inventory.said(one.scan, none.last, 10)).lines), [6]);
    assert.deepEqual(numbers((await inventory.said(other.scan, null, 2)).lines), ['start', 'host', 101]);
    await Promise.all([one, other].map((each) => each.close('finished')));
    await assert.rejects(inventory.said(99, null, 1), { code: 'E_NO_SCAN' });
  },

  async 'targets of a scan that runs are others'(inventory) {
    const writer = await inventory.begin(startOf(0));
    await writer.write([OPEN]);
    const targets = ['198.18.0.0-198.18.0.9', '198.18.4.0/24'];
    await writer.restate({ ...startOf(0), targets });
    await writer.close('finished');
    assert.deepEqual((await inventory.scan(writer.scan)).targets, targets);
    const [start] = await every(inventory.lines(writer.scan));
    assert.deepEqual((start as StartLine).targets, targets);
  },

  async 'two write at once; what is not closed is running'(inventory, where) {
    const other = await inventoryForTests(where);
    const writers = await Promise.all([inventory.begin(startOf(0)), other.begin(startOf(1))]);
    for (let port = 1; port <= 20; port++) {
      await Promise.all(writers.map(({ write }) => write([UP, { ...OPEN, port } as Line])));
    }
    assert.deepEqual(
      (await inventory.scans()).rows.map(({ state }) => state),
      ['running', 'running'],
    );
    await Promise.all(writers.map((each) => each.close('interrupted')));
    await other[Symbol.asyncDispose]();
    for (const { scan } of writers) {
      const ports = (await every(inventory.lines(scan))).filter(({ type }) => type === 'port');
      assert.equal(ports.length, 20);
      assert.equal((await inventory.scan(scan)).state, 'interrupted');
    }
    const { rows, total } = await inventory.ports({ limit: 5, offset: 18 });
    assert.deepEqual([rows.map(({ port }) => port), total], [[19, 20], 20]);
  },

  async 'old surveys go, with what only they knew'(inventory) {
    const [other, third] = ['198.18.0.10', '198.18.0.9'];
    await endedAt(inventory, 1, [
      ...factsOf(IP, { ssh: 'SHA256:of-the-first-machine', port: 1 }),
      ...factsOf(other, { port: 2 }),
    ]);
    const kept = await endedAt(inventory, 9, [...factsOf(other, { port: 3 }), ...factsOf(third, { port: 4 })]);
    assert.deepEqual(await inventory.prune(new Date(timeOf(1))), []);
    assert.equal((await inventory.prune(new Date(timeOf(5)))).length, 1);
    assert.deepEqual(
      (await inventory.scans()).rows.map(({ id }) => id),
      [kept],
    );
    assert.deepEqual(
      (await inventory.hosts()).rows.map(({ ip, openPorts }) => [ip, openPorts]),
      [
        [third, 1],
        [other, 1],
      ],
    );
    assert.deepEqual(
      (await inventory.ports()).rows.map(({ port }) => port),
      [4, 3],
    );
    assert.deepEqual(await every(inventory.linesOf(IP)), []);
  },

  async 'a machine that moved: found by address, name, MAC address and number; merges say why and are undone'(
    inventory,
  ) {
    const machine = { mac: '00:11:22:33:44:55', ssh: 'SHA256:key-of-a-machine', name: 'nas.local', port: 22 };
    await scanned(inventory, factsOf(IP, machine));
    await scanned(inventory, factsOf('198.18.0.8', { ...machine, port: 23 }));
    for (const word of [IP, '198.18.0.8', '00:11:22:33:44:55', 'NAS.local', 'device:1', 'device:2']) {
      const ports = (await every(inventory.linesOf(word))).flatMap((line) => (line.type === 'port' ? [line.port] : []));
      assert.deepEqual(ports, [23, 22], word);
    }
    const [{ device, keys, addresses, merges }] = await inventory.devices('nas.local');
    assert.deepEqual([device, keys.length, addresses.map(({ ip }) => ip)], [1, 6, ['198.18.0.8', IP]]);
    assert.deepEqual(
      merges.map(({ kind, atOnce, undone }) => [kind, atOnce, undone]),
      [['mac', false, null]],
    );
    await inventory.undoMerge(merges[0].id);
    assert.deepEqual(await inventory.byAddress(), { [IP]: 1, '198.18.0.8': 2 });
    assert.deepEqual(await inventory.devices('nothing'), []);
  },
};

/** A scan that began and ended in one minute. */
async function endedAt(inventory: TestInventory, minute: number, facts: readonly Line[]): Promise<number> {
  const writer = await inventory.begin(startOf(minute));
  const time = timeOf(minute);
  const counts = { hostsAsked: 2, hostsUp: 2, openPorts: 2, closedPorts: 0, filteredPorts: 0, probes: 4, answered: 4 };
  const more = {
    retransmitted: 0,
    silent: 0,
    completeness: 1,
    unasked: 0,
    strays: 0,
    duplicates: 0,
    late: 0,
    kernelDrops: 0,
  };
  const lists = { limitedHosts: [], answersAllHosts: [], interrupted: false, stateless: false, elapsedMs: 1 };
  const end: Line = { type: 'end', ...counts, ...more, ...lists, probe: 'syn', engine: 'raw', time };
  await writer.write([...facts.map((fact): Line => ({ ...fact, time })), end]);
  await writer.close('finished');
  return writer.scan;
}

export async function every(lines: AsyncIterable<Line>): Promise<Line[]> {
  const all: Line[] = [];
  for await (const line of lines) all.push(line);
  return all;
}
