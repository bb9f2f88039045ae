// What is said of hosts beside what they are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulateScan } from './scan.test-data.ts';

function numbers(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => from + k);
}

test('101 open ports behind a firewall that drops the rest are 101 open ports', async () => {
  const run = await simulateScan({ ports: 2000, hosts: [{ open: numbers(500, 101), others: 'silent' }, {}] });
  assert.deepEqual(run.open, run.truth);
  assert.deepEqual(run.end.answersAllHosts, []);
  assert.equal(run.hostEnd(0)?.open, 101);
});

test('a host behind which every port answers is named, and its ports are no findings', async () => {
  const run = await simulateScan({ ports: 2000, hosts: [{ open: true }, { open: [7] }] });
  assert.deepEqual(run.end.answersAllHosts, ['198.19.0.1']);
  assert.equal(run.hostEnd(0)?.answersAll, true);
  assert.deepEqual(
    [...run.open].filter((index) => index >= 2000),
    [2007],
  );
  assert.ok(run.open.size <= 1 + 16, 'at most what came before it was suspicious');
  assert.equal(run.end.openPorts, 1);
});

test('a tarpit with 5 % loss, and one that is slow: named all the same', async () => {
  for (const host of [{ loss: 0.05 }, { rttMs: 400 }]) {
    const run = await simulateScan({ ports: 3000, hosts: [{ ...host, open: true }, { open: [7] }] });
    assert.deepEqual(run.end.answersAllHosts, ['198.19.0.1']);
  }
});

test('routers that say so of absent hosts hide no host that is half silent', async () => {
  const half = numbers(0, 500);
  const router = Array.from({ length: 60 }, () => ({ others: 'filtered' as const }));
  const run = await simulateScan({ ports: 1000, hosts: [{ silent: half, open: [900] }, ...router] });
  assert.equal(run.hostEnd(0)?.filtered, 500);
  assert.equal(run.end.completeness, 0.5);
  assert.equal(run.end.filteredPorts, 500);
});

test('limits of RSTs and of ICMP errors: open ports are found, and nothing goes on for ever', async () => {
  const hosts = [
    { rstLimit: 20, open: [5, 600] },
    { others: 'filtered' as const, icmpLimit: 1, open: [6, 700] },
    { open: [7, 800] },
  ];
  const run = await simulateScan({ ports: 4000, hosts });
  assert.deepEqual(run.open, run.truth);
  assert.ok(run.elapsed < 30_000, `${run.elapsed}`);
});

test('without a ledger: everything is asked twice, and what is open is told once', async () => {
  const hosts = Array.from({ length: 20 }, () => ({ rttMs: 5, loss: 0.02, open: [1, 30] }));
  const run = await simulateScan({ ports: 100, hosts }, { stateless: true });
  assert.ok(run.asked.every((times) => times === 2));
  assert.ok(run.open.size >= run.truth.size - 1);
  assert.equal(run.end.openPorts, run.open.size);
  assert.equal(run.end.stateless, true);
});

test('a host that limits its RSTs beside fast ones: its closed ports are heard, or it is said that it limits', async () => {
  for (const fast of [1, 20]) {
    for (const [rstLimit, ports, isHeard] of [
      [20, 100, true],
      [100, 1000, true],
      [200, 3000, true],
      [1000, 3000, true],
      [20, 3000, false],
    ] as const) {
      const others = Array.from({ length: fast }, () => ({ open: [5] }));
      const run = await simulateScan({ ports, hosts: [{ rstLimit, open: [10, 20] }, ...others] });
      const what = `${rstLimit} a second, ${ports} ports, ${fast} beside: ${run.hostEnd(0)?.filtered} filtered`;
      assert.deepEqual(run.open, run.truth, what);
      if (isHeard) assert.equal(run.hostEnd(0)?.closed, ports - 2, what);
      else assert.deepEqual(run.end.limitedHosts, ['198.19.0.1'], what);
      assert.ok(run.elapsed < 25_000, `${what}, ${run.elapsed} ms`);
    }
  }
});

test('a host that filters beside fast ones is no host that limits, with and without loss', async () => {
  for (const loss of [0, 0.03]) {
    const silent = numbers(100, 2500);
    const hosts = [{ silent, open: [7] }, ...Array.from({ length: 8 }, () => ({ open: [5] }))];
    const run = await simulateScan({ ports: 3000, links: [{ loss }], hosts });
    assert.equal(run.hostEnd(0)?.filtered, 2500);
    assert.deepEqual(run.end.limitedHosts, []);
    assert.ok(run.elapsed < 6000, `${loss}: ${run.elapsed} ms`);
  }
});
