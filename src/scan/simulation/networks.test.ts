// Three hundred networks that nobody thought of: whatever they are, the scan ends, finds every open port that answers at
// all, and says nothing that is not so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatedNetwork } from './network.test-data.ts';
import { anyNetwork, narrowNetwork } from './networks.test-data.ts';
import { type Outcome, simulateScan } from './scan.test-data.ts';

const NETWORKS = 300;

/** What a scan says beside what is so. */
function check(what: string, { hosts, ports }: SimulatedNetwork, run: Outcome): void {
  const { end, open, truth } = run;
  assert.deepEqual(open, truth, `${what}: the open ports`);
  assert.equal(end.openPorts, truth.size, what);
  assert.equal(end.probes, hosts.length * ports, what);
  assert.equal(end.answered + end.silent, end.probes, `${what}: answered or silent`);
  assert.equal(end.unasked, 0, what);
  const up = hosts.filter((_, host) => run.hostEnd(host) !== undefined).length;
  assert.equal(end.hostsUp, up, what);
  let closed = 0;
  let answeredOfUp = 0;
  let silentOfUp = 0;
  hosts.forEach((_, host) => {
    const told = run.hostEnd(host);
    if (told === undefined) return;
    assert.equal(told.open + told.closed + told.filtered, ports, `${what}: host ${host}`);
    closed += told.closed;
    for (let port = 0; port < ports; port++) {
      if (run.states[host * ports + port] === 0) silentOfUp++;
      else answeredOfUp++;
    }
  });
  assert.equal(end.closedPorts, closed, what);
  const asked = answeredOfUp + silentOfUp;
  assert.ok(Math.abs(end.completeness - (asked === 0 ? 1 : answeredOfUp / asked)) < 1e-9, `${what}: completeness`);
  // Whatever a host itself would answer was heard; a router's errors about silent hosts are not worth as much.
  let missed = 0;
  for (let probe = 0; probe < hosts.length * ports; probe++) {
    if (run.truthOf(probe) !== 0 && run.truthOf(probe) !== 3 && run.states[probe] !== run.truthOf(probe)) missed++;
  }
  assert.equal(missed, 0, `${what}: answers missed`);
}

test(`${NETWORKS} networks: every open port, every figure`, async () => {
  for (let seed = 1; seed <= NETWORKS; seed++) {
    const described = anyNetwork(seed);
    const run = await simulateScan(described);
    check(`network ${seed}`, described, run);
    assert.ok(run.elapsed < 60_000, `network ${seed}: ${run.elapsed} ms`);
  }
});

test('20 networks with a bottleneck in each way: every answer, though hosts of one way are asked beside those of another', async () => {
  for (let seed = 385; seed < 405; seed++) {
    const described = narrowNetwork(seed);
    check(`narrow network ${seed}`, described, await simulateScan(described));
  }
});

test('one answer in ten is lost: of a thousand probes that are answered two at most are asked more than three times, one more than four', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const hosts = Array.from({ length: 4 }, () => ({ rttMs: 0.3, loss: 0.1, open: [1, 2, 3] }));
    const run = await simulateScan({ seed, ports: 10_000, hosts });
    assert.deepEqual(run.open, run.truth);
    // One in a thousand is lost three times: to ask nobody a fourth time would be to miss it.
    for (const [attempts, most] of [
      [3, 2],
      [4, 1],
    ]) {
      const often = run.asked.filter((times) => times > attempts).length;
      assert.ok(
        often <= (most * run.asked.length) / 1000,
        `${often} of ${run.asked.length} more than ${attempts} times`,
      );
    }
  }
});

test('our own machine loses most answers for a moment: who is silent is not asked again and again for that', async () => {
  const answering = Array.from({ length: 10 }, () => ({ rttMs: 0.3, open: [1, 2] }));
  const absent = Array.from({ length: 10 }, () => ({ absent: true }));
  for (const ports of [30, 300]) {
    for (const share of [0.6, 0.9]) {
      const run = await simulateScan({ ports, hosts: [...answering, ...absent], busy: [300, share] });
      const most = Math.max(...run.asked.subarray(10 * ports));
      assert.deepEqual(run.open, run.truth);
      assert.ok(most <= 8, `${ports} ports, ${share} lost: asked ${most} times`);
    }
  }
});

test('Ctrl-C at any moment: what was found is told, the probes are those sent, and nothing is called filtered', async () => {
  const hosts = Array.from({ length: 3 }, () => ({ rttMs: 20, open: [1, 2, 300], silent: [4, 5, 6] }));
  for (const abortAt of [5, 30, 80, 300, 900]) {
    const run = await simulateScan({ ports: 30_000, hosts }, { abortAt });
    const { end, asked } = run;
    assert.equal(end.interrupted, true);
    const sent = asked.filter((times) => times > 0).length;
    assert.equal(end.probes - end.unasked, sent, `${abortAt}`);
    assert.equal(end.answered + end.silent, sent);
    assert.equal(end.filteredPorts, 0);
    assert.ok(run.elapsed < abortAt + 1000);
    for (const index of run.open) assert.ok(run.truth.has(index));
  }
});
