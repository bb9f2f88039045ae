// UDP without raw sockets, in virtual time: what is decided as for packets of our own, and what of sockets is its own.
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TELL_EACH } from '../book/host-end.ts';
import { portsFrom } from '../engine-setup.test-data.ts';
import { type DatagramOutcome, simulateDatagrams, toldOf } from './datagram-scan.test-data.ts';
import type { SimulatedHost } from './network.test-data.ts';
import { simulateScan } from './scan.test-data.ts';

/** So many refusals come at once, and cost no time. */
const BURST = 6;

const decide = (ports: number, hosts: readonly SimulatedHost[], more: Parameters<typeof simulateDatagrams>[1] = {}) =>
  simulateDatagrams({ ports, hosts }, { ...more, spec: { decideAll: true, ...more.spec } });

const allowedMs = (ports: number, limit: number): number => ((ports - BURST) / limit) * 1000;

for (const [limit, ports] of [
  [1, 60],
  [5, 400],
  [10, 1000],
  [100, 5000],
]) {
  test(`${ports} closed ports at ${limit} refusals a second: all decided in that time, the time left is about what is left`, async () => {
    const { end, elapsed, findings } = await decide(ports, [{ rstLimit: limit }]);
    assert.deepEqual([end.closedPorts, end.engine, end.unasked], [ports, 'connect', 0]);
    const allowed = allowedMs(ports, limit);
    assert.ok(elapsed < 1.1 * allowed + 1000, `${elapsed} ms, where ${allowed} ms are allowed`);
    const progress = findings.filter((each) => each.type === 'progress');
    progress.forEach(({ remainingMs }, k) => {
      const at = (k / progress.length) * elapsed;
      // A pace above the one that is tried first takes some seconds to find (pace/udp-patience.ts, rule 3).
      if (at < (limit > 40 ? 10_000 : 3000)) return;
      assert.ok(remainingMs !== null, `${at} ms`);
      const wrong = Math.abs(at + remainingMs - elapsed) / elapsed;
      assert.ok(wrong < (at > 12_000 ? 0.15 : 0.25), `${limit} a second: ${at} + ${remainingMs} of ${elapsed}`);
    });
  });
}

test('hosts with limits of their own, some ports open, some silent: each closed port is decided, no silent one is', async () => {
  const silent = portsFrom(90, 5);
  const hosts = [1, 2, 10, undefined].map((rstLimit) => ({ rstLimit, silent, open: [3, 50] }));
  const outcome = await decide(100, hosts);
  const { end, open, truth } = outcome;
  assert.deepEqual(open, truth);
  assert.deepEqual([end.closedPorts, end.openFilteredPorts], [4 * 93, 4 * 5]);
  for (let host = 0; host < 4; host++) {
    const told = toldOf(outcome, host);
    for (const index of silent) assert.equal(told.get(index + 1), 'open|filtered');
  }
});

for (const [dropping, longest] of [
  [8, 1.3],
  [30, 2],
]) {
  test(`a firewall that forbids by ICMP, and drops ${dropping} of 120, beside closed ports: each is called what it is, and those do not hold up the rest`, async () => {
    const [prohibited, silent] = [portsFrom(20, 30), portsFrom(60, dropping)];
    const host = { rstLimit: 5, prohibited, silent, open: [7] };
    const outcome = await decide(120, [host]);
    const { end, elapsed, open, truth } = outcome;
    assert.deepEqual(open, truth);
    const closed = 120 - 31 - dropping;
    assert.deepEqual([end.closedPorts, end.filteredPorts, end.openFilteredPorts], [closed, 30, dropping]);
    const told = toldOf(outcome, 0);
    if (dropping <= TELL_EACH) for (const index of silent) assert.equal(told.get(index + 1), 'open|filtered');
    const allowed = allowedMs(closed + 30, 5);
    const raw = await simulateScan({ ports: 120, hosts: [host] }, { probe: 'udp', spec: { decideAll: true } });
    for (const took of [elapsed, raw.elapsed]) assert.ok(took < longest * allowed, `${took} of ${allowed} ms`);
  });
}

test('where datagrams are lost too, each closed port of a host that limits its refusals is decided', async () => {
  for (let seed = 1; seed <= 3; seed++) {
    const hosts = [{ rstLimit: 5, open: [3, 70], loss: 0.1 }];
    const { end, open, truth } = await simulateDatagrams({ seed, ports: 200, hosts }, { spec: { decideAll: true } });
    assert.deepEqual(open, truth);
    assert.deepEqual([end.closedPorts, end.openFilteredPorts], [198, 0], `seed ${seed}`);
  }
});

test('who stays silent about everything is not waited for', async () => {
  const { elapsed, asked } = await decide(50, [{ others: 'silent' }, { absent: true }]);
  assert.ok(elapsed < 5000, `${elapsed} ms`);
  assert.ok(Math.max(...asked) <= 4);
});

test('a quick scan does not wait: the limit is told with what it leaves undecided', async () => {
  const { end, elapsed, findings } = await simulateDatagrams({ ports: 1000, hosts: [{ rstLimit: 2 }] });
  assert.ok(elapsed < 6000, `${elapsed} ms`);
  const host = findings.find((each) => each.type === 'host-end')!;
  assert.equal(host.closed + (host.openFiltered ?? 0), 1000);
  assert.ok((host.openFiltered ?? 0) > 900);
  assert.equal(host.limitedAtOnce, BURST);
  assert.ok(Math.abs((host.limitedPerSecond ?? 0) / 2 - 1) < 0.5, `${host.limitedPerSecond}`);
  assert.equal(end.limitedHosts.length, 1);
});

test('never more questions at once than there are sockets for; those that wait longest make room', async () => {
  const outcome = await simulateDatagrams({ ports: 400, hosts: [{ open: [7], others: 'silent' }] }, { capacity: 64 });
  assert.deepEqual(outcome.open, outcome.truth);
  assert.ok(outcome.together <= 64, `${outcome.together}`);
  assert.equal(outcome.end.unasked, 0);
});

test('lost datagrams: all that answers is found', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const hosts = Array.from({ length: 4 }, () => ({ open: portsFrom(0, 40), others: 'silent' as const, loss: 0.1 }));
    const { open, truth } = await simulateDatagrams({ seed, ports: 200, hosts });
    const missed: DatagramOutcome['open'] = new Set([...truth].filter((probe) => !open.has(probe)));
    assert.equal(missed.size, 0, `seed ${seed}`);
  }
});

test('Ctrl-C in the middle of deciding: what was decided is told', async () => {
  const { end, elapsed } = await decide(1000, [{ rstLimit: 10, open: [5] }], { abortAt: 20_000 });
  assert.equal(end.interrupted, true);
  assert.ok(elapsed < 20_500, `${elapsed} ms`);
  assert.equal(end.openPorts, 1);
  assert.ok(end.closedPorts > 180 && end.closedPorts < 210, `${end.closedPorts}`);
});

test('deciding in pieces: what had answered is not asked again, and in all it takes no longer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  const journalTo = openSync(join(folder, 'journal'), 'w+');
  try {
    const hosts = [{ rstLimit: 10, open: [5, 150], silent: [40], prohibited: [60] }];
    const answered = new Set<number>();
    let pieces = 0;
    for (const abortAt of [2000, 6000, undefined]) {
      const { asked, settled, end, open, truth } = await decide(200, hosts, { abortAt, spec: { journalTo } });
      for (const probe of answered) assert.equal(asked[probe], 0, `${probe} had answered before piece ${pieces}`);
      const before = answered.size;
      for (const probe of settled) answered.add(probe);
      assert.ok(answered.size > before, `piece ${pieces} brought something`);
      pieces++;
      if (abortAt !== undefined) continue;
      assert.deepEqual(open, truth);
      assert.deepEqual([end.closedPorts, end.filteredPorts, end.openFilteredPorts, end.unasked], [196, 1, 1, 0]);
      // Each piece begins with what the limit has saved up: here the simulated host is a new one.
      assert.ok(end.elapsedMs < 1.15 * allowedMs(197, 10) + 2500, `${end.elapsedMs} ms`);
    }
  } finally {
    closeSync(journalTo);
    rmSync(folder, { recursive: true });
  }
});
