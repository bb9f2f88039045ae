import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { takeRtt } from '../../link/rtt.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { fakeSetup, fakeSpec, portsFrom } from '../engine-setup.test-data.ts';
import { createShardTest, createWalkCursor } from '../order/order.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import { createUdpPatience } from '../pace/udp-patience.ts';
import { get, setOnce } from '../state/ledger.ts';
import { COUNTER, type Pass, slotOf } from '../state/shared-state.ts';
import { createPlanner, type Plan } from './planner.ts';
import { attemptsNeeded } from './rounds.ts';

const OPEN = 1;
const CLOSED = 2;
const FILTERED = 3;

interface World {
  readonly hosts?: number;
  readonly ports?: number;
  /** What a probe comes to when it is asked for the n-th time (from 1): 0 nothing, or a state of the ledger. */
  readonly answer: (host: number, portIndex: number, attempt: number) => number;
  /** Whether the sender puts a probe off in the first pass, because the host has a gate. */
  readonly putOff?: (host: number, portIndex: number) => boolean;
  readonly limited?: (host: number) => boolean;
  readonly maxRetries?: number | null;
  readonly shard?: { readonly index: number; readonly count: number };
  readonly stateless?: boolean;
  readonly listMax?: number;
  readonly probe?: ProbeName;
}

/** Runs every pass that the planner asks for, as sender and receiver would. */
function play(world: World) {
  const { hosts = 4, ports = 50, answer, putOff = () => false, limited = () => false, maxRetries = null } = world;
  const setup = fakeSetup({
    segments: hosts === 0 ? [] : [{ first: 0xc6120000, last: 0xc6120000 + hosts - 1 }],
    ports: portsFrom(1, ports),
    shard: world.shard,
    stateless: world.stateless,
    probe: world.probe,
  });
  const { state } = setup;
  const watch = {
    isLimited: limited,
    refusesSlowly: () => false,
    openLoss: () => 0,
    ownLoss: () => 0,
    repeatLoss: (first: number) => first,
    ownRepeatLoss: () => 0,
    unreliableAnswers: () => 0,
    unreliableRecovered: () => 0,
    putOff: () => {},
    asksAgain: () => {},
    decides: () => false,
    turnsPatient: () => false,
  } as unknown as HostWatch;
  const planner = createPlanner(fakeSpec({ maxRetries, shard: setup.shard }), setup, watch, world.listMax);
  const times = new Uint16Array(hosts * ports);
  const passes: Pass[] = [];

  function ask(host: number, portIndex: number, pass: Pass): void {
    if (pass.list === null && putOff(host, portIndex)) return;
    const index = host * ports + portIndex;
    times[index]++;
    state.counters[COUNTER.sent]++;
    if (world.stateless === true) return;
    state.hosts.sent[host]++;
    const verdict = answer(host, portIndex, times[index]);
    if (verdict === 0 || setOnce(state.ledger, index, verdict) !== 0) return;
    state.counters[COUNTER.answered]++;
    if (verdict === OPEN) state.counters[COUNTER.open]++;
    state.counters[COUNTER.answeredByPass + slotOf(pass.number)]++;
    [state.hosts.open, state.hosts.closed, state.hosts.filtered][verdict - 1][host]++;
    takeRtt(state.hosts, host, 200);
  }

  let now = 0;
  for (let plan: Plan | null = planner.first(); plan !== null; plan = planner.next(now)) {
    if ('until' in plan) {
      assert.ok(plan.until > now, 'it waits for what is to come');
      now = plan.until;
      continue;
    }
    const pass: Pass = plan;
    assert.equal(pass.number, passes.length + 1);
    passes.push(pass);
    assert.ok(passes.length <= 200, 'it goes on and on');
    now += 10;
    if (pass.list === null) {
      const cursor = createWalkCursor(setup);
      while (cursor.advance()) ask(cursor.host, cursor.portIndex, pass);
    } else {
      for (const index of pass.list) {
        assert.equal(get(state.ledger, index), 0, 'an answered probe is asked again');
        ask(Math.floor(index / ports), index % ports, pass);
      }
    }
  }
  return { passes, times, setup, now };
}

test('nothing is lost: one pass, and the end', () => {
  const { passes, times } = play({ answer: () => CLOSED });
  assert.deepEqual(
    passes.map(({ list }) => list),
    [null],
  );
  assert.ok(times.every((asked) => asked === 1));
});

test('nobody, or no port, is no pass at all', () => {
  assert.equal(play({ hosts: 0, answer: () => 0 }).passes.length, 0);
  assert.equal(play({ ports: 0, answer: () => 0 }).passes.length, 0);
});

test('without loss a silent port of a host that talks is asked twice, or once more at once where few are silent', () => {
  for (const [every, count] of [
    [2, 2],
    [10, 3],
  ]) {
    const { passes, times } = play({ answer: (_, portIndex) => (portIndex % every === 1 ? 0 : CLOSED) });
    assert.equal(passes.length, count);
    times.forEach((asked, index) => {
      assert.equal(asked, (index % 50) % every === 1 ? count : 1);
    });
  }
});

test('with loss what stays silent is asked as often as the measured loss needs', () => {
  // Every fifth probe is lost the first time; three ports answer never.
  const { times, passes } = play({
    hosts: 20,
    ports: 1000,
    answer: (host, portIndex, attempt) => {
      if (portIndex > 996) return 0;
      return attempt === 1 && (host + portIndex) % 5 === 0 ? 0 : CLOSED;
    },
  });
  const answered = 20 * 997;
  const needed = attemptsNeeded(0.2, answered);
  assert.ok(needed > 4);
  for (let host = 0; host < 20; host++) {
    for (let portIndex = 997; portIndex < 1000; portIndex++) {
      assert.equal(times[host * 1000 + portIndex], needed);
    }
    assert.ok(times.subarray(host * 1000, host * 1000 + 997).every((asked) => asked <= 2));
  }
  assert.equal(passes.length, needed);
});

test("a loss that shows late brings back who was given up; the user's limit wins", () => {
  const answer = (_: number, portIndex: number, attempt: number) => (portIndex === 7 || attempt < 2 ? 0 : CLOSED);
  const needed = attemptsNeeded((4 * 49 + 0.5) / (4 * 49 + 1), 4 * 49);
  assert.equal(play({ answer }).passes.length, needed);
  for (const maxRetries of [0, 1, 3]) {
    const { passes, times } = play({ answer, maxRetries });
    assert.equal(passes.length, maxRetries + 1);
    assert.equal(Math.max(...times), maxRetries + 1);
  }
});

test('silent hosts get two attempts where they are many probes, as many as the others where they are few', () => {
  const world = (ports: number, silentHosts: number) =>
    play({
      hosts: silentHosts + 2,
      ports,
      // The two that talk lose a tenth, and have one port that is silent for ever.
      answer: (host, portIndex, attempt) =>
        host >= 2 || portIndex === 0 || (attempt === 1 && portIndex % 10 === 1) ? 0 : CLOSED,
    });
  const many = world(1000, 21);
  const needed = attemptsNeeded(0.1, 2 * 999);
  assert.ok(many.times.subarray(2000).every((asked) => asked === 2));
  assert.equal(many.times[0], needed);
  const few = world(1000, 20);
  assert.ok(few.times.subarray(2000).every((asked) => asked === needed));
});

test('an ICMP error is an answer, but does not make a host one that talks', () => {
  const { times } = play({
    hosts: 23,
    ports: 1000,
    answer: (host, portIndex, attempt) => {
      if (host < 2) return portIndex === 0 || (attempt === 1 && portIndex % 10 === 1) ? 0 : OPEN;
      return portIndex < 5 ? FILTERED : 0;
    },
  });
  assert.ok(times[0] > 2);
  for (let host = 2; host < 23; host++) {
    assert.ok(times.subarray(host * 1000, host * 1000 + 5).every((asked) => asked === 1));
    assert.ok(times.subarray(host * 1000 + 5, (host + 1) * 1000).every((asked) => asked === 2));
  }
});

test('a host that limits its answers is not asked for ever', () => {
  const { times } = play({
    hosts: 2,
    ports: 400,
    limited: (host) => host === 1,
    answer: (host, portIndex, attempt) => (host === 1 ? (portIndex < 20 ? CLOSED : 0) : attempt < 2 ? 0 : CLOSED),
  });
  assert.ok(times.subarray(420).every((asked) => asked === 3));
});

test('a pass that put probes off is no attempt: every probe has been sent as often as it takes', () => {
  // Half of host 1 is put off in the first pass; nothing of it ever answers but one port.
  const { times, passes } = play({
    hosts: 2,
    ports: 100,
    putOff: (host, portIndex) => host === 1 && portIndex % 2 === 1,
    answer: (host, portIndex) => (host === 0 || portIndex === 0 ? CLOSED : 0),
  });
  assert.equal(passes.length, 3);
  assert.ok(times.subarray(101).every((asked) => asked >= 2));
});

test('a round of several lists: every host has its attempts, also where the last list has nothing to ask', () => {
  // Two hosts fill a list. The first two have a port that never answers; what the last ones need varies.
  for (const lastAnswersAt of [1, 2, 3]) {
    const { times, passes } = play({
      hosts: 6,
      ports: 40,
      listMax: 80,
      answer: (host, portIndex, attempt) => {
        if (host < 2) return portIndex === 0 ? 0 : attempt < 2 ? 0 : CLOSED;
        return attempt < lastAnswersAt ? 0 : CLOSED;
      },
    });
    assert.ok(passes.slice(1).every(({ list }) => list !== null && list.length > 0 && list.length <= 80));
    assert.ok(times[0] > 4 && times[0] === times[40], `asked ${times[0]} and ${times[40]} times`);
    assert.ok(times.subarray(80).every((asked) => asked === lastAnswersAt));
  }
});

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

test('any behaviour: it ends, answered probes stay answered, and the limit holds', () => {
  const noise = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 64 });
  fc.assert(
    fc.property(noise, fc.option(fc.nat(5)), fc.integer({ min: 1, max: 6 }), (pattern, maxRetries, hosts) => {
      const { times } = play({
        hosts,
        ports: 33,
        maxRetries,
        answer: (host, portIndex, attempt) => {
          const value = pattern[(host * 7 + portIndex * 3 + attempt * 5) % pattern.length];
          return value < 4 ? value : 0;
        },
      });
      assert.ok(times.every((asked) => asked >= 1 && asked <= Math.min(24, (maxRetries ?? 23) + 1)));
    }),
    { numRuns: 60 },
  );
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
  assert.equal(play({ probe: 'udp', ports: 100, answer: refuses }).passes.length, 2);
  assert.ok(play({ probe: 'syn', ports: 100, answer: refuses }).passes.length > 4);
  // Responses tell of it.
  const { times } = play({
    probe: 'udp',
    hosts: 10,
    ports: 100,
    answer: (host, portIndex, attempt) => (portIndex < 4 ? (attempt > 1 || host > 1 ? OPEN : 0) : 0),
  });
  assert.equal(Math.max(...times), attemptsNeeded(8.5 / 41, 40));
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
  state.counters[COUNTER.answered] = state.counters[COUNTER.open] = 1;
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

test('UDP: a host that limits its refusals is asked three times at most, and named; one that filters is not', () => {
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
  let now = 0;
  for (let plan: Plan | null = planner.first(); plan !== null; plan = planner.next(now)) {
    if ('until' in plan) {
      now = plan.until;
      continue;
    }
    const pass = plan;
    passes++;
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
  assert.equal(passes, 3);
  assert.deepEqual([0, 1, 2].map(watch.isLimited), [true, true, false]);
  state.counters[COUNTER.lastSendMicros] = 3e6;
  assert.equal(watch.limitedPerSecond(0), null, 'a burst is no rate');
  state.counters[COUNTER.lastSendMicros] = 20e6;
  state.hosts.closed[0] = 26;
  assert.equal(watch.limitedPerSecond(0), 1);
});
