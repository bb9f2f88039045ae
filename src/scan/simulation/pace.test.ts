// The pace that a scan finds, beside what the way bears.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatedHost, SimulatedLink, SimulatedNetwork } from './network.test-data.ts';
import { random } from './random.test-data.ts';
import { type Outcome, simulateScan } from './scan.test-data.ts';

function alike(count: number, host: SimulatedHost): SimulatedHost[] {
  return Array.from({ length: count }, () => host);
}

/** Share of the link's capacity that was used for what arrived, over the whole scan. */
function use({ end, elapsed, overflowed }: Outcome, { capacity = 0 }: SimulatedLink): number {
  return (end.probes + end.retransmitted - overflowed) / ((elapsed / 1000) * capacity);
}

test('a bottleneck is filled to 85 % at least, and little is lost in it', async () => {
  for (const capacity of [2000, 10_000, 30_000, 100_000]) {
    for (const rttMs of capacity > 2000 ? [0.3, 20] : [0.3]) {
      const link = { capacity, queue: 50, rttMs };
      const ports = Math.min(65_535, capacity * 2.5);
      const run = await simulateScan({ ports, links: [link], hosts: alike(4, { rttMs: 0.2, open: [1, 2] }) });
      const what = `${capacity} a second, ${rttMs} ms: ${use(run, link).toFixed(3)}`;
      assert.deepEqual(run.open, run.truth, what);
      assert.equal(run.end.completeness, 1, what);
      assert.ok(use(run, link) > 0.85, what);
      // What finding the capacity costs, once: at most a second's worth.
      assert.ok(run.overflowed < 0.02 * run.end.probes + capacity, `${what}, ${run.overflowed} lost`);
    }
  }
});

/** Share of the capacity that was borne in the steady state: passes of a second at least, from the scan's second second on. */
function steadyUse({ passes, borne }: Outcome, capacity: number): number {
  let ms = 0;
  let passed = 0;
  for (const { from, until } of passes) {
    const begin = Math.max(from, 1000);
    if (until - begin < 1000) continue;
    ms += until - begin;
    passed += borne(begin, until).passed;
  }
  return (passed * 1000) / (ms * capacity);
}

/** Four hosts behind a bottleneck that are silent at this share of their ports. */
function filtering(seed: number, share: number, capacity: number, rttMs: number): SimulatedNetwork {
  const ports = Math.min(60_000, capacity * 4) / 4;
  const next = random(seed);
  const silent = () => Array.from({ length: ports }, (_, port) => port).filter(() => next() < share);
  const hosts = Array.from({ length: 4 }, () => ({ rttMs: 0.2, open: [1, 200, 300], silent: silent() }));
  return { seed, ports, links: [{ capacity, queue: 50, rttMs }], hosts };
}

test('canaries that go out in small batches fill a queue like all else: not always they are lost, nor never', async () => {
  const run = await simulateScan(filtering(1, 0, 2000, 200));
  assert.ok(steadyUse(run, 2000) > 0.85, `${steadyUse(run, 2000)}`);
});

test('who is silent by chance more often than before is no bottleneck, nor who tells of the pace beside canaries', async () => {
  for (const [seed, share, capacity, rttMs] of [
    [1, 0.5, 2000, 0.3],
    [2, 0.5, 2000, 20],
    [3, 0.5, 10_000, 0.3],
    [3, 0.5, 5000, 80],
    [11, 0.8, 15_000, 1],
  ]) {
    const run = await simulateScan(filtering(seed, share, capacity, rttMs));
    const used = steadyUse(run, capacity);
    assert.ok(used > 0.8, `${capacity} a second, ${rttMs} ms, ${share} silent: ${used}`);
  }
});

test('what overflows while the pace is looked for is no reason to ask the silent again and again', async () => {
  for (const [share, capacity, rttMs, most] of [
    [0.5, 2000, 200, 35],
    [0.95, 2000, 20, 45],
    [0.95, 5000, 200, 40],
  ]) {
    const run = await simulateScan(filtering(1, share, capacity, rttMs));
    assert.deepEqual(run.open, run.truth);
    assert.ok(run.elapsed < most * 1000, `${capacity} a second, ${rttMs} ms: ${run.elapsed} ms`);
  }
});

for (const [kind, share] of [
  ['half', 0.5],
  ['nearly all', 0.95],
] as const) {
  test(`where ${kind} of all is filtered the pace is within 15 % of the capacity: no flood, no crawl`, async () => {
    let sum = 0;
    let count = 0;
    for (const [capacity, rttMs] of [
      [2000, 20],
      [5000, 0.3],
      [10_000, 200],
      [30_000, 20],
    ]) {
      for (const seed of [1, 2]) {
        const run = await simulateScan(filtering(seed, share, capacity, rttMs));
        const what = `${capacity} a second, ${rttMs} ms, seed ${seed}: ${steadyUse(run, capacity)}`;
        assert.deepEqual(run.open, run.truth, what);
        assert.ok(run.canaries > 0 || share < 0.9, what);
        assert.ok(steadyUse(run, capacity) > 0.7, what);
        sum += steadyUse(run, capacity);
        count++;
      }
    }
    assert.ok(sum / count > 0.85, `on average ${sum / count}`);
  });
}

test('a filter that is taken for a bottleneck at first, and hosts that answer less by chance, cost no pace for long', async () => {
  for (const [seed, share, capacity, rttMs] of [
    [103, 0.5, 10_000, 200],
    [304, 0.5, 30_000, 80],
    [304, 0.5, 30_000, 200],
    [101, 0.8, 5000, 0.3],
    [201, 0.8, 5000, 0.3],
    [201, 0.8, 10_000, 0.3],
    [101, 0.8, 30_000, 0.3],
    [202, 0.8, 30_000, 20],
    [103, 0.95, 2000, 80],
  ]) {
    const run = await simulateScan(filtering(seed, share, capacity, rttMs));
    const used = steadyUse(run, capacity);
    assert.deepEqual(run.open, run.truth);
    assert.ok(used > 0.85, `${capacity} a second, ${rttMs} ms, ${share} silent: ${used}`);
  }
});

test('canaries are asked only where they are needed', async () => {
  const run = await simulateScan({ ports: 20_000, hosts: alike(4, { rttMs: 0.2, open: [1] }) });
  assert.equal(run.canaries, 0);
});

test('a host on trial when the first pass ends is not asked at its trial rate for ever', async () => {
  // One host answers a tenth as fast as the others can be asked.
  for (const rstLimit of [200, 2000]) {
    const hosts = [...alike(4, { rttMs: 0.2 }), { rttMs: 0.2, rstLimit, open: [10, 20] }];
    const { elapsed, open, truth } = await simulateScan({ ports: 20_000, hosts });
    assert.deepEqual(open, truth);
    assert.ok(elapsed < 40_000, `${rstLimit}: ${elapsed}`);
  }
});

test('several hosts with rates of their own: few passes, and --max-retries holds', async () => {
  const slow = (capacity: number) => ({ capacity, queue: 30 });
  const links = [{}, slow(3000), slow(2000), slow(1500)];
  const hosts = [...alike(6, { rttMs: 0.2 }), ...[1, 2, 3].map((link) => ({ rttMs: 0.2, link, open: [5] }))];
  for (const maxRetries of [null, 1]) {
    const run = await simulateScan({ ports: 20_000, links, hosts }, { spec: { maxRetries } });
    const passes = new Set(run.findings.flatMap((each) => (each.type === 'progress' ? [each.attempt] : [])));
    assert.ok(Math.max(...passes) < 100, `${Math.max(...passes)} passes`);
    if (maxRetries === null) assert.deepEqual(run.open, run.truth);
    else assert.ok(run.asked.every((times) => times <= maxRetries + 1));
    assert.ok(run.elapsed < 60_000, `${run.elapsed}`);
  }
});

test('a cap is never exceeded, canaries included', async () => {
  const hosts = alike(4, { rttMs: 0.2, open: [1], others: 'silent' });
  const { end, elapsed, canaries } = await simulateScan({ ports: 3000, hosts }, { spec: { rateCap: 5000 } });
  assert.ok(end.probes + end.retransmitted + canaries <= 5.3 * elapsed, `${elapsed}`);
});
