// Silence that begins everywhere at once is an outage, not a filter.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulateScan } from './scan.test-data.ts';

function hosts(count: number, silent: readonly number[] = []) {
  return Array.from({ length: count }, () => ({ rttMs: 0.3, open: [1, 2, 3], silent }));
}

test('a link that is gone for 400 ms, at any moment of a small scan, makes no port filtered', async () => {
  for (let from = 0; from < 100; from += 4) {
    const { end, open, truth } = await simulateScan({
      ports: 200,
      links: [{ outages: [[from, from + 400]] }],
      hosts: hosts(4),
    });
    assert.deepEqual(open, truth, `from ${from}`);
    assert.deepEqual([end.filteredPorts, end.completeness], [0, 1], `from ${from}`);
  }
});

test('outages of half a second to eight, at any moment: everything is found, soon after', async () => {
  for (const lasts of [500, 2000, 8000]) {
    for (const from of [10, 60, 150, 300]) {
      const { end, open, truth, elapsed } = await simulateScan({
        ports: 65_535,
        links: [{ outages: [[from, from + lasts]] }],
        hosts: hosts(4),
      });
      const what = `${lasts} ms from ${from}`;
      assert.deepEqual(open, truth, what);
      assert.deepEqual([end.filteredPorts, end.completeness], [0, 1], what);
      assert.ok(elapsed < 2500 + lasts, `${what}: ${elapsed}`);
    }
  }
});

test('an outage beside ports that do filter: those alone are filtered, and nothing crawls', async () => {
  const silent = Array.from({ length: 3000 }, (_, k) => 100 + k);
  const { end, open, truth, elapsed } = await simulateScan({
    ports: 10_000,
    links: [{ outages: [[40, 540]] }],
    hosts: hosts(4, silent),
  });
  assert.deepEqual(open, truth);
  assert.equal(end.filteredPorts, 4 * 3000);
  assert.ok(elapsed < 5000, `${elapsed}`);
});

test('an outage in the repeats: the pace recovers there too', async () => {
  const silent = Array.from({ length: 20_000 }, (_, k) => 100 + k);
  const whole = await simulateScan({ ports: 40_000, hosts: hosts(4, silent) });
  const { end, open, truth, elapsed } = await simulateScan({
    ports: 40_000,
    links: [{ outages: [[whole.elapsed - 200, whole.elapsed + 600]] }],
    hosts: hosts(4, silent),
  });
  assert.deepEqual(open, truth);
  assert.equal(end.filteredPorts, 4 * 20_000);
  assert.ok(elapsed < whole.elapsed + 4000, `${elapsed} beside ${whole.elapsed}`);
});

test('who filters nearly everything is no outage: no scan waits for him', async () => {
  const { elapsed, end, open, truth } = await simulateScan({
    ports: 5000,
    hosts: [{ rttMs: 0.3, open: [7], others: 'silent' }],
  });
  assert.deepEqual(open, truth);
  assert.equal(end.filteredPorts, 4999);
  assert.ok(elapsed < 3000, `${elapsed}`);
});

test('a way that is lost for good ends the scan within seconds, says so, and calls nothing filtered', async () => {
  const { elapsed, end, notices } = await simulateScan({
    ports: 65_535,
    links: [{ outages: [[60, 1e9]] }],
    hosts: hosts(4),
  });
  assert.ok(elapsed < 15_000, `${elapsed}`);
  assert.equal(notices('N_OUTAGE').length, 1);
  assert.ok(end.completeness < 1);
  assert.equal(end.filteredPorts, 0);
});

test('one host of several that goes away is silent alone: the others are finished', async () => {
  const { end, elapsed, hostEnd } = await simulateScan({
    ports: 20_000,
    hosts: [...hosts(3), { rttMs: 0.3, until: 40 }],
  });
  for (const host of [0, 1, 2]) assert.equal(hostEnd(host)?.closed, 20_000 - 3);
  assert.ok(end.completeness < 1);
  assert.ok(elapsed < 10_000, `${elapsed}`);
});
