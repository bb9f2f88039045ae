// What is left of a scan when its verdict is written.
import assert from 'node:assert/strict';
import type { EndFinding, Finding } from '../../finding/finding.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import { createEventWriter } from '../state/event-ring.ts';
import { setOnce } from '../state/ledger.ts';
import { COMMAND, COUNTER, EVENT_HOST_UP, EVENT_OPEN } from '../state/shared-state.ts';
import type { Clock } from '../state/thread-clock.ts';
import { createEventReader } from './event-reader.ts';
import { writeVerdict } from './verdict.ts';

export const FIRST = 0xc6120000;
export const OPEN = 1;
export const CLOSED = 2;
export const FILTERED = 3;
export const clock = Object.assign(() => 0, { sleep: () => {} }) as unknown as Clock;

export interface World {
  readonly probe: ProbeName;
  readonly hosts: number;
  readonly ports?: number;
  /** The ledger's states by host and port index. */
  readonly states: (host: number, portIndex: number) => number;
  /** How many probes a host was sent; all where it is not said. */
  readonly sent?: (host: number) => number;
  /** Whether the receiver's events came through. */
  readonly events?: boolean;
  readonly neighbours?: readonly number[];
  readonly localUp?: number;
  readonly arpDrops?: number;
  readonly kernelDrops?: number;
  /** Begun; 1 where it is not said. */
  readonly passes?: number;
  readonly limited?: boolean;
  readonly interrupted?: boolean;
}

export function verdict(world: World) {
  const { probe, hosts, ports = 1, states, events = true, neighbours = [], limited = false } = world;
  const setup = fakeSetup({
    segments: [{ first: FIRST, last: FIRST + hosts - 1 }],
    ports: ports === 1 ? [0] : portsFrom(1, ports),
    probe,
  });
  const { state } = setup;
  const put = createEventWriter(state, clock);
  for (let host = 0; host < hosts; host++) {
    state.hosts.sent[host] = world.sent?.(host) ?? ports;
    state.counters[COUNTER.sent] += state.hosts.sent[host];
    for (let portIndex = 0; portIndex < ports; portIndex++) {
      const value = states(host, portIndex);
      if (value === 0) continue;
      setOnce(state.ledger, host * ports + portIndex, value);
      const first = state.hosts.open[host] + state.hosts.closed[host] === 0;
      const port = setup.portNumbers[portIndex];
      state.counters[COUNTER.answered]++;
      state.counters[[COUNTER.open, COUNTER.closed, COUNTER.filtered][value - 1]]++;
      [state.hosts.open, state.hosts.closed, state.hosts.filtered][value - 1][host]++;
      if (!events) state.counters[COUNTER.eventsLost]++;
      else if (value === OPEN) put(EVENT_OPEN, host, port, 0, 0, 0, 0);
      else if (value === CLOSED && first) put(EVENT_HOST_UP, host, port, 0, 0, 0, 0);
    }
  }
  const findings: Finding[] = [];
  const emit = (finding: Finding) => findings.push(finding);
  const set = new Set(neighbours);
  const reader = createEventReader(setup, set, emit);
  reader.drain();
  reader.ports.release(world.interrupted ?? false);
  state.commands[COMMAND.pass] = world.passes ?? 1;
  state.counters[COUNTER.kernelDrops] = world.kernelDrops ?? 0;
  writeVerdict({
    setup,
    reach: { hostsAsked: hosts, localUp: world.localUp ?? 0, arpDrops: world.arpDrops ?? 0 },
    reader,
    watch: { isLimited: () => limited, limitOf: () => ({ atOnce: null, perSecond: null }) } as unknown as HostWatch,
    emit,
    interrupted: world.interrupted ?? false,
    engine: 'raw',
    isLost: false,
    elapsedMs: 1,
  });
  const end = findings.pop() as EndFinding;
  assert.equal(end.type, 'end');
  return { findings, end, hostEnds: findings.filter(({ type }) => type === 'host-end') };
}

export const count = (findings: readonly Finding[], wanted: object) =>
  findings.filter((finding) => Object.entries(wanted).every(([key, value]) => Object(finding)[key] === value)).length;

/** The verdict on what is in `setup`, and in its events. */
export function end(setup: EngineSetup, neighbours: ReadonlySet<number>, interrupted: boolean): Finding[] {
  const findings: Finding[] = [];
  const emit = (finding: Finding) => findings.push(finding);
  const reader = createEventReader(setup, neighbours, emit);
  reader.drain();
  const reach = { hostsAsked: setup.table.hosts, localUp: 0, arpDrops: 0 };
  const watch = { isLimited: () => false, limitOf: () => ({ atOnce: null, perSecond: null }) } as unknown as HostWatch;
  writeVerdict({
    setup,
    reach,
    reader,
    watch,
    emit,
    interrupted,
    engine: 'raw',
    isLost: false,
    elapsedMs: 1,
  });
  return findings;
}
