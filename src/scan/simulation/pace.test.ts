// The pace that a scan finds, beside what the way bears.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatedHost, SimulatedLink } from './network.test-data.ts';
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

test('where nearly all is filtered the pace is found from canaries: no flood, no crawl', async () => {
  for (const capacity of [5000, 30_000]) {
    const link = { capacity, queue: 50 };
    const run = await simulateScan({
      ports: 20_000,
      links: [link],
      hosts: alike(8, { rttMs: 0.2, open: [1, 200, 3000, 9000], others: 'silent' }),
    });
    assert.deepEqual(run.open, run.truth);
    assert.ok(run.canaries > 0);
    assert.ok(use(run, link) > 0.6, `${capacity}: ${use(run, link)}`);
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
