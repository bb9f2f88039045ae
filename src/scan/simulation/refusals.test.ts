// UDP against hosts that limit their refusals to each who asks, in virtual time: all is decided at the pace that they allow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portsFrom } from '../engine-setup.test-data.ts';
import type { SimulatedHost } from './network.test-data.ts';
import { simulateScan } from './scan.test-data.ts';

const SOURCES = portsFrom(0xc6120001, 8);
/** So many refusals come at once, and cost no time. */
const BURST = 6;

const decide = (ports: number, hosts: readonly SimulatedHost[], sources: readonly number[]) =>
  simulateScan({ ports, hosts }, { probe: 'udp', spec: { decideAll: true }, sources });

for (const [limit, ports, count] of [
  [1, 300, 8],
  [5, 400, 1],
  [5, 400, 8],
  [10, 1000, 8],
]) {
  test(`${ports} closed ports at ${limit} refusals a second to each of ${count} of our addresses: all decided in that time`, async () => {
    const sources = SOURCES.slice(0, count);
    const { end, elapsed, askedFrom } = await decide(ports, [{ rstLimit: limit }], sources);
    const allowed = ((ports - BURST * count) / (limit * count)) * 1000;
    assert.equal(end.closedPorts, ports);
    assert.ok(elapsed < 1.05 * allowed, `${elapsed} ms, where ${allowed} ms are allowed`);
    const repeats = sources.map((source, k) => (askedFrom.get(source) ?? 0) - (k === 0 ? ports : 0));
    assert.ok(Math.max(...repeats) - Math.min(...repeats) <= 1, `repeats go out from all alike: ${repeats}`);
  });
}

test('the time left is told by the pace at which the host refuses: from its first seconds on it is about what is left', async () => {
  for (const [rstLimit, ports, sources] of [
    [1, 60, SOURCES.slice(0, 1)],
    [10, 1000, SOURCES.slice(0, 1)],
    [2, 800, SOURCES],
  ] as const) {
    const { findings, elapsed } = await decide(ports, [{ rstLimit }], sources);
    const progress = findings.filter((each) => each.type === 'progress');
    // In their order: one each 200 ms.
    const told = progress.map(({ remainingMs, done }, k) => ({
      at: (k / progress.length) * elapsed,
      remainingMs,
      done,
    }));
    for (const { at, remainingMs, done } of told) {
      if (at < 3000) continue;
      assert.ok(remainingMs !== null, `${at} ms`);
      const wrong = Math.abs(at + remainingMs - elapsed) / elapsed;
      assert.ok(
        wrong < (at > 12_000 ? 0.15 : sources.length > 1 ? 0.5 : 0.25),
        `${rstLimit} a second: ${at} + ${remainingMs} of ${elapsed}`,
      );
      if (sources.length === 1) assert.ok(Math.abs(done - at / elapsed) < 0.2, `${done} at ${at} of ${elapsed}`);
    }
  }
});

test('hosts with limits of their own, some ports open, some silent: each closed port is decided, no silent one is', async () => {
  const silent = portsFrom(90, 5);
  const hosts = [1, 2, 10, undefined].map((rstLimit) => ({ rstLimit, silent, open: [3, 50] }));
  const { end, states, truthOf } = await decide(100, hosts, SOURCES);
  states.forEach((state, probe) => {
    assert.equal(state, truthOf(probe), `probe ${probe}`);
  });
  assert.equal(end.closedPorts, 4 * 93);
});

test('a host that answers one or two of our addresses alone: not much slower than if no other had asked', async () => {
  for (const count of [1, 2]) {
    const answersOnly = SOURCES.slice(0, count);
    const { end, elapsed } = await decide(300, [{ rstLimit: 10, answersOnly }], SOURCES);
    const alone = await decide(300, [{ rstLimit: 10 }], answersOnly);
    assert.equal(end.closedPorts, 300);
    assert.ok(elapsed < 1.5 * alone.elapsed, `${elapsed} ms, alone ${alone.elapsed} ms`);
  }
});
