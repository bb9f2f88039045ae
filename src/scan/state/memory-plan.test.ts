import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createEventReader } from '../book/event-reader.ts';
import { fakeSetup, fakeSpec, portsFrom } from '../engine-setup.test-data.ts';
import { createHostWatch } from '../pace/host-watch.ts';
import { createPlanner } from '../passes/planner.ts';
import { planMemory } from './memory-plan.ts';
import { createSharedState, HOST_BYTES, sharedStateBytes } from './shared-state.ts';

const GIB = 2 ** 30;
const ALL_ADDRESSES = 2 ** 32 - 2 ** 25;

test('a scan of a network fits, and has a ledger', () => {
  const plan = planMemory({ hosts: 256, ports: 65_535, segments: 256 }, GIB);
  assert.equal(plan.ledgerWords, Math.ceil((256 * 65_535) / 16));
  assert.equal(plan.bytes, plan.wanted);
  assert.ok(plan.bytes < 80e6, `${plan.bytes}`);
  assert.ok(planMemory({ hosts: 1, ports: 1, segments: 1 }, GIB).bytes < 2e6);
});

test('a /8 and one port fits into a gibibyte', () => {
  const plan = planMemory({ hosts: 2 ** 24, ports: 1, segments: 1 }, GIB);
  assert.equal(plan.ledgerWords, 2 ** 20);
});

test('all addresses, one port: what is kept by host is in the limit, and without a ledger it is little', () => {
  const plan = planMemory({ hosts: ALL_ADDRESSES, ports: 1, segments: 300 }, GIB);
  assert.equal(plan.ledgerWords, 0);
  assert.ok(plan.wanted > 100 * GIB);
  assert.ok(plan.bytes < 256 * 2 ** 20, `${plan.bytes}`);
  const more = planMemory({ hosts: ALL_ADDRESSES, ports: 65_535, segments: 300 }, GIB);
  assert.equal(more.bytes, plan.bytes, 'whatever the number of probes');
});

test('no ledger of more than 2^32 probes, whatever the limit', () => {
  assert.equal(planMemory({ hosts: 65_538, ports: 65_535, segments: 1 }, 2 ** 50).ledgerWords, 0);
  assert.notEqual(planMemory({ hosts: 65_536, ports: 65_536, segments: 1 }, 2 ** 50).ledgerWords, 0);
});

test('the limit is kept to the byte', () => {
  const size = { hosts: 1000, ports: 1000, segments: 10 };
  const { wanted } = planMemory(size, GIB);
  assert.equal(planMemory(size, wanted).bytes, wanted);
  assert.equal(planMemory(size, wanted - 1).ledgerWords, 0);
});

test('the shared state takes what was said', () => {
  for (const [hosts, probes, words] of [
    [1, 1, 1],
    [1000, 100_000, 6250],
    [0, 2 ** 40, 0],
  ]) {
    const { commands } = createSharedState(hosts, probes, words);
    assert.equal(sharedStateBytes(words === 0 ? 0 : hosts, probes, words), commands.buffer.byteLength);
  }
  const { hosts } = createSharedState(1, 1, 1);
  const byHost = Object.values(hosts).reduce((sum, { byteLength }: { byteLength: number }) => sum + byteLength, 0);
  assert.equal(HOST_BYTES, byHost);
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of typed arrays that `make` makes. */
function grown(make: () => unknown): number {
  // What earlier tests left would be taken away in between.
  collectGarbage();
  collectGarbage(); // waits for what the first has set free
  const before = process.memoryUsage().arrayBuffers;
  const made = make();
  const after = process.memoryUsage().arrayBuffers;
  assert.ok(made);
  return after - before;
}

function pieces(hosts: number, ports: number): unknown {
  const last = 0xc6120000 + hosts - 1;
  const setup = fakeSetup({ segments: [{ first: 0xc6120000, last }], ports: portsFrom(1, ports) });
  const watch = createHostWatch(setup);
  const reader = createEventReader(setup, new Set(), () => {});
  const planner = createPlanner(fakeSpec(), setup, watch);
  return [setup, watch, reader, planner, planner.first()];
}

test("the controller's pieces take no more than was said, and not far less, of many hosts and of many ports", () => {
  for (const [hosts, ports] of [
    [1_000_000, 2],
    [50_000, 100],
    [100, 65_535],
  ]) {
    const [one, two] = [grown(() => pieces(hosts, ports)), grown(() => pieces(2 * hosts, ports))];
    const planned = (many: number) => planMemory({ hosts: many, ports, segments: 1 }, GIB).wanted;
    assert.ok(two <= planned(2 * hosts), `${two} of ${planned(2 * hosts)}`);
    // What grows as it is used is the same for both.
    const [more, moreSaid] = [two - one, planned(2 * hosts) - planned(hosts)];
    assert.ok(more <= moreSaid * 1.01 && more > moreSaid / 2, `${more} more, ${moreSaid} said`);
  }
});

test('nothing is kept by host without a ledger: the whole address space costs as much as one host', () => {
  const take = (last: number) =>
    grown(() => {
      const setup = fakeSetup({ segments: [{ first: 0, last }], ports: portsFrom(1, 2000), stateless: true });
      const watch = createHostWatch(setup);
      const reader = createEventReader(setup, new Set(), () => {});
      return [setup, reader, createPlanner(fakeSpec(), setup, watch).first()];
    });
  const [one, all] = [take(0), take(2 ** 32 - 1)];
  assert.ok(all < 16e6, `${all}`);
  assert.ok(all - one < 8e6, `${all} against ${one}`);
});
