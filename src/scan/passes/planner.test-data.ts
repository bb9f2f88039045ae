// A network that answers as it is told, and the planner that asks it.
import assert from 'node:assert/strict';
import { takeRtt } from '../../link/rtt.ts';
import { attemptOf } from '../../probe/form-table.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { PROBES } from '../../probe/probes.ts';
import { fakeSetup, fakeSpec, portsFrom } from '../engine-setup.test-data.ts';
import { createWalkCursor } from '../order/order.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import { get, setOnce } from '../state/ledger.ts';
import { COUNTER, type Pass, slotOf } from '../state/shared-state.ts';
import { createPlanner, type Plan } from './planner.ts';

export const OPEN = 1;
export const CLOSED = 2;

export interface World {
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
export function play(world: World) {
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
    settleMs: () => 0,
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
    if (verdict === OPEN) {
      state.counters[COUNTER.open]++;
      state.counters[COUNTER.openByPass + slotOf(pass.number)]++;
    }
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
    assert.ok(passes.length === 0 || pass.number > passes[passes.length - 1].number);
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
  const last = passes.at(-1);
  const attempts = last === undefined ? 0 : attemptOf(PROBES[setup.probe], last.number);
  return { passes, attempts, times, setup, now };
}
