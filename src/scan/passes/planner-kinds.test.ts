import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeRtt } from '../../link/rtt.ts';
import { attemptOf } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import { fakeSetup, fakeSpec, portsFrom } from '../engine-setup.test-data.ts';
import { createShardTest } from '../order/order.ts';
import { createUdpPatience } from '../pace/udp-patience.ts';
import { setOnce } from '../state/ledger.ts';
import { COUNTER, slotOf } from '../state/shared-state.ts';
import { languagesOf } from './languages.ts';
import { CLOSED, OPEN, play } from './planner.test-data.ts';
import { createPlanner, type Plan } from './planner.ts';
import { attemptsNeeded } from './rounds.ts';

test('time: a silent port is given up a second after its first asking, a silent host after three', () => {
  const oneSilent = play({ answer: (_, portIndex) => (portIndex === 0 ? 0 : CLOSED) });
  assert.ok(oneSilent.now >= 1000 && oneSilent.now < 1200, `${oneSilent.now}`);
  const stranger = play({ hosts: 1, ports: 1, answer: () => 0 });
  assert.ok(stranger.now >= 3000 && stranger.now < 3200, `${stranger.now}`);
  assert.equal(stranger.passes.length, 2);
  assert.ok(play({ answer: () => CLOSED }).now < 100, 'who answers is not waited for');
});

test('stateless: two passes over everything, fewer where the user wants fewer', () => {
  const run = (maxRetries: number | null) => play({ answer: () => 0, stateless: true, maxRetries });
  for (const [maxRetries, count] of [
    [null, 2],
    [0, 1],
    [1, 2],
    [9, 2],
  ] as const) {
    const { passes, times } = run(maxRetries);
    assert.deepEqual(
      passes.map(({ number, list }) => [number, list]),
      Array.from({ length: count }, (_, k) => [k + 1, null]),
    );
    assert.ok(times.every((asked) => asked === count));
  }
});

test('a shard repeats its own probes only', () => {
  const { times, setup } = play({
    hosts: 7,
    ports: 30,
    shard: { index: 2, count: 3 },
    answer: (host) => (host === 0 ? CLOSED : 0),
  });
  const isMine = createShardTest(setup);
  for (let host = 0; host < 7; host++) {
    for (let portIndex = 0; portIndex < 30; portIndex++) {
      const expected = isMine(host, portIndex) ? (host === 0 ? 1 : 2) : 0;
      assert.equal(times[host * 30 + portIndex], expected, `${host}, ${portIndex}`);
    }
  }
});

test('hosts with one probe each: few silent ones are asked four times, many twice, whoever answered once', () => {
  for (const probe of ['icmp', 'arp'] as const) {
    const few = play({ probe, hosts: 254, ports: 1, answer: (host) => (host % 20 === 0 ? OPEN : 0) });
    few.times.forEach((asked, host) => {
      assert.equal(asked, host % 20 === 0 ? 1 : 4);
    });
    const many = play({ probe, hosts: 2000, ports: 1, answer: (host) => (host % 20 === 0 ? OPEN : 0) });
    assert.equal(many.passes.length, 2);
    assert.equal(play({ probe, hosts: 254, ports: 1, answer: () => 0, maxRetries: 0 }).passes.length, 1);
  }
});

test('with loss, hosts with one probe each are asked as often as it needs', () => {
  const { passes } = play({
    probe: 'icmp',
    hosts: 1000,
    ports: 1,
    answer: (host, _, attempt) => (host < 500 && (attempt > 1 || host % 4 !== 0) ? OPEN : 0),
  });
  assert.equal(passes.length, attemptsNeeded(125.5 / 501, 500));
});

test('UDP: refusals that only repeats brought are no loss', () => {
  // Each attempt brings a few more refusals, as a host does that limits them.
  const refuses = (_: number, portIndex: number, attempt: number) => (portIndex < 6 * attempt ? CLOSED : 0);
  // Those whose language is known before all, then all, then the silent twice.
  assert.equal(play({ probe: 'udp', ports: 100, answer: refuses }).attempts, 4);
  assert.ok(play({ probe: 'syn', ports: 100, answer: refuses }).passes.length > 4);
  // Responses tell of it.
  const { times, setup } = play({
    probe: 'udp',
    hosts: 10,
    ports: 100,
    answer: (host, portIndex, attempt) => (portIndex < 4 ? (attempt > 1 || host > 1 ? OPEN : 0) : 0),
  });
  const { spoken } = languagesOf(setup);
  const unspoken = times.filter((_, index) => !spoken.includes(index % 100));
  assert.equal(Math.max(...unspoken), attemptsNeeded(8.5 / 41, 40));
});

test('UDP: a response to the first asking is none that only a repeat brought, however soon the planner looked', () => {
  const setup = fakeSetup({
    segments: [{ first: 0xc6120000, last: 0xc6120000 }],
    ports: portsFrom(1, 2),
    probe: 'udp',
  });
  const { state } = setup;
  const planner = createPlanner(fakeSpec({ probe: 'udp' }), setup, createUdpPatience(setup));
  planner.first();
  state.hosts.sent[0] = 2;
  let now = 10;
  let plan = planner.next(now);
  // Now it comes.
  setOnce(state.ledger, 0, OPEN);
  state.hosts.open[0] = 1;
  for (const of of ['answered', 'open'] as const) state.counters[COUNTER[of]] = 1;
  for (const by of ['answeredByPass', 'openByPass'] as const) state.counters[COUNTER[by] + slotOf(1)] = 1;
  takeRtt(state.hosts, 0, 20_000);
  let repeats = 0;
  for (; plan !== null; plan = planner.next(now)) {
    if ('until' in plan) now = plan.until;
    else repeats++;
  }
  assert.ok(repeats <= 2, `asked again ${repeats} times`);
});

/** A host that sends six ICMP errors at once and then `perPass` from pass to pass, as Linux does (icmp(7)). */
function limiting(hosts: number, perPass: number) {
  const left = new Float64Array(hosts).fill(6);
  let passes = 1;
  return {
    answer(host: number) {
      if (left[host] < 1) return 0;
      left[host]--;
      return CLOSED;
    },
    passBegins() {
      if (passes++ > 1) for (let host = 0; host < hosts; host++) left[host] = Math.min(6, left[host] + perPass);
    },
  };
}

test('UDP: a host that limits its refusals is asked no oftener for it, and named; one that filters is not', () => {
  const hosts = 3;
  const ports = 100;
  const setup = fakeSetup({
    segments: [{ first: 0xc6120000, last: 0xc6120000 + hosts - 1 }],
    ports: portsFrom(1, ports),
    probe: 'udp',
  });
  const { state } = setup;
  const watch = createUdpPatience(setup);
  const planner = createPlanner(fakeSpec({ probe: 'udp' }), setup, watch);
  const limiter = limiting(hosts, 1);
  let passes = 0;
  let last = 0;
  let now = 0;
  for (let plan: Plan | null = planner.first(); plan !== null; plan = planner.next(now)) {
    if ('until' in plan) {
      now = plan.until;
      continue;
    }
    const pass = plan;
    passes++;
    last = pass.number;
    watch.passBegins(pass);
    limiter.passBegins();
    assert.deepEqual([...state.hosts.watched], [0, 0, 0], 'the pace is not found from refusals');
    const list = pass.list ?? Uint32Array.from({ length: hosts * ports }, (_, index) => index);
    for (const index of list) {
      const host = Math.floor(index / ports);
      state.hosts.sent[host]++;
      // Host 2 has eight ports that a filter lets through, all closed.
      const verdict = host === 2 ? (index % ports < 8 ? CLOSED : 0) : limiter.answer(host);
      if (verdict === 0 || setOnce(state.ledger, index, verdict) !== 0) continue;
      state.hosts.closed[host]++;
      state.counters[COUNTER.answered]++;
      state.counters[COUNTER.answeredByPass + slotOf(pass.number)]++;
    }
    watch.tick(passes * 1000, false);
  }
  // Those whose language is known before all, then all, then the silent twice.
  assert.equal(attemptOf(PROBES.udp, last), 4);
  assert.deepEqual([0, 1, 2].map(watch.isLimited), [true, true, false]);
  const { atOnce, perSecond } = watch.limitOf(0);
  assert.ok(atOnce === 6 && Math.abs((perSecond as number) - 1) < 0.3, `${atOnce}, ${perSecond}`);
});
