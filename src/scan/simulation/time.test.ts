// Time belongs to the host: whoever answers is found, however far, beside whomever.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatedHost } from './network.test-data.ts';
import { spreadNetwork } from './networks.test-data.ts';
import { simulateScan } from './scan.test-data.ts';

function alike(count: number, host: SimulatedHost): SimulatedHost[] {
  return Array.from({ length: count }, () => host);
}

test('two /24, one 0.1 ms away and one 300 ms: all of both, and all of their ports', async () => {
  const hosts = [...alike(254, { rttMs: 0.1, open: [1] }), ...alike(254, { rttMs: 300, open: [1] })];
  const { end, open, truth } = await simulateScan({ ports: 3, hosts });
  assert.deepEqual(open, truth);
  assert.deepEqual([end.hostsUp, end.answered, end.silent, end.completeness], [508, 3 * 508, 0, 1]);
});

test('40 hosts between 0.1 and 900 ms, 3 % loss each way: all found in 20 runs of 20, in under 6 s; also with two 2 s away', async () => {
  for (const far of [0, 2]) {
    for (let seed = 1; seed <= 20; seed++) {
      const { open, truth, elapsed } = await simulateScan(spreadNetwork(seed, far));
      assert.deepEqual(open, truth, `seed ${seed}`);
      assert.ok(elapsed < 6000, `seed ${seed}: ${elapsed} ms`);
    }
  }
});

test('a host 2.5 s away is found, alone and beside fast ones', async () => {
  const far = { rttMs: 2500, open: [1] };
  for (const beside of [0, 10]) {
    for (const others of ['closed', 'silent'] as const) {
      const hosts = [far, ...alike(beside, { rttMs: 0.1, others })];
      const { open, truth, end } = await simulateScan({ ports: 100, hosts });
      assert.deepEqual(open, truth);
      assert.ok(end.late > 0, 'its answers came late, and counted');
    }
  }
});

test('a lone silent host is given up after three seconds, in under four', async () => {
  const { elapsed, asked, end } = await simulateScan({ ports: 1, hosts: [{ absent: true }] });
  assert.ok(elapsed >= 3000 && elapsed < 4000, `${elapsed}`);
  assert.deepEqual([asked[0], end.hostsUp], [2, 0]);
});

test('where everybody answers the end comes with the last answer', async () => {
  const { elapsed, end } = await simulateScan({ ports: 1000, hosts: alike(4, { rttMs: 0.2 }) });
  assert.ok(elapsed < 200, `${elapsed}`);
  assert.equal(end.retransmitted, 0);
});

test('no silent port is given up within a second of its first asking', async () => {
  for (const share of [1, 0.02]) {
    const silent = Array.from({ length: 100 * share }, (_, k) => k);
    const run = await simulateScan({ ports: 100, hosts: alike(3, { rttMs: 0.2, silent, open: [99] }) });
    for (const [index, first] of run.firstAsked.entries()) {
      if (silent.includes(index % 100)) assert.ok(run.lastAsked[index] - first >= 990, `${index}`);
    }
    assert.ok(run.elapsed < 3500, `${run.elapsed}`);
  }
});

test('the wall clock is set, forward and back, by hours: every answer is found, and times stay times', async () => {
  for (const by of [-3_600_000, 3_600_000, -700]) {
    const clockSteps = [[30, by]] as const;
    const { open, truth, end, elapsed, findings } = await simulateScan({
      ports: 3000,
      clockSteps,
      hosts: alike(4, { rttMs: 20, open: [5, 2000] }),
    });
    assert.deepEqual(open, truth);
    assert.equal(end.completeness, 1);
    assert.ok(elapsed < 3000, `${elapsed}`);
    for (const finding of findings) {
      if (finding.type === 'port' && finding.rttMs !== undefined) assert.ok(finding.rttMs < 1100, `${finding.rttMs}`);
    }
  }
});

test('5 % lost each way: no run takes much longer than the others', async () => {
  const times: number[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    const hosts = Array.from({ length: 4 }, () => ({ rttMs: 0.2, open: [1, 2, 3] }));
    const run = await simulateScan({ seed, ports: 20_000, links: [{ loss: 0.05 }], hosts });
    assert.deepEqual(run.open, run.truth);
    times.push(run.elapsed);
  }
  times.sort((a, b) => a - b);
  assert.ok(times[19] < 1.5 * times[10], `the median ${times[10]} ms, the worst ${times[19]} ms`);
});

test('nobody is there: a network of many is given up at the rate that nobody vouches for', async () => {
  const { end, elapsed } = await simulateScan({ ports: 128, hosts: alike(256, { absent: true }) });
  assert.deepEqual([end.hostsUp, end.probes, end.unasked], [0, 128 * 256, 0]);
  assert.ok(elapsed < 8000, `${elapsed} ms`);
});
